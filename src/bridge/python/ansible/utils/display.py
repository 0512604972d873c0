"""What plugins tell people."""
import getpass
import os
import sys
import textwrap
import unicodedata

from ansible import constants as C
from ansible._engine import ask, facts
from ansible.errors import AnsibleError
from ansible.module_utils._text import to_text
from ansible.utils.color import stringc
from ansible.utils.singleton import Singleton


def get_text_width(text):
    """Columns of a terminal that a text takes."""
    if not isinstance(text, str):
        raise TypeError('get_text_width requires text, not %s' % type(text))
    return sum(0 if unicodedata.combining(one) or unicodedata.category(one) == 'Cc'
               else 2 if unicodedata.east_asian_width(one) in 'WF' else 1 for one in text)


class Display(metaclass=Singleton):
    def __init__(self, verbosity=None):
        self.verbosity = facts['verbosity'] if verbosity is None else verbosity
        self.columns = 79
        self.noncow = None
        self.cows_available = set()
        self.b_cowsay = None
        self._errors = set()
        self._file = open(C.DEFAULT_LOG_PATH, 'a') if C.DEFAULT_LOG_PATH else None

    def display(self, msg, color=None, stderr=False, screen_only=False, log_only=False, newline=True):
        if not isinstance(msg, str):
            raise TypeError('Display message must be str, not: %s' % msg.__class__.__name__)
        if not log_only:
            ending = '\n' if newline and not msg.endswith('\n') else ''
            stream = sys.stderr if stderr else sys.stdout
            stream.write((stringc(msg, color) if color else msg) + ending)
            try:
                stream.flush()
            except BrokenPipeError:
                pass
        if self._file is not None and not screen_only:
            self._file.write('%s p=%s u=%s | %s\n' % (self._now(), os.getpid(), getpass.getuser(), msg.strip('\n')))
            self._file.flush()

    def _now(self):
        import time
        return time.strftime('%Y-%m-%d %H:%M:%S')

    def verbose(self, msg, host=None, caplevel=2):
        if self.verbosity > caplevel:
            text = msg if host is None else '<%s> %s' % (host, msg)
            self.display(text, color=C.COLOR_VERBOSE, stderr=C.VERBOSE_TO_STDERR)

    def v(self, msg, host=None):
        self.verbose(msg, host, 0)

    def vv(self, msg, host=None):
        self.verbose(msg, host, 1)

    def vvv(self, msg, host=None):
        self.verbose(msg, host, 2)

    def vvvv(self, msg, host=None):
        self.verbose(msg, host, 3)

    def vvvvv(self, msg, host=None):
        self.verbose(msg, host, 4)

    def vvvvvv(self, msg, host=None):
        self.verbose(msg, host, 5)

    def debug(self, msg, host=None):
        if C.DEFAULT_DEBUG:
            import time
            place = '' if host is None else ' [%s]' % host
            self.display('%6d %0.5f%s: %s' % (os.getpid(), time.time(), place, msg), color=C.COLOR_DEBUG)

    def _wrapped(self, text):
        return '\n'.join(textwrap.wrap(text, self.columns, drop_whitespace=False)) + '\n'

    def warning(self, msg, formatted=False):
        ask('warn', text=to_text(msg))

    def system_warning(self, msg):
        if C.SYSTEM_WARNINGS:
            self.warning(msg)

    def error(self, msg, wrap_text=True):
        text = self._wrapped('\n[ERROR]: %s' % msg) if wrap_text else 'ERROR! %s' % msg
        if text not in self._errors:
            self._errors.add(text)
            self.display(text, stderr=True, color=C.COLOR_ERROR)

    def get_deprecation_message(self, msg, version=None, removed=False, date=None, collection_name=None):
        text = (msg or '').strip()
        if text and text[-1] not in '!?.':
            text += '.'
        source = 'Ansible-base' if collection_name == 'ansible.builtin' else collection_name
        if removed:
            lead, when = '[DEPRECATED]: %s' % text, 'was removed'
        else:
            lead, when = '[DEPRECATION WARNING]: %s' % text, 'will be removed'
        thing = 'This feature %s' % when
        if date:
            place = 'in a release after %s' % date if not source else 'from %s in a release after %s' % (source, date)
        elif version:
            place = 'in version %s' % version if not source else 'from %s in version %s' % (source, version)
        else:
            place = 'in a future release' if not source else 'from %s in a future release' % source
        end = ' Please update your playbooks.' if removed else (
            ' Deprecation warnings can be disabled by setting deprecation_warnings=False in ansible.cfg.')
        return '%s %s %s.%s' % (lead, thing, place, end)

    def deprecated(self, msg, version=None, removed=False, date=None, collection_name=None):
        if removed:
            raise AnsibleError(self.get_deprecation_message(msg, version, removed, date, collection_name))
        ask('deprecate', text=to_text(msg), version=None if version is None else str(version), date=date,
            collection=collection_name)

    def banner(self, msg, color=None, cows=True):
        text = to_text(msg).strip()
        stars = max(3, self.columns - get_text_width(text))
        self.display('\n%s %s' % (text, '*' * stars), color=color)

    def banner_cowsay(self, msg, color=None):
        self.banner(msg, color)

    def prompt(self, msg, private=False):
        return getpass.getpass(msg) if private else input(msg)

    def do_var_prompt(self, varname, private=True, prompt=None, encrypt=None, confirm=False, salt_size=None,
                      salt=None, default=None, unsafe=None):
        from ansible.utils.unsafe_proxy import wrap_var
        text = '%s%s: ' % (prompt or 'input for %s' % varname, '' if default is None else ' [%s]' % default)
        given = self.prompt(text, private) or default
        return wrap_var(given) if unsafe else given

    def set_queue(self, queue):
        """Only forks of Ansible's own have one."""

    def set_cowsay_info(self):
        """There are no cows."""

"""Names and values of variables."""
import keyword
import uuid
from collections.abc import MutableMapping, MutableSequence

from ansible import constants as C
from ansible.errors import AnsibleError, AnsibleOptionsError
from ansible.module_utils._text import to_text

ADDITIONAL_PY2_KEYWORDS = frozenset(('True', 'False', 'None'))


def get_unique_id():
    return str(uuid.uuid4())


def isidentifier(ident):
    if not isinstance(ident, str) or not ident.isascii():
        return False
    return ident.isidentifier() and not keyword.iskeyword(ident)


def _validate_mutable_mappings(a, b):
    if not (isinstance(a, MutableMapping) and isinstance(b, MutableMapping)):
        shown = ['\n%s\n%r' % (type(one).__name__, one) for one in (a, b)]
        raise AnsibleError("failed to combine variables, expected dicts but got a '%s' and a '%s': %s" % (
            a.__class__.__name__, b.__class__.__name__, ''.join(shown)))


def combine_vars(a, b, merge=None):
    """Both dicts: the second counts more, and dicts within are merged where the settings say so."""
    if merge or merge is None and C.DEFAULT_HASH_BEHAVIOUR == 'merge':
        return merge_hash(a, b)
    _validate_mutable_mappings(a, b)
    both = a.copy()
    both.update(b)
    return both


def merge_hash(x, y, recursive=True, list_merge='replace'):
    """`list_merge`: replace, keep, append, prepend, append_rp or prepend_rp."""
    choices = ('replace', 'keep', 'append', 'prepend', 'append_rp', 'prepend_rp')
    if list_merge not in choices:
        raise AnsibleError("merge_hash: 'list_merge' argument can only be equal to %s" % ', '.join(
            "'%s'" % one for one in choices))
    _validate_mutable_mappings(x, y)
    if x == {} or x == y:
        return y.copy()
    if y == {}:
        return x
    both = x.copy()
    if not recursive and list_merge == 'replace':
        both.update(y)
        return both
    for key, new in y.items():
        old = both.get(key)
        if key not in both:
            both[key] = new
        elif isinstance(old, MutableMapping) and isinstance(new, MutableMapping):
            both[key] = merge_hash(old, new, recursive, list_merge) if recursive else new
        elif isinstance(old, MutableSequence) and isinstance(new, MutableSequence):
            both[key] = merged_list(old, new, list_merge)
        else:
            both[key] = new
    return both


def merged_list(old, new, how):
    if how == 'replace':
        return new
    if how == 'keep':
        return old
    if how.endswith('_rp'):
        old = [one for one in old if one not in new]
    return old + new if how.startswith('append') else new + old


def load_extra_vars(loader):
    """What -e gives."""
    from ansible import context
    from ansible._engine import ask
    if context.CLIARGS.get('extra_vars') is None:
        return {}
    given = ask('extra_vars')
    if not isinstance(given, MutableMapping):
        raise AnsibleOptionsError('Invalid extra vars data supplied: %s' % to_text(given))
    return given


def load_options_vars(version):
    from ansible import context
    options = {'ansible_version': version or {}}
    for name, option in (('ansible_check_mode', 'check'), ('ansible_diff_mode', 'diff'), ('ansible_forks', 'forks'),
                         ('ansible_inventory_sources', 'inventory'), ('ansible_limit', 'subset'),
                         ('ansible_run_tags', 'tags'), ('ansible_skip_tags', 'skip_tags'),
                         ('ansible_verbosity', 'verbosity')):
        if context.CLIARGS.get(option) is not None:
            options[name] = context.CLIARGS[option]
    return options

"""Differences as text."""
import difflib

from ansible import constants as C
from ansible.module_utils._text import to_text
from ansible.utils.color import stringc

NO_NEWLINE = '\n\\ No newline at end of file\n'


def diff_text(difflist):
    parts = []
    for diff in difflist if isinstance(difflist, list) else [difflist]:
        for key, told in (('dst_binary', 'diff skipped: destination file appears to be binary\n'),
                          ('src_binary', 'diff skipped: source file appears to be binary\n')):
            if key in diff:
                parts.append(told)
        for key, which in (('dst_larger', 'destination'), ('src_larger', 'source')):
            if key in diff:
                parts.append('diff skipped: %s file size is greater than %d\n' % (which, diff[key]))
        if 'before' in diff and 'after' in diff:
            parts.append(compared(diff))
        if 'prepared' in diff:
            parts.append(to_text(diff['prepared']))
    return ''.join(parts)


def as_text(value):
    if isinstance(value, dict):
        import json
        return json.dumps(value, sort_keys=True, indent=4, separators=(',', ': ')) + '\n'
    return '' if value is None else to_text(value)


def compared(diff):
    before, after = as_text(diff['before']), as_text(diff['after'])
    headers = ['%s: %s' % (which, diff[which + '_header']) if which + '_header' in diff else which
               for which in ('before', 'after')]
    lines = list(difflib.unified_diff(
        before.splitlines(True), after.splitlines(True), fromfile=headers[0], tofile=headers[1], fromfiledate='',
        tofiledate='', n=C.DIFF_CONTEXT))
    if lines:
        lines[0:2] = ['--- %s\n' % headers[0], '+++ %s\n' % headers[1]]
    shades = (('+', C.COLOR_DIFF_ADD), ('-', C.COLOR_DIFF_REMOVE), ('@@', C.COLOR_DIFF_LINES))
    shown = []
    for line in lines:
        line = line if line.endswith('\n') else line + NO_NEWLINE
        shade = next((color for mark, color in shades if line.startswith(mark)), None)
        shown.append(stringc(line.rstrip('\n'), shade) + '\n' if shade else line)
    if shown:
        shown.append('\n')
    return ''.join(shown)

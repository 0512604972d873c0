"""Names of hosts such as `web[01:10:2].example`."""
import string

from ansible.errors import AnsibleError


def detect_range(line=None):
    return '[' in line


def expand_hostname_range(line=None):
    if not line:
        return []
    head, rest = line.split('[', 1)
    inner, tail = rest.split(']', 1)
    bounds = inner.split(':')
    if len(bounds) not in (2, 3):
        raise AnsibleError('host range must be begin:end or begin:end:step')
    begin, end = bounds[0] or '0', bounds[1]
    step = int(bounds[2]) if len(bounds) == 3 else 1
    if not end:
        raise AnsibleError('host range must specify end value')
    if begin in string.ascii_letters:
        first, last = string.ascii_letters.find(begin), string.ascii_letters.find(end)
        if first > last:
            raise AnsibleError('host range must have begin <= end')
        parts = list(string.ascii_letters[first:last + 1:step])
    else:
        if begin[0] == '0' and len(begin) > 1 and len(begin) != len(end):
            raise AnsibleError('host range must specify equal-length begin and end formats')
        width = len(begin) if begin[0] == '0' and len(begin) > 1 else 0
        parts = [str(one).zfill(width) for one in range(int(begin), int(end) + 1, step)]
    names = [head + part + tail for part in parts]
    return [name for one in names for name in (expand_hostname_range(one) if detect_range(one) else [one])]

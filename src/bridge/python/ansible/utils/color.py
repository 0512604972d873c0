"""Colors of the terminal."""
import re

from ansible import constants as C

# Whether output is colored; who started this Python knows.
ANSIBLE_COLOR = False
CODES = {
    'black': '0;30', 'blue': '0;34', 'bright blue': '1;34', 'bright cyan': '1;36', 'bright gray': '0;37',
    'bright green': '1;32', 'bright magenta': '1;35', 'bright purple': '1;35', 'bright red': '1;31',
    'bright yellow': '1;33', 'cyan': '0;36', 'dark gray': '1;30', 'green': '0;32', 'magenta': '0;35',
    'normal': '0', 'purple': '0;35', 'red': '0;31', 'white': '1;37', 'yellow': '0;33'}


def parsecolor(color):
    """The code of a color: by its name, `colorN`, `rgbNNN` or `grayN`."""
    found = re.match('color([0-9]+)$|rgb([0-5])([0-5])([0-5])$|gray([0-9]+)$', color)
    if not found:
        return C.COLOR_CODES[color]
    number, red, green, blue, gray = found.groups()
    if number is not None:
        return '38;5;%d' % int(number)
    if gray is not None:
        return '38;5;%d' % (232 + int(gray))
    return '38;5;%d' % (16 + 36 * int(red) + 6 * int(green) + int(blue))


def stringc(text, color, wrap_nonvisible_chars=False):
    if not ANSIBLE_COLOR:
        return text
    code = parsecolor(color)
    pattern = u'\001\033[%sm\002%s\001\033[0m\002' if wrap_nonvisible_chars else u'\033[%sm%s\033[0m'
    return u'\n'.join(pattern % (code, line) for line in text.split(u'\n'))


def colorize(lead, num, color):
    """A count as `ok=3   `: colored where it isn't 0."""
    text = u'%s=%-4s' % (lead, str(num))
    return stringc(text, color) if num != 0 and ANSIBLE_COLOR and color is not None else text


def hostcolor(host, stats, color=True):
    if not ANSIBLE_COLOR or not color:
        return u'%-26s' % host
    if stats['failures'] != 0 or stats['unreachable'] != 0:
        shade = C.COLOR_ERROR
    else:
        shade = C.COLOR_CHANGED if stats['changed'] != 0 else C.COLOR_OK
    return u'%-37s' % stringc(host, shade)

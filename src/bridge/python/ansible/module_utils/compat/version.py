"""Versions that can be compared, as distutils had them."""
from __future__ import absolute_import

import operator
import re


class Version(object):
    def __init__(self, vstring=None):
        if vstring:
            self.parse(vstring)

    def __repr__(self):
        return "%s ('%s')" % (self.__class__.__name__, str(self))

    def _other(self, other):
        return self.__class__(other) if isinstance(other, str) else other


def _compared(by):
    return lambda self, other: by(self._cmp(other), 0)


for name in ('eq', 'ne', 'lt', 'le', 'gt', 'ge'):
    setattr(Version, '__%s__' % name, _compared(getattr(operator, name)))


class LooseVersion(Version):
    """Any text: its numbers are compared as numbers, all else as text."""

    component_re = re.compile(r'(\d+|[a-z]+|\.)', re.I)

    def parse(self, vstring):
        self.vstring = vstring
        parts = [one for one in self.component_re.split(vstring) if one and one != '.']
        self.version = [int(one) if one.isdigit() else one for one in parts]

    def __str__(self):
        return self.vstring

    def _cmp(self, other):
        theirs = self._other(other).version
        if self.version == theirs:
            return 0
        return -1 if self.version < theirs else 1


class StrictVersion(Version):
    """Two or three numbers, and an alpha or beta release's."""

    version_re = re.compile(r'^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$')

    def parse(self, vstring):
        found = self.version_re.match(vstring)
        if not found:
            raise ValueError("invalid version number '%s'" % vstring)
        major, minor, patch, letter, number = found.groups()
        self.version = (int(major), int(minor), int(patch or 0))
        self.prerelease = (letter, int(number)) if letter else None

    def __str__(self):
        parts = self.version if self.version[2] else self.version[:2]
        return '.'.join(map(str, parts)) + ('%s%s' % self.prerelease if self.prerelease else '')

    def _cmp(self, other):
        other = self._other(other)
        mine, theirs = [(one.version, one.prerelease is None, one.prerelease or ()) for one in (self, other)]
        return (mine > theirs) - (mine < theirs)

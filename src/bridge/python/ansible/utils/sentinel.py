"""A value that no other value is."""


class Sentinel(object):
    def __new__(cls):
        return cls

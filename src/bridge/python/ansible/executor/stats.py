"""Counts of a run, by host."""
from ansible.utils.vars import merge_hash

FIELDS = ('ok', 'failures', 'dark', 'changed', 'skipped', 'rescued', 'ignored')


class AggregateStats(object):
    def __init__(self):
        self.processed, self.custom = {}, {}
        for field in FIELDS:
            setattr(self, field, {})

    def increment(self, what, host):
        self.processed[host] = 1
        counts = getattr(self, what)
        counts[host] = counts.get(host, 0) + 1

    def decrement(self, what, host):
        counts = getattr(self, what)
        counts[host] = max(0, counts.get(host, 0) - 1)

    def summarize(self, host):
        names = dict(dark='unreachable')
        return dict((names.get(field, field), getattr(self, field).get(host, 0)) for field in FIELDS)

    def set_custom_stats(self, which, what, host=None):
        self.custom.setdefault('_run' if host is None else host, {})[which] = what

    def update_custom_stats(self, which, what, host=None):
        known = self.custom.setdefault('_run' if host is None else host, {})
        if which not in known:
            known[which] = what
        elif isinstance(what, dict) and isinstance(known[which], dict):
            known[which] = merge_hash(known[which], what)
        elif type(what) is type(known[which]):
            known[which] += what

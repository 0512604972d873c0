"""A file of tasks that was included."""


class IncludedFile(object):
    def __init__(self, filename, args, vars, task, is_role=False):
        self._filename, self._args, self._vars, self._task, self._is_role = filename, args, vars, task, is_role
        self._hosts, self._results = [], []

    def add_host(self, host):
        if host in self._hosts:
            raise ValueError()
        self._hosts.append(host)

    def __repr__(self):
        return '%s (args=%s vars=%s): %s' % (self._filename, self._args, self._vars, self._hosts)

"""Where a program is."""
from __future__ import absolute_import

import os


def get_bin_path(arg, opt_dirs=None, required=None):
    folders = list(opt_dirs or []) + os.environ.get('PATH', '').split(os.pathsep)
    folders += [one for one in ('/sbin', '/usr/sbin', '/usr/local/sbin') if one not in folders]
    for folder in folders:
        path = os.path.join(folder, arg)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise ValueError('Failed to find required executable "%s" in paths: %s' % (arg, os.pathsep.join(folders)))

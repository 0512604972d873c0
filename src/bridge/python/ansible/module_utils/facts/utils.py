"""What files and file systems say."""
from __future__ import absolute_import

import fcntl
import os


def get_file_content(path, default=None, strip=True):
    """The text of a file; the default where it is empty or can't be read."""
    data = default
    if not (os.path.exists(path) and os.access(path, os.R_OK)):
        return data
    descriptor = None
    try:
        file = open(path)
        try:
            # A file of /proc or /sys may have nothing to say, and not say when it has.
            descriptor = file.fileno()
            fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_NONBLOCK)
        except Exception:
            pass
        try:
            data = file.read()
        finally:
            file.close()
    except Exception:
        return default
    if strip:
        data = data.strip()
    return data if len(data) > 0 else default


def get_file_lines(path, strip=True, line_sep=None):
    data = get_file_content(path, strip=strip)
    if not data:
        return []
    if line_sep is None:
        return data.splitlines()
    return (data.rstrip(line_sep) if len(line_sep) == 1 else data).split(line_sep)


def get_mount_size(mountpoint):
    sizes = {}
    try:
        told = os.statvfs(mountpoint)
    except OSError:
        return sizes
    sizes['size_total'] = told.f_frsize * told.f_blocks
    sizes['size_available'] = told.f_frsize * told.f_bavail
    sizes['block_size'] = told.f_bsize
    sizes['block_total'] = told.f_blocks
    sizes['block_available'] = told.f_bavail
    sizes['block_used'] = told.f_blocks - told.f_bavail
    sizes['inode_total'] = told.f_files
    sizes['inode_available'] = told.f_favail
    sizes['inode_used'] = told.f_files - told.f_favail
    return sizes

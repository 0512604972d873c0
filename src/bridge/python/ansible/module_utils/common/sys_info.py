"""The distribution that a host runs."""
from __future__ import absolute_import

import platform


def release():
    """The fields of os-release."""
    found = {}
    for path in '/etc/os-release', '/usr/lib/os-release':
        try:
            with open(path) as file:
                for line in file:
                    name, equals, value = line.strip().partition('=')
                    if equals:
                        found[name] = value.strip('"\'')
            return found
        except (IOError, OSError):
            continue
    return found


NAMES = {'amzn': 'Amazon', 'rhel': 'Redhat', 'ol': 'Oracle', 'sles': 'Suse', 'opensuse-leap': 'Opensuse-leap'}


def get_distribution():
    if platform.system() != 'Linux':
        return platform.system()
    found = release().get('ID', '')
    return NAMES.get(found, found.capitalize()) or 'OtherLinux'


def get_distribution_version():
    if platform.system() != 'Linux':
        return None
    about = release()
    version = about.get('VERSION_ID', '')
    if about.get('ID') == 'debian':
        try:
            with open('/etc/debian_version') as file:
                version = file.read().strip() or version
        except (IOError, OSError):
            pass
    return version


def get_distribution_codename():
    if platform.system() != 'Linux':
        return None
    about = release()
    return about.get('VERSION_CODENAME') or about.get('UBUNTU_CODENAME')


def all_subclasses(cls):
    found = set(cls.__subclasses__())
    for one in list(found):
        found |= all_subclasses(one)
    return found


get_all_subclasses = all_subclasses


def get_platform_subclass(cls):
    """The subclass that is for this distribution, or for this system."""
    system, distribution = platform.system(), get_distribution()
    subclass = None
    for one in all_subclasses(cls):
        if distribution is not None and getattr(one, 'distribution', None) == distribution and one.platform == system:
            return one
        if getattr(one, 'distribution', None) is None and getattr(one, 'platform', None) == system:
            subclass = one
    return subclass or cls

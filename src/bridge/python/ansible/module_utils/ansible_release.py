"""The version of Ansible that all this behaves as."""

__version__ = '2.14.18'
__author__ = 'Ansible, Inc.'
__codename__ = "C'mon Everybody"

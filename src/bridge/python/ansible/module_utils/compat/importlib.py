"""Modules by their names."""
from __future__ import absolute_import

from importlib import import_module

__all__ = ['import_module']

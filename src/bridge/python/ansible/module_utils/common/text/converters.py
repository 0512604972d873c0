"""Text and bytes."""
from __future__ import absolute_import

from ansible.module_utils._text import *

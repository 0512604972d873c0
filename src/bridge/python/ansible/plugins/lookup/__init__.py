"""The class of lookups."""
from abc import abstractmethod
from collections.abc import Mapping

from ansible.errors import AnsibleFileNotFound
from ansible.plugins import AnsiblePlugin
from ansible.utils.display import Display

__all__ = ['LookupBase']
display = Display()


class LookupBase(AnsiblePlugin):
    _plugin_type = 'lookup'

    def __init__(self, loader=None, templar=None, **kwargs):
        super().__init__()
        self._loader = loader
        self._templar = templar
        self._display = display

    @abstractmethod
    def run(self, terms, variables=None, **kwargs):
        """Gives a list."""

    def get_basedir(self, variables):
        if 'role_path' in variables:
            return variables['role_path']
        return self._loader.get_basedir()

    def find_file_in_search_path(self, myvars, subdir, needle, ignore_missing=False):
        """A file beside the playbook or in the role: in a subfolder first. None where it may be missing."""
        paths = myvars['ansible_search_path'] if 'ansible_search_path' in myvars else [self.get_basedir(myvars)]
        try:
            return self._loader.path_dwim_relative_stack(paths, subdir, needle, is_role='role_path' in myvars)
        except AnsibleFileNotFound:
            if not ignore_missing:
                self._display.warning('Unable to find \'%s\' in expected paths (use -vvvvv to see paths)' % needle)
            return None

    def _deprecate_inline_kv(self):
        """Options within terms are still taken."""

    @staticmethod
    def _flatten(terms):
        flat = []
        for term in terms:
            flat.extend(term if isinstance(term, (list, tuple)) else [term])
        return flat

    @staticmethod
    def _combine(a, b):
        return [LookupBase._flatten([one, other]) for one in a for other in b]

    @staticmethod
    def _flatten_hash_to_list(terms):
        return [{'key': key, 'value': value} for key, value in terms.items()] if isinstance(terms, Mapping) else []

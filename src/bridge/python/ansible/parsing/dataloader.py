"""Files on the controller, opened where they are vaults."""
import os
import tempfile

from ansible import constants as C
from ansible.errors import AnsibleFileNotFound, AnsibleParserError
from ansible.module_utils._text import to_bytes, to_native, to_text
from ansible.parsing.utils.yaml import from_yaml
from ansible.parsing.vault import VaultLib, is_encrypted
from ansible.utils.path import unfrackpath


class DataLoader(object):
    def __init__(self):
        self._basedir = '.'
        self._tempfiles = set()
        self._vault = VaultLib()
        self._vaults = {'default': self._vault}
        self._kept = {}

    def set_vault_secrets(self, vault_secrets):
        self._vault.secrets = vault_secrets

    def load(self, data, file_name='<string>', show_content=True, json_only=False):
        return from_yaml(data, file_name, show_content)

    def load_from_file(self, file_name, cache=True, unsafe=False, json_only=False):
        path = self.path_dwim(file_name)
        if not cache or path not in self._kept:
            text, show = self._get_file_contents(path)
            self._kept[path] = self.load(to_text(text), path, show)
        import copy
        return self._kept[path] if unsafe else copy.deepcopy(self._kept[path])

    def path_exists(self, path):
        return os.path.exists(self.path_dwim(path))

    def is_file(self, path):
        whole = self.path_dwim(path)
        return os.path.isfile(whole) or whole == os.devnull

    def is_directory(self, path):
        return os.path.isdir(self.path_dwim(path))

    def list_directory(self, path):
        return os.listdir(self.path_dwim(path))

    def is_executable(self, path):
        return os.access(self.path_dwim(path), os.X_OK)

    def get_basedir(self):
        return self._basedir

    def set_basedir(self, basedir):
        if basedir is not None:
            self._basedir = to_text(basedir)

    def path_dwim(self, given):
        path = to_text(given)
        for quote in '"\'':
            path = path[1:-1] if len(path) > 1 and path[0] == path[-1] == quote else path
        return unfrackpath(path if path.startswith(('/', '~')) else os.path.join(self._basedir, path), follow=False)

    def path_dwim_relative(self, path, dirname, source, is_role=False):
        return self.path_dwim_relative_stack([path], dirname, source, is_role)

    def path_dwim_relative_stack(self, paths, dirname, source, is_role=False):
        """The first file that is there, of those in a subfolder of each folder and those in the folder itself."""
        name, sub = to_text(source), to_text(dirname or '')
        if name.startswith(('/', '~')):
            searched = [unfrackpath(name, follow=False)]
        else:
            searched = []
            for folder in [to_text(one) for one in paths] + [self._basedir]:
                folder = unfrackpath(folder, follow=False)
                if os.path.basename(folder) == 'tasks':
                    searched += self._candidates(os.path.dirname(folder), sub, name)
                searched += self._candidates(folder, sub, name)
        for one in searched:
            if os.path.exists(one):
                return one
        raise AnsibleFileNotFound(file_name=source, paths=[to_native(one) for one in searched])

    def _candidates(self, folder, sub, name):
        places = [os.path.join(folder, sub, name)] if sub and name.split('/')[0] != sub else []
        return [os.path.normpath(one) for one in places + [os.path.join(folder, name)]]

    def _decrypt_if_vault_data(self, b_vault_data, b_file_name=None):
        if not is_encrypted(b_vault_data):
            return b_vault_data, True
        return self._vault.decrypt(b_vault_data, filename=b_file_name), False

    def _get_file_contents(self, file_name):
        if not file_name or not isinstance(file_name, (bytes, str)):
            raise AnsibleParserError('Invalid filename: %s' % to_native(file_name))
        path = self.path_dwim(file_name)
        if not self.path_exists(path):
            raise AnsibleFileNotFound('Unable to retrieve file contents', file_name=file_name)
        try:
            with open(to_bytes(path), 'rb') as file:
                return self._decrypt_if_vault_data(file.read(), path)
        except (IOError, OSError) as error:
            raise AnsibleParserError('an error occurred while trying to read the file %s: %s' % (
                file_name, to_native(error)), orig_exc=error)

    def get_real_file(self, file_path, decrypt=True):
        """A file that can be read as it is: a vault's content in a temporary one."""
        if not file_path or not isinstance(file_path, (bytes, str)):
            raise AnsibleParserError('Invalid filename: %s' % to_native(file_path))
        if not self.path_exists(file_path) or not self.is_file(file_path):
            raise AnsibleFileNotFound(file_name=file_path)
        path = self.path_dwim(file_path)
        if not decrypt:
            return path
        with open(to_bytes(path), 'rb') as file:
            if not is_encrypted(file.read(len('$ANSIBLE_VAULT'))):
                return path
        content, _ = self._get_file_contents(path)
        return self._create_content_tempfile(content)

    def _create_content_tempfile(self, content):
        descriptor, path = tempfile.mkstemp()
        with os.fdopen(descriptor, 'wb') as file:
            file.write(to_bytes(content))
        self._tempfiles.add(path)
        return path

    def cleanup_tmp_file(self, file_path):
        if file_path in self._tempfiles:
            os.unlink(file_path)
            self._tempfiles.remove(file_path)

    def cleanup_all_tmp_files(self):
        for path in list(self._tempfiles):
            self.cleanup_tmp_file(path)

    def find_vars_files(self, path, name, extensions=None, allow_dir=True):
        """Files with variables of that name; of those in a folder, all."""
        whole = os.path.join(path, name)
        for ending in [''] + list(extensions or C.YAML_FILENAME_EXTENSIONS):
            one = whole + ending
            if os.path.isdir(one) and ending == '' and allow_dir:
                return self._in_folder(one, extensions)
            if os.path.isfile(one):
                return [to_bytes(one)]
        return []

    def _in_folder(self, folder, extensions):
        found = []
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if name.startswith('.') or name.endswith('~'):
                continue
            if os.path.isdir(path):
                found += self._in_folder(path, extensions)
            elif os.path.splitext(name)[1] in [''] + list(extensions or C.YAML_FILENAME_EXTENSIONS):
                found.append(to_bytes(path))
        return found

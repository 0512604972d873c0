"""Exceptions that plugins raise and catch."""
import traceback

from ansible.module_utils._text import to_native, to_text


class AnsibleError(Exception):
    """`obj` is what the error is about; `orig_exc` is what it was made of."""

    def __init__(self, message='', obj=None, show_content=True, suppress_extended_error=False, orig_exc=None):
        super().__init__(message)
        self._message = '' if message is None else message
        self._show_content = show_content
        self._suppress_extended_error = suppress_extended_error
        self.obj = obj
        self.orig_exc = orig_exc

    @property
    def message(self):
        text = to_text(self._message)
        return text if self.orig_exc is None else '%s. %s' % (text, to_native(self.orig_exc))

    @message.setter
    def message(self, text):
        self._message = text

    def __str__(self):
        return self.message

    def __repr__(self):
        return self.message


class AnsibleOptionsError(AnsibleError):
    pass


class AnsibleRequiredOptionError(AnsibleOptionsError):
    pass


class AnsibleParserError(AnsibleError):
    pass


class AnsibleAssertionError(AnsibleError, AssertionError):
    pass


class AnsibleInternalError(AnsibleError):
    pass


class AnsibleRuntimeError(AnsibleError):
    pass


class AnsibleModuleError(AnsibleRuntimeError):
    pass


class AnsibleConnectionFailure(AnsibleRuntimeError):
    pass


class AnsibleAuthenticationFailure(AnsibleConnectionFailure):
    pass


class AnsibleCallbackError(AnsibleRuntimeError):
    pass


class AnsibleTemplateError(AnsibleRuntimeError):
    pass


class AnsibleFilterError(AnsibleTemplateError):
    pass


class AnsibleLookupError(AnsibleTemplateError):
    pass


class AnsibleUndefinedVariable(AnsibleTemplateError):
    pass


class AnsibleFilterTypeError(AnsibleTemplateError, TypeError):
    pass


class AnsibleFileNotFound(AnsibleRuntimeError):
    """`paths` are those that were looked at."""

    def __init__(self, message='', obj=None, show_content=True, suppress_extended_error=False, orig_exc=None,
                 paths=None, file_name=None):
        self.file_name, self.paths = file_name, paths
        if message:
            message += '\n'
        message += 'Could not find or access \'%s\'' % to_text(file_name) if file_name else 'Could not find file'
        if isinstance(paths, (list, tuple)) and paths:
            message += '\nSearched in:\n\t' + '\n\t'.join(to_text(path) for path in paths)
        message += ' on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, '
        message += 'see the remote_src option'
        super().__init__(message, obj, show_content, suppress_extended_error, orig_exc)


class AnsibleAction(AnsibleRuntimeError):
    """Ends an action with a result."""

    def __init__(self, message='', obj=None, show_content=True, suppress_extended_error=False, orig_exc=None,
                 result=None):
        super().__init__(message, obj, show_content, suppress_extended_error, orig_exc)
        self.result = {} if result is None else result


class AnsibleActionSkip(AnsibleAction):
    def __init__(self, message='', *args, **kwargs):
        super().__init__(message, *args, **kwargs)
        self.result.update(skipped=True, msg=message)


class AnsibleActionFail(AnsibleAction):
    def __init__(self, message='', *args, **kwargs):
        super().__init__(message, *args, **kwargs)
        self.result.update(failed=True, msg=message)
        self.result['exception'] = to_native(traceback.format_exc())


class _AnsibleActionDone(AnsibleAction):
    pass


class AnsiblePluginError(AnsibleError):
    def __init__(self, message=None, plugin_load_context=None):
        super().__init__(message)
        self.plugin_load_context = plugin_load_context


class AnsiblePluginRemovedError(AnsiblePluginError):
    pass


class AnsiblePluginCircularRedirect(AnsiblePluginError):
    pass


class AnsiblePluginNotFound(AnsiblePluginError):
    pass


class AnsibleCollectionUnsupportedVersionError(AnsiblePluginError):
    pass



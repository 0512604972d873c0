"""Arguments checked without a module."""
from __future__ import absolute_import

from copy import deepcopy

from ansible.module_utils.own_arguments import Checker


class ValidationResult(object):
    def __init__(self, parameters):
        self._validated_parameters = deepcopy(parameters)
        self._no_log_values, self._deprecations, self._warnings = set(), [], []
        self.errors = ErrorList()

    @property
    def validated_parameters(self):
        return self._validated_parameters

    @property
    def unsupported_parameters(self):
        return self.errors.unsupported

    @property
    def error_messages(self):
        return list(self.errors.messages)


class ErrorList(object):
    def __init__(self):
        self.messages, self.unsupported = [], set()

    def __iter__(self):
        return iter(self.messages)

    def __len__(self):
        return len(self.messages)

    def __getitem__(self, index):
        return self.messages[index]

    @property
    def msg(self):
        return self.messages[0] if self.messages else None


class ArgumentSpecValidator(object):
    def __init__(self, argument_spec, mutually_exclusive=None, required_together=None, required_one_of=None,
                 required_if=None, required_by=None):
        self.argument_spec = argument_spec
        self._rules = {
            'mutually_exclusive': mutually_exclusive, 'required_together': required_together,
            'required_one_of': required_one_of, 'required_if': required_if, 'required_by': required_by}

    def validate(self, parameters, *args, **kwargs):
        result = ValidationResult(parameters)
        checker = Checker('', self.argument_spec, self._rules)
        unsupported = checker.level(result._validated_parameters, self.argument_spec, self._rules, [])
        result.errors.messages = list(checker.faults)
        result.errors.unsupported = set(unsupported)
        if unsupported:
            result.errors.messages.append('%s. Supported parameters include: %s.' % (
                ', '.join(sorted(unsupported)), ', '.join(sorted(self.argument_spec))))
        result._no_log_values = checker.secrets
        return result


class ModuleArgumentSpecValidator(ArgumentSpecValidator):
    pass

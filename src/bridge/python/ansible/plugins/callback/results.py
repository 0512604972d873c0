"""Results as callbacks show them."""
import json

from ansible.parsing.ajson import AnsibleJSONEncoder
from ansible.vars.clean import module_response_deepcopy, strip_internal_keys


def copied(result):
    """A result of its own, whose data may be changed."""
    from ansible.executor.task_result import TaskResult
    return TaskResult(result._host, result._task, module_response_deepcopy(result._result), result._task_fields)


def item_label(result):
    if result.get('_ansible_no_log', False):
        return '(censored due to no_log)'
    return result.get('_ansible_item_label', result.get('item'))


def dumped(callback, result, indent, sort_keys, keep_invocation, serialize):
    if result.get('_ansible_no_log', False):
        return json.dumps(dict(censored='the output has been hidden due to the fact that \'no_log: true\' was specified '
                                        'for this result'))
    as_yaml = option(callback, 'result_format', 'json') == 'yaml'
    pretty = option(callback, 'pretty_results', None)
    if indent is None and (result.get('_ansible_verbose_always') or callback._display.verbosity > 2):
        indent = 4
    if indent is None and pretty is not None:
        indent = 4 if pretty else None
    shown = strip_internal_keys(module_response_deepcopy(result))
    if not keep_invocation and callback._display.verbosity < 3 and 'invocation' in result:
        del shown['invocation']
    if callback._display.verbosity < 3 and 'diff' in result:
        del shown['diff']
    if 'exception' in shown:
        del shown['exception']
    if not serialize:
        return shown
    if as_yaml:
        return in_yaml(shown, pretty is not False)
    try:
        text = json.dumps(shown, cls=AnsibleJSONEncoder, indent=indent, ensure_ascii=False, sort_keys=sort_keys)
    except TypeError:
        text = json.dumps(sortable(shown), cls=AnsibleJSONEncoder, indent=indent, ensure_ascii=False,
                          sort_keys=sort_keys)
    return text


def option(callback, name, default):
    try:
        return callback.get_option(name)
    except KeyError:
        return default


def sortable(value):
    """Keys as text where they are of several kinds."""
    if isinstance(value, dict):
        return dict((key if isinstance(key, str) else str(key), sortable(item)) for key, item in value.items())
    return [sortable(item) for item in value] if isinstance(value, list) else value


def in_yaml(shown, lossy):
    import textwrap
    import yaml
    from ansible.parsing.yaml.dumper import AnsibleDumper
    if lossy:
        class Dumper(AnsibleDumper):
            def represent_scalar(self, tag, value, style=None):
                if tag == 'tag:yaml.org,2002:str' and '\n' in value:
                    value, style = block_text(value), '|'
                return super().represent_scalar(tag, value, style=style)
    else:
        Dumper = AnsibleDumper
    text = yaml.dump(shown, allow_unicode=True, Dumper=Dumper, default_flow_style=False, indent=2)
    return '\n' + textwrap.indent(text.rstrip('\n'), '    ')


def block_text(value):
    """Text that YAML can write as a block: no blanks at lines' ends, no tabs."""
    lines = ''.join(one for one in value.rstrip() if one.isprintable() or one in '\n\t').expandtabs().split('\n')
    return '\n'.join(line.rstrip() for line in lines)

"""Has a become plugin build its command line."""


def become_command(request):
    loader = loaders()
    for folder in request['folders']:
        loader.become_loader.add_directory(folder)
    plugin = loader.become_loader.get(request['name'])
    keys = dict((name, value) for name, value in request['keys'].items() if value is not None)
    plugin.set_options(task_keys=keys, var_options={}, direct=keys)
    shell = loader.get_shell_plugin(shell_type='sh', executable='/bin/sh')
    line = plugin.build_become_command(request['command'], shell)
    texts = lambda given: [one.decode() if isinstance(one, bytes) else str(one) for one in given or ()]
    return {'line': line, 'prompt': plugin.prompt or '', 'fail': texts(plugin.fail), 'missing': texts(plugin.missing)}


answering['become_command'] = become_command

/**
 * Python program that runs new-style modules on the host: it reads an order (a line of JSON, then the bytes of the
 * arguments and of a zip archive) from its standard input, unpacks the archive into the session's tree, and runs the
 * module there. Python 2.7 and 3 run it. Files are unpacked rather than imported from the archive so that
 * Python keeps their compiled form for the next module.
 */
export const LAUNCHER = `import sys


def main():
    import os
    try:
        os.getcwd()
    except OSError:
        try:
            os.chdir(os.path.expanduser('~'))
        except OSError:
            os.chdir('/')
    import json
    source = getattr(sys.stdin, 'buffer', sys.stdin)
    order = json.loads(source.readline().decode('utf-8'))
    args = source.read(order['args'])
    packed = source.read(order['zip'])
    tree = order['tree']
    if packed:
        unpack(packed, tree)
    if order.get('name') is None:
        return
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    if order['files']:
        limit(order['files'])
    run(order['name'], args, tree)


def limit(files):
    import resource
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files if hard < 0 else min(hard, files), hard))
    except ValueError:
        pass


def unpack(packed, tree):
    import io
    import os
    import zipfile
    os.umask(os.umask(0o077))
    archive = zipfile.ZipFile(io.BytesIO(packed))
    for name in archive.namelist():
        path = os.path.join(tree, *name.split('/'))
        folder = os.path.dirname(path)
        if not os.path.isdir(folder):
            os.makedirs(folder, 0o700)
        with open(path, 'wb') as file:
            file.write(archive.read(name))


def run(name, args, tree):
    import os
    import runpy
    here = os.path.dirname(os.path.realpath(__file__))
    sys.path = [tree] + [path for path in sys.path if path not in ('', '.', here)]
    from ansible.module_utils import basic
    basic._ANSIBLE_ARGS = args
    runpy.run_module(
        name, init_globals={'_module_fqn': name, '_modlib_path': tree}, run_name='__main__', alter_sys=True)
    print('{"msg": "New-style module did not handle its own exit", "failed": true}')
    sys.exit(1)


if __name__ == '__main__':
    main()
`;

"""Runs new-style modules on the host; for Python 2.7 and 3.

It reads an order (a line of JSON, then the bytes of the arguments and of a zip archive) from its standard input, unpacks
the archive into the session's tree, and runs the module there. Files are unpacked rather than imported from the archive
so that Python keeps their compiled form for the next module.

Called with `serve` it goes on taking orders, imports once what all modules import, and forks for each module: what a
module does to its own process, the next one does not see. An answer is a line of JSON, then the bytes of stdout and stderr.
"""
import sys


def main():
    enter_folder()
    if sys.argv[1:] == ['serve']:
        order, args = serve()
    else:
        order, args = once()
    if order is None or order.get('name') is None:
        return
    if order['files']:
        limit(order['files'])
    leave(run(order['name'], args, order['tree']))


def leave(code):
    """Ends as Python does, but for taking down all that was there before, which takes longer than most modules."""
    import atexit
    import gc
    import io
    import os
    if 'threading' in sys.modules:
        sys.modules['threading']._shutdown()
    getattr(sys, 'exc_clear', int)()
    atexit._run_exitfuncs()
    # Files that the module left open: a collector closes what is below before what is above, which loses text.
    write_out(one for one in gc.get_objects() if issubclass(type(one), (io.TextIOBase, io.BufferedIOBase)))
    gc.collect()
    write_out((sys.stdout, sys.stderr))
    os._exit(code & 255)


def write_out(streams):
    for stream in streams:
        try:
            stream.flush()
        except (AttributeError, EnvironmentError, ValueError):
            # It is closed, or none.
            pass


def enter_folder():
    import os
    try:
        os.getcwd()
    except OSError:
        try:
            os.chdir(os.path.expanduser('~'))
        except OSError:
            os.chdir('/')


def once():
    import json
    import os
    source = getattr(sys.stdin, 'buffer', sys.stdin)
    order = json.loads(source.readline().decode('utf-8'))
    args = source.read(order['args'])
    packed = source.read(order['zip'])
    if packed:
        unpack(packed, order['tree'])
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return order, args


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
    before = os.umask(0o077)
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
        for name in archive.namelist():
            path = os.path.join(tree, *name.split('/'))
            folder = os.path.dirname(path)
            if not os.path.isdir(folder):
                os.makedirs(folder, 0o700)
            with open(path, 'wb') as file:
                file.write(archive.read(name))
    finally:
        os.umask(before)


def import_basic(tree):
    import os
    here = os.path.dirname(os.path.realpath(__file__))
    if sys.path[0] != tree:
        sys.path = [tree] + [path for path in sys.path if path not in ('', '.', here)]
    from ansible.module_utils import basic
    return basic


def run(name, args, tree):
    """Runs a module; returns its exit code."""
    import runpy
    if sys.version_info[0] < 3:
        name, tree = name.encode('utf-8'), tree.encode('utf-8')
    import_basic(tree)._ANSIBLE_ARGS = args
    try:
        runpy.run_module(
            name, init_globals={'_module_fqn': name, '_modlib_path': tree}, run_name='__main__', alter_sys=True)
    except SystemExit as end:
        if not isinstance(end.code or 0, int):
            raise
        return end.code or 0
    print('{"msg": "New-style module did not handle its own exit", "failed": true}')
    return 1


def serve():
    """Takes orders until there are no more; in a child that it forks it returns that child's own order."""
    import gc
    import json
    import os
    import select
    import signal

    def private(descriptor):
        import fcntl
        fcntl.fcntl(descriptor, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        return descriptor

    source, answers = private(os.dup(0)), private(os.dup(1))
    nothing = private(os.open(os.devnull, os.O_RDWR))
    for descriptor in 0, 1, 2:
        os.dup2(nothing, descriptor)
    woken, waker = os.pipe()
    for descriptor in private(woken), private(waker):
        set_nonblocking(descriptor)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker)
    here = os.path.dirname(os.path.realpath(__file__))
    server = os.getpid()
    children = {}
    waiting = b''
    is_warm = False

    def write(header, *parts):
        data = memoryview(json.dumps(header).encode('ascii') + b'\n' + b''.join(parts))
        sent = 0
        while sent < len(data):
            sent += os.write(answers, data[sent:])

    def output():
        path = os.path.join(here, 'out-%d-%d' % (os.getpid(), len(children)))
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        os.unlink(path)
        return private(descriptor)

    def content(descriptor):
        os.lseek(descriptor, 0, os.SEEK_SET)
        with os.fdopen(descriptor, 'rb') as file:
            return file.read()

    def take():
        """The next whole order of what came in, with its arguments and its archive."""
        end = waiting.find(b'\n') + 1
        if end == 0:
            return None
        order = json.loads(waiting[:end].decode('utf-8'))
        middle = end + order.get('args', 0)
        last = middle + order.get('zip', 0)
        if len(waiting) < last:
            return None
        return order, waiting[end:middle], waiting[middle:last], waiting[last:]

    def reap():
        for pid in list(children):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                order, out, err = children.pop(pid)
                rc = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
                out, err = content(out), content(err)
                write({'id': order['id'], 'rc': rc, 'out': len(out), 'err': len(err)}, out, err)

    def begin(order, args):
        """Forks for an order; true in the child."""
        out, err = output(), output()
        pid = os.fork()
        if pid:
            children[pid] = (order, out, err)
            return False
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        os.dup2(out, 1)
        os.dup2(err, 2)
        for descriptor in source, answers, woken, waker, nothing:
            os.close(descriptor)
        surround(order)
        return True

    write({'serves': sys.version_info[:3]})
    while True:
        try:
            ready = select.select([source, woken], [], [])[0]
        except select.error:
            ready = [woken]
        if woken in ready:
            drain(woken)
            reap()
        if source not in ready:
            continue
        more = os.read(source, 1 << 20)
        waiting += more
        if not more or waiting[:1] == b'\n':
            # Modules that still run go on by themselves.
            return None, None
        taken = take()
        while taken is not None:
            order, args, packed, waiting = taken
            if 'kill' in order:
                kill([pid for pid in children if children[pid][0]['id'] == order['kill']])
            else:
                try:
                    if packed:
                        unpack(packed, order['tree'])
                    if order.get('name') is None:
                        write({'id': order['id'], 'rc': 0, 'out': 0, 'err': 0})
                    else:
                        if not is_warm:
                            import_basic(order['tree'])
                            getattr(gc, 'freeze', gc.collect)()
                            is_warm = True
                        if begin(order, args):
                            return order, args
                except BaseException as error:
                    if os.getpid() != server:
                        raise
                    write({'id': order['id'], 'refused': '%s' % error})
            taken = take()


def set_nonblocking(descriptor):
    import fcntl
    import os
    fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_NONBLOCK)


def drain(descriptor):
    import os
    try:
        while os.read(descriptor, 4096):
            pass
    except OSError:
        pass


def kill(pids):
    import os
    import signal
    for pid in pids:
        for send in os.killpg, os.kill:
            try:
                send(pid, signal.SIGKILL)
            except OSError:
                pass


def surround(order):
    """Lays over a forked child what the task says of its surroundings."""
    import os
    del sys.argv[1:]
    for name, value in order['env'].items():
        os.environ[str(name)] = value if isinstance(value, str) else value.encode('utf-8')
    if order['umask'] is not None:
        os.umask(order['umask'])
    if order['cwd'] is not None:
        os.chdir(order['cwd'])
    if 'random' in sys.modules:
        sys.modules['random'].seed()
    if sys.version_info[0] > 2:
        import importlib
        importlib.invalidate_caches()


if __name__ == '__main__':
    main()

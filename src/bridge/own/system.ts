/** What a module asks of its system: `common.sys_info`, `common.locale`, `common.file`, `compat.datetime`, `api`. */
export const SYS_INFO = `import platform


def release():
    """The fields of os-release."""
    found = {}
    for path in '/etc/os-release', '/usr/lib/os-release':
        try:
            with open(path) as file:
                for line in file:
                    name, equals, value = line.strip().partition('=')
                    if equals:
                        found[name] = value.strip('"\\'')
            return found
        except (IOError, OSError):
            continue
    return found


NAMES = {'amzn': 'Amazon', 'rhel': 'Redhat', 'ol': 'Oracle', 'sles': 'Suse', 'opensuse-leap': 'Opensuse-leap'}


def get_distribution():
    if platform.system() != 'Linux':
        return platform.system()
    found = release().get('ID', '')
    return NAMES.get(found, found.capitalize()) or 'OtherLinux'


def get_distribution_version():
    if platform.system() != 'Linux':
        return None
    about = release()
    version = about.get('VERSION_ID', '')
    if about.get('ID') == 'debian':
        try:
            with open('/etc/debian_version') as file:
                version = file.read().strip() or version
        except (IOError, OSError):
            pass
    return version


def get_distribution_codename():
    if platform.system() != 'Linux':
        return None
    about = release()
    return about.get('VERSION_CODENAME') or about.get('UBUNTU_CODENAME')


def all_subclasses(cls):
    found = set(cls.__subclasses__())
    for one in list(found):
        found |= all_subclasses(one)
    return found


get_all_subclasses = all_subclasses


def get_platform_subclass(cls):
    """The subclass that is for this distribution, or for this system."""
    system, distribution = platform.system(), get_distribution()
    subclass = None
    for one in all_subclasses(cls):
        if distribution is not None and getattr(one, 'distribution', None) == distribution and one.platform == system:
            return one
        if getattr(one, 'distribution', None) is None and getattr(one, 'platform', None) == system:
            subclass = one
    return subclass or cls
`;

export const LOCALE = `def get_best_parsable_locale(module, preferences=None, raise_on_locale=False):
    """A locale that the host has, and whose output programs can read."""
    wanted = preferences or ['C.utf8', 'en_US.utf8', 'C', 'POSIX']
    program = module.get_bin_path('locale')
    if not program:
        if raise_on_locale:
            raise RuntimeWarning("Could not find 'locale' tool")
        return 'C'
    rc, out, err = module.run_command([program, '-a'])
    if rc != 0 or not out:
        if raise_on_locale:
            raise RuntimeWarning('No output from locale, rc=%s: %s' % (rc, err))
        return 'C'
    there = out.strip().splitlines()
    return next((one for one in wanted if one in there), 'C')
`;

export const FILE_UTILS = `import os
import stat

S_IRWXU_RXG_RXO = 0o755
S_IRWU_RG_RO = 0o644
_PERM_BITS = 0o7777
_EXEC_PERM_BITS = 0o111
_DEFAULT_PERM = 0o666


def is_executable(path):
    return os.stat(path).st_mode & _EXEC_PERM_BITS != 0
`;

export const DATETIME_COMPAT = `from datetime import datetime, timedelta, tzinfo
try:
    from datetime import timezone
    UTC = timezone.utc
except ImportError:
    class Zone(tzinfo):
        def utcoffset(self, dt):
            return timedelta(0)

        dst = utcoffset

        def tzname(self, dt):
            return 'UTC'

    UTC = Zone()


def utcfromtimestamp(timestamp):
    return datetime.fromtimestamp(timestamp, UTC)


def utcnow():
    return datetime.now(UTC)
`;

export const API = `import functools
import random
import time


def rate_limit_argument_spec(spec=None):
    return dict({'rate': dict(type='int'), 'rate_limit': dict(type='int')}, **(spec or {}))


def retry_argument_spec(spec=None):
    return dict({'retries': dict(type='int'), 'retry_pause': dict(type='float', default=1)}, **(spec or {}))


def basic_auth_argument_spec(spec=None):
    return dict({
        'api_username': dict(type='str'), 'api_password': dict(type='str', no_log=True), 'api_url': dict(type='str'),
        'validate_certs': dict(type='bool', default=True)}, **(spec or {}))


def rate_limit(rate=None, rate_limit=None):
    pause = float(rate_limit) / float(rate) if rate is not None and rate_limit is not None else None

    def wrapper(function):
        last = [0.0]

        @functools.wraps(function)
        def limited(*args, **kwargs):
            if pause is not None:
                left = pause - (time.time() - last[0])
                if left > 0:
                    time.sleep(left)
                last[0] = time.time()
            return function(*args, **kwargs)
        return limited
    return wrapper


def retry(retries=None, retry_pause=1):
    def wrapper(function):
        @functools.wraps(function)
        def again(*args, **kwargs):
            result, tries = None, 0
            if retries is None:
                return function(*args, **kwargs)
            while not result:
                tries += 1
                if tries >= retries:
                    raise Exception('Retry limit exceeded: %d' % retries)
                try:
                    result = function(*args, **kwargs)
                except Exception:
                    pass
                time.sleep(retry_pause)
            return result
        return again
    return wrapper


def generate_jittered_backoff(retries=10, delay_base=3, delay_threshold=60):
    for tried in range(retries):
        yield random.randint(0, min(delay_threshold, delay_base * 2 ** tried))


def retry_never(exception_or_result):
    return False


def retry_with_delays_and_condition(backoff_iterator, should_retry_error=None):
    should = should_retry_error or retry_never
    delays = list(backoff_iterator)

    def wrapper(function):
        @functools.wraps(function)
        def again(*args, **kwargs):
            call = functools.partial(function, *args, **kwargs)
            for delay in delays:
                try:
                    return call()
                except Exception as error:
                    if not should(error):
                        raise
                time.sleep(delay)
            return call()
        return again
    return wrapper
`;

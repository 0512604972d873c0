"""Limits on how often something is asked, and tries again."""
from __future__ import absolute_import

import functools
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

"""Classes with one object."""
from threading import RLock


class Singleton(type):
    def __init__(cls, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cls._only = None
        cls._lock = RLock()

    def __call__(cls, *args, **kwargs):
        with cls._lock:
            if cls._only is None:
                cls._only = super().__call__(*args, **kwargs)
        return cls._only

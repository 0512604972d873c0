"""Times of UTC, whatever this Python calls them."""
from __future__ import absolute_import

from datetime import datetime, timedelta, tzinfo
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

"""What plugins on the controller import of `ansible` where no ansible-core is installed. The engine does the work."""
from ansible.release import __author__, __version__

__all__ = ['__author__', '__version__']

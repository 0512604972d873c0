"""Programs of the controller."""
import os
import shlex
import subprocess
import sys


def run_cmd(cmd, live=False, readsize=10):
    """Exit code, stdout and stderr of a program, which is shown as well where it is to be `live`."""
    words = [os.fsencode(word) for word in shlex.split(cmd)]
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    written = child.communicate()
    if live:
        for stream, text in zip((sys.stdout, sys.stderr), written):
            stream.write(text.decode('utf-8', 'replace'))
    return (child.returncode,) + written

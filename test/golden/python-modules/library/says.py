#!/usr/bin/python3
# WANT_JSON
import json
import sys

given = json.load(open(sys.argv[1]))
sys.stderr.write(given.get('err', ''))
sys.stdout.write(given['out'])
sys.exit(given.get('rc', 0))

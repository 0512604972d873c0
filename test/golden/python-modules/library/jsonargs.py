#!/usr/bin/python3
import json

given = json.loads(r"""<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>""")
print(json.dumps(dict(given=dict((key, given[key]) for key in given if not key.startswith('_')), changed=True)))

import json


def jsonify(result, format=False):
    return '{}' if result is None else json.dumps(result, sort_keys=True, indent=4 if format else None)

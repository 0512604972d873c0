"""Small conversions."""


def pct_to_int(value, num_items, min_value=1):
    """A number, or the share of a number of things that `20%` is."""
    if isinstance(value, str) and value.endswith('%'):
        return int(int(value.replace('%', '')) / 100.0 * num_items) or min_value
    return int(value)


def object_to_dict(obj, exclude=None):
    left_out = exclude if isinstance(exclude, list) else []
    return dict((name, getattr(obj, name)) for name in dir(obj) if not name.startswith('_') and name not in left_out)


def deduplicate_list(original_list):
    return list(dict.fromkeys(original_list))

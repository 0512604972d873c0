"""Groups in the order in which their variables count."""
from ansible.utils.vars import combine_vars


def sort_groups(groups):
    return sorted(groups, key=lambda one: (one.depth, one.priority, one.name))


def get_group_vars(groups):
    found = {}
    for group in sort_groups(groups):
        found = combine_vars(found, group.get_vars())
    return found

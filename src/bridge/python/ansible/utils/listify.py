"""Terms of loops as lists."""
from collections.abc import Iterable


def listify_lookup_plugin_terms(terms, templar=None, loader=None, fail_on_undefined=True, convert_bare=False):
    from ansible.template import Templar
    rendered = terms
    if isinstance(terms, str):
        rendered = templar.template(terms.strip(), convert_bare=convert_bare, fail_on_undefined=fail_on_undefined)
    elif isinstance(templar, Templar):
        rendered = templar.template(terms, fail_on_undefined=fail_on_undefined)
    return [rendered] if isinstance(rendered, str) or not isinstance(rendered, Iterable) else rendered

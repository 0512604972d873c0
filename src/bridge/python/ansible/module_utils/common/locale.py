"""The locale in which programs are best read."""
from __future__ import absolute_import


def get_best_parsable_locale(module, preferences=None, raise_on_locale=False):
    """A locale that the host has, and whose output programs can read."""
    wanted = preferences or ['C.utf8', 'en_US.utf8', 'C', 'POSIX']
    program = module.get_bin_path('locale')
    if not program:
        if raise_on_locale:
            raise RuntimeWarning("Could not find 'locale' tool")
        return 'C'
    rc, out, err = module.run_command([program, '-a'])
    if rc != 0 or not out:
        if raise_on_locale:
            raise RuntimeWarning('No output from locale, rc=%s: %s' % (rc, err))
        return 'C'
    there = out.strip().splitlines()
    return next((one for one in wanted if one in there), 'C')

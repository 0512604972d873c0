"""The counts at a run's end."""
from ansible import constants as C
from ansible import context
from ansible.utils.color import colorize, hostcolor

COUNTS = (('ok', 'ok', 'COLOR_OK'), ('changed', 'changed', 'COLOR_CHANGED'),
          ('unreachable', 'unreachable', 'COLOR_UNREACHABLE'), ('failed', 'failures', 'COLOR_ERROR'),
          ('skipped', 'skipped', 'COLOR_SKIP'), ('rescued', 'rescued', 'COLOR_OK'), ('ignored', 'ignored', 'COLOR_WARN'))


def ending(callback, stats):
    display = callback._display
    display.banner('PLAY RECAP')
    for host in sorted(stats.processed.keys()):
        summary = stats.summarize(host)
        for screen in (True, False):
            counts = ' '.join(colorize(lead, summary[field], getattr(C, color) if screen else None)
                              for lead, field, color in COUNTS)
            display.display('%s : %s' % (hostcolor(host, summary, screen), counts), screen_only=screen,
                            log_only=not screen)
    display.display('', screen_only=True)
    if stats.custom and callback.get_option('show_custom_stats'):
        display.banner('CUSTOM STATS: ')
        for host in sorted(one for one in stats.custom if one != '_run'):
            display.display('\t%s: %s' % (host, callback._dump_results(stats.custom[host], indent=1).replace('\n', '')))
        if '_run' in stats.custom:
            display.display('', screen_only=True)
            display.display('\tRUN: %s' % callback._dump_results(stats.custom['_run'], indent=1).replace('\n', ''))
        display.display('', screen_only=True)
    if context.CLIARGS.get('check') and callback.get_option('check_mode_markers'):
        display.banner('DRY RUN')

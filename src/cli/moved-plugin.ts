import type { PluginRouting } from '../bridge/plugin-routing.ts';
import { TemplateError, TroupeError } from '../diagnostics/errors.ts';

/** Name under which a filter, test or lookup is found now. @throws TemplateError for one that is gone */
export function movedPlugin(
  routing: PluginRouting,
  kind: 'filter' | 'test' | 'lookup',
  name: string,
): string {
  try {
    return routing.follow(kind, name) ?? name;
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    if (kind === 'lookup') throw new TemplateError('AnsibleError', error.message);
    throw new TemplateError('TemplateSyntaxError', `Could not load "${name}": ${error.message}`, {
      lineno: 0,
    });
  }
}

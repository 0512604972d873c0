import type { Callback } from '../engine/events.ts';
import { str } from '../values/repr.ts';
import type { Dict } from '../values/types.ts';
import { dumpYaml } from '../values/yaml/dump.ts';
import { createDefaultLike } from './default.ts';
import type { Display } from './display.ts';
import { abridge, omitLines } from './dump.ts';
import { expandTabs } from './expand-tabs.ts';
import type { CallbackOptions } from './options.ts';

/** The default callback's lines with results as YAML (community.general.yaml). */
export function createYaml(display: Display, options: CallbackOptions): Callback {
  return createDefaultLike(display, options, {
    name: 'yaml',
    dump: (result) => dumpHeaded(result, display.verbosity),
    dumpSide: (side) =>
      dumpYaml(side, { allowUnicode: true, width: 1000, defaultFlowStyle: false }),
  });
}

/** `changed=true `, then the other fields as YAML below. */
function dumpHeaded(result: Dict, verbosity: number): string {
  if (result.get('_ansible_no_log') === true) {
    return `{"censored": "The output has been hidden due to the fact that 'no_log: true' was specified for this result"}`;
  }
  const shown = abridge(result, verbosity);
  let text = '';
  for (const status of ['changed', 'skipped']) {
    const value = shown.get(status);
    if (value === undefined) continue;
    text += `${status}=${str(value).toLowerCase()} `;
    shown.delete(status);
  }
  omitLines(shown);
  if (shown.size > 0) {
    text += '\n';
    text += dumpYaml(shown, {
      allowUnicode: true,
      width: 1000,
      defaultFlowStyle: false,
      text: blockStyle,
    });
  }
  return text.split('\n').join('\n  ').trimEnd();
}

const breaks = /[\n\r\x1c-\x1e\x85\u2028\u2029]/;

/** Text of several lines as a block, without what would keep it from being one. */
function blockStyle(text: string): { text: string; style: '|' } | undefined {
  if (!breaks.test(text)) return undefined;
  const readable = [...text.trimEnd()].filter(isReadable).join('');
  const clean = expandTabs(readable)
    .replace(/[\v\f\r]/g, '')
    .replace(/ +\n/g, '\n');
  return { text: clean, style: '|' };
}

function isReadable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0xa0 || (code >= 0x20 && code < 0x7f) || (code >= 9 && code <= 13);
}

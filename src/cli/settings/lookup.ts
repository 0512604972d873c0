import { fromPlain } from '../../values/plain.ts';
import type { Value } from '../../values/types.ts';
import { type SettingName, type Settings, settingRows } from './settings.ts';

/** A setting by Ansible's name, as templates see it (the `config` lookup); plugins' own options are another matter. */
export function settingForTemplates(settings: Settings, name: string): Value | undefined {
  if (!Object.hasOwn(settingRows, name)) return undefined;
  const known = name as SettingName;
  return settingRows[known].plugin === undefined ? fromPlain(settings[known]) : undefined;
}

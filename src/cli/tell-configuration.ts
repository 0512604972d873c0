import type { Display } from '../callbacks/display.ts';
import type { Settings } from './settings.ts';

/** Tells which configuration is used (with -v), and what is wrong or deprecated about it. */
export function tellConfiguration(display: Display, settings: Settings): void {
  for (const warning of settings.warnings) display.warning(warning);
  display.verbose(
    settings.configFile === undefined
      ? 'No config file found; using defaults'
      : `Using ${settings.configFile} as config file`,
    0,
  );
  for (const { message, version } of settings.deprecations) {
    display.deprecated(message, { version });
  }
}

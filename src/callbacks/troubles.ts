import { str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import type { Dict, Value } from '../values/types.ts';
import type { Display } from './display.ts';

/** Tells a result's warnings and deprecations, and takes them out of it. */
export function showWarnings(result: Dict, display: Display): void {
  const warnings = result.get('warnings');
  if (Array.isArray(warnings) && warnings.length > 0) {
    for (const warning of warnings) display.warning(str(warning));
    result.delete('warnings');
  }
  const deprecations = result.get('deprecations');
  if (Array.isArray(deprecations) && deprecations.length > 0) {
    for (const deprecation of deprecations) showDeprecation(deprecation, display);
    result.delete('deprecations');
  }
}

function showDeprecation(deprecation: Value, display: Display): void {
  if (!(deprecation instanceof Map)) return;
  const text = (name: string) => {
    const value = deprecation.get(name) ?? null;
    return truthy(value) ? str(value) : undefined;
  };
  display.deprecated(text('msg') ?? '', {
    version: text('version'),
    date: text('date'),
    collection: text('collection_name'),
  });
}

/** Tells a result's traceback: its last line, or from -vvv on all of it. */
export function showException(result: Dict, display: Display, stderr: boolean): void {
  const exception = result.get('exception');
  if (exception === undefined) return;
  const text = str(exception);
  if (display.verbosity < 3) {
    const error = text.trim().split('\n').at(-1) ?? '';
    display.line(
      `An exception occurred during task execution. To see the full traceback, use -vvv. The error was: ${error}`,
      { color: 'error', stderr },
    );
    return;
  }
  display.line(`The full traceback is:\n${text}`, { color: 'error', stderr });
  result.delete('exception');
}

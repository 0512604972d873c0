import { jsonText } from '../definition/coercion.ts';
import { pythonText } from '../definition/python-text.ts';

type Filters = Readonly<Record<string, unknown>> | null;

const text = (value: unknown): string =>
  typeof value === 'boolean' ? String(value) : pythonText(value);

/** Filters as Docker's interface takes them: lists of texts. */
export function filterText(filters: Filters): string {
  return jsonText(
    Object.fromEntries(
      Object.entries(filters ?? {}).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map(text) : [text(value)],
      ]),
    ),
  );
}

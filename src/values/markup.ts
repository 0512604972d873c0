import { stringRepr } from './string-repr.ts';
import { PyObject, type Value } from './types.ts';

const SPECIAL = /[&<>'"]/;
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
};

/** HTML-escapes the five special characters the way MarkupSafe spells them. */
export function escapeHtml(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[&<>'"]/g, (c) => ENTITIES[c] as string) : text;
}

/** markupsafe.Markup: text that is HTML already. Operators and methods on it escape what they take in. */
export class Markup extends PyObject {
  readonly typeName = 'Markup';
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
  repr(): string {
    return `Markup(${stringRepr(this.text)})`;
  }
  override str(): string {
    return this.text;
  }
  override truthy(): boolean {
    return this.text !== '';
  }
}

/** A str or a subclass of it. */
export function isText(value: Value | undefined): value is string | Markup {
  return typeof value === 'string' || value instanceof Markup;
}

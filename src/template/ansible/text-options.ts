import type { TemplateOptions } from '../contract.ts';

/** Options for what lies within a list or dict: those about text are for text that stands alone. */
export function withoutTextOptions(options: TemplateOptions): TemplateOptions {
  if (options.convertData === undefined && options.escapeBackslashes === undefined) return options;
  const { convertData: _, escapeBackslashes: __, ...others } = options;
  return others;
}

import type { Controller } from '../contract.ts';
import { failAction } from '../definition/failure.ts';
import { pythonText } from '../definition/python-text.ts';
import { findSource } from '../files/find-source.ts';

const NEWLINES: Readonly<Record<string, string>> = {
  '\n': '\n',
  '\r': '\r',
  '\r\n': '\r\n',
  '\\n': '\n',
  '\\r': '\r',
  '\\r\\n': '\r\n',
};

/** Texts of the `template` argument: a path, a dict of a path and how it is written, or several. @throws ModuleFailure */
export function renderedTemplates(template: unknown, controller: Controller): string[] {
  const several = Array.isArray(template) ? (template as unknown[]) : [template];
  return several.map((one) => rendered(one, controller));
}

function rendered(template: unknown, controller: Controller): string {
  if (typeof template === 'string') return rendered({ path: template }, controller);
  if (template === null || typeof template !== 'object') {
    return failAction(
      `Error while reading template file - a string or dict for template expected, but got ${pythonText(template as never)} instead`,
    );
  }
  const options = template as Readonly<Record<string, unknown>>;
  if (!options.path) failAction('Please specify path for template.');
  const newlineSequence = NEWLINES[String(options.newline_sequence ?? '\n')];
  if (newlineSequence === undefined) {
    return failAction('newline_sequence needs to be one of: \n, \r or \r\n');
  }
  const text = (name: string): string | undefined =>
    typeof options[name] === 'string' ? options[name] : undefined;
  const path = findSource(() => controller.findFile('templates', String(options.path)), null);
  const marks = {
    blockStart: text('block_start_string'),
    blockEnd: text('block_end_string'),
    variableStart: text('variable_start_string'),
    variableEnd: text('variable_end_string'),
  };
  return controller.renderTemplate(controller.readFile(path).toString(), {
    path,
    named: String(options.path),
    newlineSequence,
    trimBlocks: isTrue(options.trim_blocks ?? true),
    lstripBlocks: isTrue(options.lstrip_blocks ?? false),
    ...Object.fromEntries(Object.entries(marks).filter(([, mark]) => mark !== undefined)),
  });
}

function isTrue(value: unknown): boolean {
  return ['true', 'yes', 'on', 'y', 't', '1'].includes(String(value).toLowerCase());
}

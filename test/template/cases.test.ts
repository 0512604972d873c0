import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../src/diagnostics/errors.ts';
import {
  DictLoader,
  Environment,
  type EnvironmentOptions,
  fromPlain,
  type Value,
} from '../../src/template/index.ts';
import { repr } from '../../src/values/repr.ts';

/** One case as `record.py` leaves it: what real Jinja2 gave for it. */
interface Case {
  source?: string;
  name?: string;
  templates?: Record<string, string>;
  variables?: Record<string, unknown>;
  env?: Record<string, unknown>;
  output?: string | { repr: string };
  error?: { class: string; message: string; lineno?: number };
}

const folder = join(import.meta.dirname, 'fixtures');
const camelCase = (name: string): string =>
  name.replace(/_string$/, '').replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
const KINDS: Record<string, string> = {
  StrictUndefined: 'strict',
  ChainableUndefined: 'chainable',
  DebugUndefined: 'debug',
};

function environment(given: Case): Environment {
  const options = Object.fromEntries(
    Object.entries(given.env ?? {}).map(([name, value]) => [
      camelCase(name),
      name === 'undefined' ? KINDS[value as string] : value,
    ]),
  ) as EnvironmentOptions;
  return new Environment(
    given.templates === undefined
      ? options
      : { ...options, loader: new DictLoader(given.templates) },
  );
}

function render(given: Case): Pick<Case, 'output' | 'error'> {
  try {
    const env = environment(given);
    const template =
      given.name === undefined
        ? env.fromString(given.source as string)
        : env.getTemplate(given.name);
    const output = template.render(fromPlain(given.variables ?? {}) as Map<string, Value>);
    return { output: typeof output === 'string' ? output : { repr: repr(output) } };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { pythonClass, message, lineno } = error;
    const isSyntax = /Syntax|Assertion/.test(pythonClass) && pythonClass !== 'AssertionError';
    return {
      error: {
        class: pythonClass,
        message,
        ...(isSyntax && lineno !== undefined ? { lineno } : {}),
      },
    };
  }
}

describe.each(readdirSync(folder))('%s', (file) => {
  const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case[];
  it.each(cases.map((given) => [given.source ?? given.name, given] as const))('%s', (_, given) => {
    const { output, error } = given;
    expect(render(given)).toEqual(error === undefined ? { output } : { error });
  });
});

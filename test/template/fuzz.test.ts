import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TemplateError } from '../../src/diagnostics/errors.ts';
import { Environment, fromPlain, type Value } from '../../src/template/index.ts';
import type { UndefinedKind } from '../../src/template/runtime/undefined.ts';
import { expression, template, VARIABLES } from './grammar.ts';

const PYTHON = '/usr/bin/python3';
const hasJinja = spawnSync(PYTHON, ['-c', 'from jinja2 import Environment']).status === 0;
/** More with FUZZ_RUNS, others with FUZZ_SEED. */
const runs = Number(process.env.FUZZ_RUNS ?? 400);
const seed = Number(process.env.FUZZ_SEED ?? 20_000);

interface Answer {
  output?: string;
  error?: string;
  message?: string;
  lineno?: number | null;
}

interface Settings {
  trim_blocks?: boolean;
  lstrip_blocks?: boolean;
  autoescape?: boolean;
  undefined?: 'StrictUndefined' | 'ChainableUndefined' | 'DebugUndefined';
}

/** A running Python that answers in order. */
class Oracle {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: ((answer: Answer) => void)[] = [];
  constructor() {
    this.#child = spawn(PYTHON, [join(import.meta.dirname, 'oracle.py')]);
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#waiting.shift()?.(JSON.parse(line) as Answer);
    });
  }
  ask(source: string, env: Settings): Promise<Answer> {
    const extensions = ['loopcontrols'];
    const request = { source, env: { ...env, extensions }, variables: VARIABLES };
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
  stop(): void {
    this.#child.kill();
  }
}

const KINDS: Record<string, UndefinedKind> = {
  StrictUndefined: 'strict',
  ChainableUndefined: 'chainable',
  DebugUndefined: 'debug',
};

function render(source: string, env: Settings): Answer {
  try {
    const environment = new Environment({
      trimBlocks: env.trim_blocks ?? false,
      lstripBlocks: env.lstrip_blocks ?? false,
      autoescape: env.autoescape ?? false,
      undefined: KINDS[env.undefined ?? ''] ?? 'default',
      extensions: ['loopcontrols'],
    });
    const variables = fromPlain(VARIABLES) as Map<string, Value>;
    return { output: environment.fromString(source).render(variables) as string };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { error: error.pythonClass, message: error.message, lineno: error.lineno ?? null };
  }
}

/** Memory addresses mean nothing, and words of Python's own errors may differ between its versions. */
function comparable(answer: Answer): Answer {
  if (answer.output !== undefined)
    return { output: answer.output.replace(/0x[0-9a-f]{6,}/g, '0x') };
  const { error = '', message = '', lineno } = answer;
  if (/^Template/.test(error)) return { error, message, lineno: lineno ?? null };
  return /^Undefined|^Filter/.test(error) ? { error, message } : { error };
}

const settings: fc.Arbitrary<Settings> = fc.record(
  {
    trim_blocks: fc.boolean(),
    lstrip_blocks: fc.boolean(),
    autoescape: fc.boolean(),
    undefined: fc.constantFrom('StrictUndefined', 'ChainableUndefined', 'DebugUndefined'),
  },
  { requiredKeys: [] },
);

describe.skipIf(!hasJinja)(
  'templates render as with Jinja2 (skipped where python3-jinja2 is not installed)',
  () => {
    let oracle: Oracle;
    beforeAll(() => {
      oracle = new Oracle();
    });
    afterAll(() => oracle.stop());

    const agree = async (source: string, env: Settings) => {
      const theirs = comparable(await oracle.ask(source, env));
      expect(comparable(render(source, env))).toEqual(theirs);
    };

    it('expressions', async () => {
      const source = expression(4).map((text) => `{{ ${text} }}`);
      await fc.assert(fc.asyncProperty(source, settings, agree), { numRuns: runs, seed });
    });

    it('statements', async () => {
      await fc.assert(fc.asyncProperty(template(4), settings, agree), { numRuns: runs, seed });
    });

    it('text that is hardly a template', async () => {
      const piece = fc.constantFrom(
        ...[
          '{{',
          '}}',
          '{%',
          '%}',
          '{#',
          '#}',
          '-',
          '+',
          ' ',
          '\n',
          'if',
          'x',
          'endif',
          'for',
          'in',
        ],
        ...[
          'l',
          'endfor',
          'raw',
          'endraw',
          "'",
          '"',
          '(',
          ')',
          '[',
          ']',
          '|',
          '.',
          ',',
          '1',
          'set',
          '=',
        ],
      );
      const source = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(' '));
      await fc.assert(fc.asyncProperty(source, settings, agree), { numRuns: runs, seed });
    });
  },
);

import { TemplateError } from '../../src/diagnostics/errors.ts';
import { DictLoader, Environment, type EnvironmentOptions } from '../../src/template/index.ts';
import type { SandboxKind } from '../../src/template/runtime/sandbox.ts';
import type { UndefinedKind } from '../../src/template/runtime/undefined.ts';
import type { Value } from '../../src/values/types.ts';
import { fromTyped, type Typed, toTyped } from './typed.ts';

export interface JinjaRequest {
  id: string;
  mode: 'jinja';
  op: 'render' | 'expression';
  native?: boolean;
  env?: Record<string, unknown>;
  templates?: Record<string, string>;
  name?: string;
  source?: string;
  context?: Record<string, Typed>;
}

type Answer =
  | { id: string; ok: Typed }
  | { id: string; error: { class: string; message: string; lineno?: number; name?: string } };

/** Answers one request as Jinja2 would. */
export function answerJinja(request: JinjaRequest): Answer {
  const { id } = request;
  try {
    return { id, ok: toTyped(evaluate(request)) };
  } catch (error) {
    if (!(error instanceof TemplateError)) {
      const { name, message, stack } = error as Error;
      return { id, error: { class: `!${name}`, message: `${message} ${stack}` } };
    }
    const { pythonClass, message, lineno, templateName } = error;
    return {
      id,
      error: {
        class: pythonClass,
        message,
        ...(lineno === undefined ? {} : { lineno }),
        ...(templateName === undefined ? {} : { name: templateName }),
      },
    };
  }
}

const values = (typed: Record<string, Typed> = {}): Map<string, Value> =>
  new Map(Object.entries(typed).map(([name, value]) => [name, fromTyped(value, (text) => text)]));

function evaluate(request: JinjaRequest): Value {
  const { env = {}, templates, source = '' } = request;
  const options: EnvironmentOptions = {
    ...environmentOptions(env),
    ...(request.native ? { native: true } : {}),
    ...(templates === undefined ? {} : { loader: new DictLoader(templates) }),
  };
  const environment = new Environment(options);
  const variables = values(request.context);
  if (request.op === 'expression')
    return environment.evaluate(source, variables, env.undefined_to_none !== false);
  const template =
    request.name === undefined
      ? environment.fromString(source)
      : environment.getTemplate(request.name);
  return template.render(variables);
}

const SYNTAX: Record<string, string> = {
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  line_statement_prefix: 'lineStatementPrefix',
  line_comment_prefix: 'lineCommentPrefix',
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  newline_sequence: 'newlineSequence',
  keep_trailing_newline: 'keepTrailingNewline',
  autoescape: 'autoescape',
  sandbox: 'sandbox',
  extensions: 'extensions',
};

const UNDEFINED: Record<string, UndefinedKind> = {
  StrictUndefined: 'strict',
  ChainableUndefined: 'chainable',
  DebugUndefined: 'debug',
};

function environmentOptions(env: Record<string, unknown>): EnvironmentOptions {
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(env)) {
    const key = SYNTAX[name];
    if (key !== undefined && value !== null) options[key] = value;
  }
  const kind = UNDEFINED[env.undefined as string];
  if (kind !== undefined) options.undefined = kind;
  if (env.globals !== undefined) options.globals = values(env.globals as Record<string, Typed>);
  if (env.policies !== undefined) options.policies = values(env.policies as Record<string, Typed>);
  return options as EnvironmentOptions & { sandbox?: SandboxKind };
}

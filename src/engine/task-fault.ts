import { keywordOf } from '../playbook/nodes.ts';
import { str } from '../values/index.ts';
import type { KeywordValues } from './keyword-values.ts';
import type { RunContext } from './run-context.ts';
import { withoutTemplates } from './source-form.ts';

/** How a task wants its failures taken and told, as far as that is known. */
export interface Stance {
  ignoreErrors: boolean;
  ignoreUnreachable: boolean;
  readonly noLog: boolean;
  delegatedTo: string | undefined;
}

/** A fault in the user's text, or a defect, that ended a task; and what counts when it is told. */
export class TaskFault extends Error {
  readonly fault: unknown;
  readonly stance: Stance;

  constructor(fault: unknown, stance: Stance) {
    super('the task could not be performed', { cause: fault });
    this.fault = fault;
    this.stance = stance;
  }
}

/**
 * The stance of a task none of whose keywords was rendered yet, but for `no_log`: a template counts as set, in
 * place of a delegate stands what is written. A `no_log` that can't be rendered hides.
 */
export function writtenStance(run: RunContext, keywords: KeywordValues): Stance {
  const delegate = keywordOf(keywords.task, 'delegate_to') ?? null;
  return {
    ignoreErrors: keywords.written('ignore_errors'),
    ignoreUnreachable: keywords.written('ignore_unreachable'),
    noLog: hides(run, keywords),
    delegatedTo: delegate === null ? undefined : str(withoutTemplates(delegate)),
  };
}

function hides(run: RunContext, keywords: KeywordValues): boolean {
  try {
    return keywords.bool('no_log') ?? run.options.noLog;
  } catch {
    return true;
  }
}

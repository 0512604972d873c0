import type { Command, CommandResult } from '../../targets/types.ts';
import { WITH_SYSTEM_PATHS } from './program.ts';
import { quoteWords } from './words.ts';

/** One program of a sequence, run without a shell, or shell text. */
export type Step = readonly string[] | { readonly shell: string };

export interface StepOutcome {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Makes one command of several that run one after another until one fails; stepOutcomes reads what each brought.
 * @param env further environment: secrets belong there, not in arguments
 * @param cwd where they run; a folder that isn't there changes nothing, as with run_command
 */
export function stepsCommand(
  steps: readonly Step[],
  env?: Readonly<Record<string, string>>,
  cwd?: string,
): Command {
  const enter = cwd === undefined ? '' : `cd ${quoteWords([cwd])} >/dev/null 2>&1\n`;
  const lines = steps.map((step) =>
    'shell' in step ? `text() {\n${step.shell}\n}\nstep text` : `step ${quoteWords(step)}`,
  );
  return {
    shell: `${WITH_SYSTEM_PATHS}
${enter}step() { printf '\\036'; { e=$( ("$@") 2>&1 >&3 </dev/null; c=$?; printf .; exit $c); c=$?; } 3>&1; printf '\\037%s\\037%s' "$c" "\${e%.}"; [ "$c" -eq 0 ] || exit 0; }
${lines.join('\n')}
exit 0`,
    env: { LC_ALL: 'C', LANGUAGE: '', ...env },
  };
}

/** What the steps brought: those after a failed one are absent. */
export function stepOutcomes(run: CommandResult | undefined): StepOutcome[] {
  return (run?.stdout.toString() ?? '')
    .split('\x1e')
    .slice(1)
    .map((part) => {
      const [stdout = '', rc = '1', stderr = ''] = part.split('\x1f');
      return { rc: Number(rc), stdout, stderr };
    });
}

/** The outcome of the step that failed, if one did. */
export function failedStep(outcomes: readonly StepOutcome[]): StepOutcome | undefined {
  return outcomes.find(({ rc }) => rc !== 0);
}

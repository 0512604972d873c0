import type { Play } from '../playbook/nodes.ts';
import { str } from '../values/index.ts';
import { setTextType } from '../values/text-type.ts';
import { Template, type Value } from '../values/types.ts';
import { toBoolean } from './boolean.ts';
import type { RunContext } from './run-context.ts';

/** Asks for a play's vars_prompt, but for variables given on the command line. */
export async function askPrompts(run: RunContext, play: Play): Promise<void> {
  const raw = play.keywords.get('vars_prompt') ?? null;
  if (raw === null) return;
  const prompts = run.vars.templar({ play }).template(raw);
  for (const prompt of Array.isArray(prompts) ? prompts : [prompts]) {
    if (!(prompt instanceof Map)) continue;
    const name = str(prompt.get('name') ?? '');
    if (run.extraVars.has(name)) continue;
    play.vars.set(name, await answer(run, prompt, name));
    setTextType(play.vars, name, 'str');
  }
}

async function answer(run: RunContext, prompt: Map<Value, Value>, name: string): Promise<Value> {
  const flag = (key: string, fallback: boolean): boolean =>
    toBoolean(prompt.get(key) ?? fallback) ?? fallback;
  const fallback = prompt.get('default') ?? null;
  const text = str(prompt.get('prompt') ?? name);
  const question = fallback === null ? `${text}: ` : `${text} [${str(fallback)}]: `;
  let value: string;
  if (!run.prompter.interactive) {
    run.emit({ type: 'warning', message: 'Not prompting as we are not in interactive mode' });
    value = '';
  } else {
    const echo = !flag('private', true);
    value = await run.prompter.ask(question, { echo });
    while (
      flag('confirm', false) &&
      (await run.prompter.ask(`confirm ${question}`, { echo })) !== value
    ) {
      run.emit({ type: 'notice', message: '***** VALUES ENTERED DO NOT MATCH ****', verbosity: 0 });
      value = await run.prompter.ask(question, { echo });
    }
  }
  const entered: Value = value === '' ? fallback : value;
  const encrypt = prompt.get('encrypt') ?? null;
  // Python's library refuses it, and nothing in Ansible catches that.
  if (encrypt !== null && entered === null)
    throw new Error('secret must be unicode or bytes, not None');
  if (encrypt !== null) return encrypted(run, str(entered), prompt);
  // As in Ansible whatever comes of it is text, `None` included.
  const given = entered === null && run.prompter.interactive ? '' : str(entered);
  const isTemplate = !flag('unsafe', false) && /\{[{%#]/.test(given);
  return isTemplate ? new Template(given) : given;
}

function encrypted(run: RunContext, text: string, prompt: Map<Value, Value>): Value {
  const kwargs = new Map<string, Value>();
  const salt = prompt.get('salt');
  if (salt !== undefined && salt !== null) kwargs.set('salt', salt);
  const size = prompt.get('salt_size');
  if (size !== undefined && size !== null) kwargs.set('salt_size', size);
  const extra = new Map<string, Value>([
    ['_text', text],
    ['_scheme', prompt.get('encrypt') ?? null],
    ['_salt', kwargs.get('salt') ?? null],
    ['_size', kwargs.get('salt_size') ?? null],
  ]);
  return run.vars
    .templar({})
    .with(extra)
    .renderText('{{ _text | password_hash(_scheme, _salt, salt_size=_size) }}');
}

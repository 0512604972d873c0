import { SourceText } from '../diagnostics/source-text.ts';
import { parseJson } from '../loader/json.ts';
import type { Result } from '../modules/contract.ts';
import type { CommandResult } from '../targets/types.ts';
import { repr, str, truthy } from '../values/index.ts';
import type { Dict } from '../values/types.ts';

/** Where a result keeps what a module printed on standard error: only jobs tell of it. */
const SAID_ASIDE = '_ansible_module_stderr';

export interface ModuleAnswer {
  readonly result: Result;
  /** What the user is to be told besides. */
  readonly warnings: readonly string[];
}

/** Makes a result of what a module printed; junk before and after the JSON is left out. */
export function readAnswer(output: CommandResult, interpreter: string | undefined): ModuleAnswer {
  const stdout = output.stdout.toString('utf8');
  const warnings: string[] = [];
  const fields = parseObject(stdout, warnings);
  if (fields === undefined) {
    return { result: moduleFailure(stdout, output, interpreter), warnings: [] };
  }
  cleanInternal(fields, warnings);
  const result: Record<string, unknown> = {};
  for (const [key, value] of fields) result[str(key)] = value;
  const said = output.stderr.toString('utf8');
  if (said !== '') result[SAID_ASIDE] = said;
  return { result: result as Result, warnings };
}

/** The JSON object that starts on a line of its own. */
function parseObject(stdout: string, warnings: string[]): Dict | undefined {
  const lines = stdout.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/);
  if (lines.at(-1) === '') lines.pop();
  const first = lines.findIndex((line) => line.trim().startsWith('{'));
  const last = lines.findLastIndex((line) => line.trim().endsWith('}'));
  if (first < 0 || last < first) return undefined;
  const junk = lines.slice(last + 1);
  const text = lines.slice(first, last + 1).join('\n');
  try {
    const source = new SourceText('<module output>', text);
    const value = parseJson(source, { trusted: false, decryptVault: (cipher) => cipher });
    if (!(value instanceof Map)) return undefined;
    if (junk.some((line) => line.trim() !== '')) {
      warnings.push(`Module invocation had junk after the JSON data: ${junk.join('\n')}`);
    }
    return value;
  } catch {
    return undefined;
  }
}

function moduleFailure(
  stdout: string,
  output: CommandResult,
  interpreter: string | undefined,
): Result {
  const stderr = output.spawnError
    ? `/bin/sh: 1: ${interpreter}: ${output.spawnError.code === 'ENOENT' ? 'not found' : output.spawnError.message}\n`
    : output.stderr.toString('utf8');
  const rc = output.spawnError ? (output.spawnError.code === 'ENOENT' ? 127 : 126) : output.rc;
  const traceback = [stderr, stdout].find((text) => text.startsWith('Traceback'));
  const missing =
    interpreter !== undefined &&
    [stdout, stderr].some(
      (text) =>
        text.includes(`${interpreter}: No such file or directory`) ||
        text.includes(`${interpreter}: not found`),
    );
  const msg = missing
    ? 'The module failed to execute correctly, you probably need to set the interpreter.'
    : 'MODULE FAILURE';
  return {
    ...(traceback === undefined ? {} : { exception: traceback }),
    failed: true,
    module_stderr: stderr,
    module_stdout: stdout,
    msg: `${msg}\nSee stdout/stderr for the exact error`,
    rc,
  };
}

/** Takes out what only Ansible itself may say in a result. */
function cleanInternal(fields: Dict, warnings: string[]): void {
  fields.delete('_ansible_suppress_tmpdir_delete');
  const results = fields.get('results');
  if (results !== undefined && !Array.isArray(results)) {
    fields.delete('results');
    fields.set('ansible_module_results', results);
    warnings.push(
      "Found internal 'results' key in module return, renamed to 'ansible_module_results'.",
    );
  }
  for (const [key, value] of [...fields]) {
    const name = str(key);
    const isInternal = name.startsWith('_ansible_') && name !== '_ansible_parsed';
    if (!isInternal && name !== 'add_host' && name !== 'add_group') continue;
    fields.delete(key);
    warnings.push(
      `Removed unexpected internal key in module return: ${name} = ${typeof value === 'string' ? value : repr(value)}`,
    );
  }
  for (const name of ['warnings', 'deprecations']) {
    const list = fields.get(name);
    if (list !== undefined && !truthy(list)) fields.delete(name);
  }
  const facts = fields.get('ansible_facts');
  if (!(facts instanceof Map)) return;
  for (const key of [...facts.keys()]) {
    if (/^(ansible_)?discovered_interpreter_/.test(str(key))) facts.delete(key);
  }
}

import { ask, outcomeOf, requireProgram } from '../commands/program.ts';
import type { Diff, Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const git_config = defineModule({
  name: 'community.general.git_config',
  summary: 'Read and write git configuration',
  examples: `- name: Name the editor of all users
  community.general.git_config:
    name: core.editor
    scope: system
    value: vim
`,
  args: {
    list_all: arg.bool({ default: false, doc: 'Give all settings.' }),
    name: arg.str({ doc: 'Name of the setting; without a value it is read.' }),
    repo: arg.path({ doc: 'Folder of the repository, for scope local.' }),
    file: arg.path({ doc: 'The file, for scope file.' }),
    scope: arg.str({ choices: ['file', 'local', 'global', 'system'], doc: 'Which file.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the setting is to be.',
    }),
    value: arg.str({ doc: 'Its value.' }),
  },
  constraints: {
    mutuallyExclusive: [
      ['list_all', 'name'],
      ['list_all', 'value'],
      ['list_all', 'state'],
    ],
    requiredIf: [
      ['scope', 'local', ['repo']],
      ['scope', 'file', ['file']],
    ],
    requiredOneOf: [['list_all', 'name']],
  },
  returns: { config_value: 'Value of the setting.', config_values: 'All settings.' },
  support: { check: 'full', diff: 'full' },
  async plan({ args, target, check }): Promise<Plan> {
    const git = await requireProgram(target, 'git');
    const scope = args.scope ?? (args.list_all ? null : 'system');
    const unset = args.state === 'absent';
    const value = unset ? null : args.value || null;
    const query = [git, 'config', '--includes'];
    if (args.list_all) query.push('-l');
    if (scope === 'file') query.push('-f', args.file ?? '');
    else if (scope !== null) query.push(`--${scope}`);
    const write = [...query];
    if (args.name) query.push(args.name);
    const inRepository = scope === 'local' || (args.list_all && args.repo);
    const cwd = inRepository && args.repo ? args.repo : '/';
    const { rc, stdout, stderr } = await ask(target, query, { cwd });
    const same = (fields: Result): Plan => ({ changes: [], result: { changed: false, ...fields } });
    if (args.list_all && scope && rc === 128 && stderr.includes('unable to read config file')) {
      return same({ msg: '', config_values: {} });
    }
    if (rc >= 2) fail(stderr, { rc, cmd: query.join(' ') });
    if (args.list_all) return same({ msg: '', config_values: settings(stdout) });
    const old = stdout.trimEnd();
    if (value === null && !unset) return same({ msg: '', config_value: old });
    if (unset && stdout === '') return same({ msg: 'no setting to unset' });
    if (!unset && old === value) return same({ msg: '' });

    const name = args.name ?? '';
    const command = unset ? [...write, '--unset', name] : [...query, value ?? ''];
    const header = (unset && !check ? command : query).join(' ');
    const diff: Diff = {
      before_header: header,
      before: `${old}\n`,
      after_header: header,
      after: `${value ?? ''}\n`,
    };
    const result: Result = { changed: true, msg: 'setting changed', diff: diff as Result };
    return {
      changes: [{ op: 'run', command: { argv: command, cwd, env: { LC_ALL: 'C' } } }],
      result,
      diff,
      finish([outcome]) {
        const run = outcomeOf(outcome?.command);
        if (run.stderr !== '') fail(run.stderr, { rc: run.rc, cmd: command });
        return result;
      },
    };
  },
});

function settings(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.trimEnd().split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) values[line.slice(0, at)] = line.slice(at + 1);
  }
  return values;
}

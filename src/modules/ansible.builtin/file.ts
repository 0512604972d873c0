import type { Plan, Result } from '../contract.ts';
import { arg, defineModule } from '../define.ts';
import type { FileContext } from '../files/file-arguments.ts';
import { fileFailure } from '../files/file-failure.ts';
import { lookAtPath, type Place } from '../files/path-state.ts';
import { planAbsent } from '../files/state-absent.ts';
import { planDirectory } from '../files/state-directory.ts';
import { planFile } from '../files/state-file.ts';
import { planHard } from '../files/state-hard.ts';
import { planLink } from '../files/state-link.ts';
import { planTouch } from '../files/state-touch.ts';
import { warnUnknownAccounts } from '../files/unknown-accounts.ts';

export const file = defineModule({
  name: 'ansible.builtin.file',
  summary: 'Manages files, folders and links and their properties',
  examples: `
- name: A folder with its parents
  ansible.builtin.file:
    path: /etc/app/conf.d
    state: directory
    mode: '0755'

- name: A symbolic link
  ansible.builtin.file:
    src: /srv/app/current
    dest: /opt/app
    state: link
`,
  args: {
    state: arg.str({
      choices: ['absent', 'directory', 'file', 'hard', 'link', 'touch'],
      doc: 'What is to be there. Without it: what is there, or a file (a folder with `recurse`).',
    }),
    path: arg.path({ required: true, aliases: ['dest', 'name'], doc: 'The file managed.' }),
    _original_basename: arg.str({ doc: 'Name to use when `path` is a folder; internal.' }),
    recurse: arg.bool({ default: false, doc: 'Set attributes of everything below a folder.' }),
    force: arg.bool({ default: false, doc: 'Make links to nothing, and in place of files.' }),
    follow: arg.bool({ default: true, doc: 'Work on what a symbolic link points to.' }),
    _diff_peek: arg.bool({ doc: 'Tell whether the file looks binary; internal.' }),
    src: arg.path({ doc: 'What a link points to.' }),
    modification_time: arg.str({ doc: '`preserve`, `now` or a time.' }),
    modification_time_format: arg.str({
      default: '%Y%m%d%H%M.%S',
      doc: 'Format of `modification_time`.',
    }),
    access_time: arg.str({ doc: '`preserve`, `now` or a time.' }),
    access_time_format: arg.str({ default: '%Y%m%d%H%M.%S', doc: 'Format of `access_time`.' }),
  },
  fileAttributes: true,
  returns: {
    path: 'The file, for states absent, directory and file',
    dest: 'The file, for states touch, hard and link',
    diff: 'What changed',
  },
  support: { check: 'full', diff: 'partial' },
  onlyLooks: true,
  async plan(context) {
    const place = await lookAtPath(context);
    if (context.check && place.state !== 'absent') await warnUnknownAccounts(context);
    const plan = await planState(context, place);
    return {
      ...plan,
      result: withDiff(plan),
      failed: fileFailure(plan, place.path, place.lstat !== null),
    };
  },
});

/** The result as the module has it: the difference comes right after `changed`. */
function withDiff({ result, diff }: Plan): Result {
  if (diff === undefined || result.failed === true) return result;
  const fields = Object.entries(result);
  const at = fields.findIndex(([name]) => name === 'changed') + 1;
  return Object.fromEntries([
    ...fields.slice(0, at),
    ['diff', diff],
    ...fields.slice(at),
  ]) as Result;
}

function planState(context: FileContext, place: Place): Promise<Plan> {
  switch (place.state) {
    case 'absent':
      return planAbsent(context, place);
    case 'directory':
      return planDirectory(context, place);
    case 'link':
      return planLink(context, place);
    case 'hard':
      return planHard(context, place);
    case 'touch':
      return planTouch(context, place);
    case 'file':
      return planFile(context, place);
  }
}

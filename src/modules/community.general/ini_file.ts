import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { fileInfo } from '../files/file-info.ts';
import { editIni } from '../files/ini-edit.ts';
import { linesOf } from '../files/line-edit.ts';
import { missingFolders } from '../files/missing-folders.ts';
import { parentOf } from '../files/paths.ts';

export const ini_file = defineModule({
  name: 'community.general.ini_file',
  summary: 'Manages options of INI files',
  examples: `
- name: An option of a section
  community.general.ini_file:
    path: /etc/app.ini
    section: drinks
    option: fav
    value: lemonade
    mode: '0600'
`,
  args: {
    path: arg.path({
      required: true,
      aliases: ['dest'],
      doc: 'The file; made when there is none.',
    }),
    section: arg.str({ doc: 'Section; without it the lines before the first one.' }),
    option: arg.str({ doc: 'Option; without it the whole section.' }),
    value: arg.str({ doc: 'Its value.' }),
    values: arg.list({ elements: 'str', doc: 'Its values, where it may stand several times.' }),
    backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
    state: arg.str({ default: 'present', choices: ['absent', 'present'], doc: 'Set or remove.' }),
    exclusive: arg.bool({ default: true, doc: 'Remove other values of the option.' }),
    no_extra_spaces: arg.bool({ default: false, doc: 'No blanks around `=`.' }),
    allow_no_value: arg.bool({ default: false, doc: 'The option may stand without value.' }),
    create: arg.bool({ default: true, doc: 'Make the file when there is none.' }),
  },
  constraints: { mutuallyExclusive: [['value', 'values']] },
  fileAttributes: true,
  returns: { msg: 'What was done', path: 'The file', backup_file: 'Name of the backup' },
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  async plan(context): Promise<Plan> {
    const { args, target, check } = context;
    const { path } = args;
    const present = args.state === 'present';
    if (present && !args.allow_no_value && args.value === null && !args.values?.length) {
      fail("Parameter 'value(s)' must be defined if state=present and allow_no_value=False.");
    }
    const [stat, lstat, content, parent] = await Promise.all([
      target.stat(path, { follow: true }),
      target.stat(path),
      target.readFile(path),
      target.stat(parentOf(path), { follow: true }),
    ]);
    if (!stat && !args.create) fail(`Destination ${path} does not exist!`, { rc: 257 });
    const text = content?.toString('utf8').replace(/^\ufeff/, '') ?? '';
    const given = args.value === null ? (args.values ?? []) : [args.value];
    const edit = editIni(linesOf(text.replace(/\r\n?/g, '\n')), {
      section: args.section,
      option: args.option,
      values: [...new Set(given)],
      present,
      exclusive: args.exclusive,
      noExtraSpaces: args.no_extra_spaces,
      allowNoValue: args.allow_no_value,
    });
    const after = edit.lines.join('');
    const bytes = Buffer.from(after);
    const folders =
      parent || check ? { changes: [], parent } : await missingFolders(target, parentOf(path), {});
    const fresh = stat ?? (await createdStat(target, path, 'file', bytes.length, folders.parent));
    const exists = stat !== null || (edit.changed && !check);
    const wanted = exists && !check ? await planAttributes(args, { ...fresh, path }, target) : null;
    const backup = args.backup && stat !== null && edit.changed;
    if (edit.changed && !check) context.controller.takesFolder?.();
    const shown = check ? (lstat ?? stat) : (wanted?.after ?? null);
    const size = edit.changed && !check ? { size: bytes.length } : {};
    const result = {
      changed: edit.changed || (wanted?.changed ?? false),
      msg: edit.msg,
      path,
      // There was nothing to keep, which Ansible says so.
      ...(args.backup && !stat && edit.changed && !check && { backup_file: '' }),
      ...(shown && (stat || !check) && { ...fileInfo(shown), ...size }),
    };
    return {
      changes: [
        ...folders.changes,
        ...(edit.changed
          ? [
              {
                op: 'write' as const,
                path,
                content: bytes,
                ...wanted?.attributes,
                ...(backup && { backup }),
              },
            ]
          : wanted?.changed
            ? [{ op: 'attributes' as const, path, ...wanted.attributes }]
            : []),
      ],
      result,
      diff: {
        before: context.diff ? text : '',
        after: context.diff ? after : '',
        before_header: `${path} (content)`,
        after_header: `${path} (content)`,
      },
      ...(backup && {
        finish: (outcomes) => {
          const name = outcomes.at(-1)?.backupPath;
          return name === undefined ? result : { ...result, backup_file: name };
        },
      }),
    };
  },
});

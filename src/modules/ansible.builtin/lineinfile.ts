import type { Diff, ModuleContext, Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { asUtf8, byteRegex, fromByteText, toByteText } from '../files/byte-text.ts';
import { ensureLine, linesOf, removeLines } from '../files/line-edit.ts';
import { type EditArguments, type EditedFile, lookAtFile, planEdit } from '../files/text-edit.ts';

interface LineArguments extends EditArguments {
  readonly regexp: string | null;
  readonly search_string: string | null;
  readonly line: string | null;
  readonly insertafter: string | null;
  readonly insertbefore: string | null;
  readonly backrefs: boolean;
  readonly create: boolean;
  readonly firstmatch: boolean;
}

export const lineinfile = defineModule({
  name: 'ansible.builtin.lineinfile',
  summary: 'Manages single lines of text files',
  examples: `
- name: SELinux enforces
  ansible.builtin.lineinfile:
    path: /etc/selinux/config
    regexp: '^SELINUX='
    line: SELINUX=enforcing

- name: A line after another
  ansible.builtin.lineinfile:
    path: /etc/httpd/conf/httpd.conf
    insertafter: '^#Listen '
    regexp: '^Listen '
    line: Listen 8080
`,
  args: {
    path: arg.path({ required: true, aliases: ['dest', 'destfile', 'name'], doc: 'The file.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether the line is to be there.',
    }),
    regexp: arg.str({
      aliases: ['regex'],
      doc: 'Python regular expression of the line to replace (the last that fits) or remove.',
    }),
    search_string: arg.str({ doc: 'Plain text in place of `regexp`.' }),
    line: arg.str({ aliases: ['value'], doc: 'The line.' }),
    insertafter: arg.str({ doc: '`EOF` (default) or an expression: where a new line goes.' }),
    insertbefore: arg.str({ doc: '`BOF` or an expression: where a new line goes.' }),
    backrefs: arg.bool({ default: false, doc: "Put what `regexp` captured into the line's \\1." }),
    create: arg.bool({ default: false, doc: 'Make the file when there is none.' }),
    backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
    firstmatch: arg.bool({ default: false, doc: 'The first line that fits, not the last.' }),
    validate: arg.str({ doc: 'Command that checks the new file, `%s` is its path.' }),
  },
  constraints: {
    mutuallyExclusive: [
      ['insertbefore', 'insertafter'],
      ['regexp', 'search_string'],
      ['backrefs', 'search_string'],
    ],
  },
  fileAttributes: true,
  returns: {
    msg: '`line added`, `line replaced` or `N line(s) removed`',
    backup: 'Name of the backup',
    found: 'Number of lines removed',
  },
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  async plan(context) {
    const { args, controller } = context;
    const empty = emptyPattern(args);
    if (empty !== undefined) controller.warn(empty);
    const file = await lookAtFile(context);
    if (args.state === 'absent') return planRemoval(context, file);
    if (args.backrefs && args.regexp === null) fail('regexp is required with backrefs=true');
    if (args.line === null) return fail('line is required with state=present');
    return planPresence(context, file, args.line);
  },
});

function emptyPattern({ regexp, search_string }: LineArguments): string | undefined {
  if (regexp !== '' && search_string !== '') return undefined;
  const name = regexp === '' ? 'regular expression' : 'search string';
  const advice =
    regexp === ''
      ? " If this is desired, use '^' to match every line in the file and avoid this warning."
      : '';
  return `The ${name} is an empty string, which will match every line in the file. This may have unintended consequences, such as replacing the last line in the file rather than appending.${advice}`;
}

function planPresence(
  context: ModuleContext<LineArguments>,
  file: EditedFile,
  line: string,
): Promise<Plan> {
  const { args } = context;
  if (!file.stat && !args.create) {
    fail(`Destination ${file.path} does not exist !`, { rc: 257 });
  }
  const before = file.content?.toString('latin1') ?? '';
  const { insertafter, insertbefore, search_string } = args;
  const { lines, msg } = ensureLine(linesOf(before), {
    line: toByteText(line),
    regexp: args.regexp === null ? null : byteRegex(args.regexp),
    searchString: search_string === null ? null : toByteText(search_string),
    insertAfter: insertafter === null && insertbefore === null ? 'EOF' : insertafter,
    insertBefore: insertbefore,
    backrefs: args.backrefs,
    firstMatch: args.firstmatch,
  });
  const after = lines.join('');
  return planEdit(context, file, {
    content: msg === '' ? null : fromByteText(after),
    msg,
    diff: contentDiff(context, file.path, before, after),
    attributeDiff: true,
    backupField: 'backup',
  });
}

function planRemoval(
  context: ModuleContext<LineArguments>,
  file: EditedFile,
): Promise<Plan> | Plan {
  const { args } = context;
  const { regexp, search_string, line } = args;
  if (regexp === null && search_string === null && line === null) {
    fail('one of line, search_string, or regexp is required with state=absent');
  }
  if (!file.stat) return { changes: [], result: { changed: false, msg: 'file not present' } };
  const before = file.content?.toString('latin1') ?? '';
  const { lines, found } = removeLines(linesOf(before), {
    regexp: regexp === null ? null : byteRegex(regexp),
    searchString: search_string === null ? null : toByteText(search_string),
    line,
  });
  const after = lines.join('');
  return planEdit(context, file, {
    content: found > 0 ? fromByteText(after) : null,
    msg: found > 0 ? `${found} line(s) removed` : '',
    fields: { found },
    diff: contentDiff(context, file.path, before, after),
    attributeDiff: true,
    backupField: 'backup',
  });
}

function contentDiff(
  context: ModuleContext<LineArguments>,
  path: string,
  before: string,
  after: string,
): Diff {
  return {
    before: context.diff ? asUtf8(before) : '',
    after: context.diff ? asUtf8(after) : '',
    before_header: `${path} (content)`,
    after_header: `${path} (content)`,
  };
}

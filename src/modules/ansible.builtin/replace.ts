import { TargetError, TemplateError } from '../../diagnostics/errors.ts';
import { arg, defineModule, fail } from '../define.ts';
import { withTextPath } from '../definition/python-text.ts';
import { textRegex } from '../files/byte-text.ts';
import { decodeIn, encodeIn, orFail } from '../files/encoding.ts';
import { lookAtFile, planEdit } from '../files/text-edit.ts';

export const replace = defineModule({
  name: 'ansible.builtin.replace',
  summary: 'Replaces all that fits an expression within a file',
  examples: `
- name: An old host name
  ansible.builtin.replace:
    path: /etc/hosts
    regexp: '(\\s+)old\\.host\\.name(\\s+.*)?$'
    replace: '\\1new.host.name\\2'
`,
  args: {
    path: arg.path({ required: true, aliases: ['dest', 'destfile', 'name'], doc: 'The file.' }),
    regexp: arg.str({ required: true, doc: 'Python regular expression, multiline.' }),
    replace: arg.str({ default: '', doc: 'What to put there; none removes what fits.' }),
    after: arg.str({ doc: 'Only what comes after this expression.' }),
    before: arg.str({ doc: 'Only what comes before this expression.' }),
    backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
    validate: arg.str({ doc: 'Command that checks the new file, `%s` is its path.' }),
    encoding: arg.str({ default: 'utf-8', doc: 'Encoding of the file.' }),
  },
  fileAttributes: true,
  returns: { msg: '`N replacements made`', rc: 'Always 0', backup_file: 'Name of the backup' },
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  async plan(context) {
    const { args } = context;
    const file = await lookAtFile(context).catch(unreadable(args.path));
    const { path } = file;
    if (!file.stat || !file.content) return fail(`Path ${path} does not exist !`, { rc: 257 });
    const { content } = file;
    const contents = orFail(() => decodeIn(content, args.encoding));
    const section = findSection(contents, args.after, args.before);
    if ('pattern' in section) {
      const msg = `Pattern for before/after params did not match the given file: ${section.pattern}`;
      return { changes: [], result: { rc: 0, msg, changed: false } };
    }
    const inside = contents.slice(section.start, section.end);
    const [text, count] = substitute(args.regexp, args.replace, inside);
    const changed = count > 0 && text !== inside;
    const after = contents.slice(0, section.start) + text + contents.slice(section.end);
    return planEdit(context, file, {
      content: changed ? orFail(() => encodeIn(after, args.encoding)) : null,
      msg: changed ? `${count} replacements made` : '',
      fields: { rc: 0 },
      ...(changed &&
        context.diff && {
          diff: { before_header: path, before: contents, after_header: path, after },
        }),
      backupField: 'backup_file',
    });
  },
});

/** What is not to be read fails the task; anything else goes on. @throws ModuleFailure */
function unreadable(path: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof TargetError) || !error.message.startsWith('[Errno 13]')) throw error;
    return fail(`Unable to read the contents of ${path}: ${withTextPath(error.message)}`);
  };
}

/** The part to work on, or the pattern that was not found. */
function findSection(
  contents: string,
  after: string | null,
  before: string | null,
): { start: number; end: number } | { pattern: string } {
  if (!after && !before) return { start: 0, end: contents.length };
  const inside = before && after ? '(?P<subsection>.*?)' : '(?P<subsection>.*)';
  const pattern = `${after ?? ''}${inside}${before ?? ''}`;
  const match = textRegex(pattern, { dotall: true }).search(contents);
  const found = match?.group('subsection');
  if (!match || found === undefined) return { pattern };
  const start = match.start + sectionOffset(match.text, found, after);
  return { start, end: start + found.length };
}

/** Where the section starts within the match: behind what `after` takes. */
function sectionOffset(text: string, found: string, after: string | null): number {
  if (!after) return 0;
  const lead = textRegex(`(?P<lead>${after})${found === '' ? '' : '(?P<rest>.*)'}`, {
    dotall: true,
  }).match(text);
  const length = lead?.group('lead')?.length ?? 0;
  return text.startsWith(found, length) ? length : text.indexOf(found);
}

function substitute(regexp: string, replacement: string, text: string): [string, number] {
  try {
    return textRegex(regexp, { multiline: true }).subn(replacement, text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return fail(`invalid replacement '${replacement}': ${error.message}`);
  }
}

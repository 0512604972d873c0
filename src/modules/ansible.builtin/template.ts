import { statSync } from 'node:fs';
import { TemplateError } from '../../diagnostics/errors.ts';
import { arg, defineModule, failAction } from '../define.ts';
import { booleanWord } from '../definition/coercion.ts';
import { COPY_RETURNS } from '../files/copy-arguments.ts';
import { planCopyFile } from '../files/copy-file.ts';
import { copySource } from '../files/copy-source.ts';
import { encodeIn, orFail } from '../files/encoding.ts';
import { findSource } from '../files/find-source.ts';
import { octal } from '../files/mode.ts';
import { basename } from '../files/paths.ts';
import { localTemporaryPath } from '../files/temporary-name.ts';

const NEWLINES: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\r': '\r',
  '\\r\\n': '\r\n',
  '\n': '\n',
  '\r': '\r',
  '\r\n': '\r\n',
};

/** Options that say how to render, and do not go on to the copy action. */
const RENDERING: ReadonlySet<string> = new Set([
  'newline_sequence',
  'block_start_string',
  'block_end_string',
  'variable_start_string',
  'variable_end_string',
  'comment_start_string',
  'comment_end_string',
  'trim_blocks',
  'lstrip_blocks',
  'output_encoding',
]);

/** What Python tells of an exception where there is none. */
const NO_EXCEPTION = { exception: 'NoneType: None' };

export const template = defineModule({
  name: 'ansible.builtin.template',
  reportName: 'ansible.legacy.copy',
  summary: 'Renders a template file to hosts',
  examples: `
- name: A configuration file
  ansible.builtin.template:
    src: app.conf.j2
    dest: /etc/app/app.conf
    owner: root
    group: root
    mode: '0644'
`,
  args: {
    src: arg.path({ local: true, required: true, doc: 'Template on the controller.' }),
    dest: arg.path({ required: true, doc: 'Where the result goes.' }),
    backup: arg.bool({ default: false, doc: 'Keep a copy of the file that is replaced.' }),
    force: arg.bool({ default: true, doc: 'Replace a file whose content differs.' }),
    validate: arg.str({ doc: 'Command that checks the new file, `%s` is its path.' }),
    follow: arg.bool({ default: false, doc: 'Follow symbolic links at `dest`.' }),
    _original_basename: arg.str({ doc: 'Internal.' }),
    checksum: arg.str({ doc: 'Internal.' }),
    content: arg.str({ doc: 'Internal.' }),
    directory_mode: arg.raw({ doc: 'Permissions of folders that are made.' }),
    local_follow: arg.bool({ doc: 'Internal.' }),
    remote_src: arg.bool({ doc: 'Internal.' }),
    newline_sequence: arg.str({ default: '\n', unlisted: true, doc: 'End of a line.' }),
    block_start_string: arg.str({ unlisted: true, doc: 'Start of a block.' }),
    block_end_string: arg.str({ unlisted: true, doc: 'End of a block.' }),
    variable_start_string: arg.str({ unlisted: true, doc: 'Start of an expression.' }),
    variable_end_string: arg.str({ unlisted: true, doc: 'End of an expression.' }),
    comment_start_string: arg.str({ unlisted: true, doc: 'Start of a comment.' }),
    comment_end_string: arg.str({ unlisted: true, doc: 'End of a comment.' }),
    trim_blocks: arg.bool({
      default: true,
      unlisted: true,
      doc: 'Take away the newline after a block.',
    }),
    lstrip_blocks: arg.bool({
      default: false,
      unlisted: true,
      doc: 'Take away blanks before a block.',
    }),
    output_encoding: arg.str({
      default: 'utf-8',
      unlisted: true,
      doc: 'Encoding of the result.',
    }),
  },
  fileAttributes: true,
  returns: COPY_RETURNS,
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  findsUnsupportedLate: true,
  prepare(raw) {
    if (raw.state !== undefined && raw.state !== null) {
      failAction("'state' cannot be specified on a template", NO_EXCEPTION);
    }
    if ((raw.src ?? null) === null || (raw.dest ?? null) === null) {
      failAction('src and dest are required', NO_EXCEPTION);
    }
    return { ...raw, ...lenient(raw, ['trim_blocks', 'lstrip_blocks']) };
  },
  async plan(context) {
    const { args, controller } = context;
    if ((context.raw?.content ?? null) !== null)
      failAction('src and content are mutually exclusive');
    const newlineSequence = NEWLINES[args.newline_sequence];
    if (newlineSequence === undefined) {
      return failAction('newline_sequence needs to be one of: \n, \r or \r\n', NO_EXCEPTION);
    }
    const path = findSource(() => controller.findFile('templates', args.src), null);
    if (statSync(path).isDirectory()) {
      const missing = `Could not find or access '${path}' on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`;
      failAction(`could not find src=${path}, ${missing}`, { exception: missing });
    }
    const bytes = controller.readFile(path);
    const source = decodeUtf8(bytes) ?? failAction('Template source files must be utf-8 encoded');
    const text = render(() =>
      controller.renderTemplate(source, {
        path,
        named: String(context.raw?.src ?? path),
        dest: args.dest,
        newlineSequence,
        trimBlocks: args.trim_blocks,
        lstripBlocks: args.lstrip_blocks,
        ...(args.block_start_string !== null && { blockStart: args.block_start_string }),
        ...(args.block_end_string !== null && { blockEnd: args.block_end_string }),
        ...(args.variable_start_string !== null && { variableStart: args.variable_start_string }),
        ...(args.variable_end_string !== null && { variableEnd: args.variable_end_string }),
        ...(args.comment_start_string !== null && { commentStart: args.comment_start_string }),
        ...(args.comment_end_string !== null && { commentEnd: args.comment_end_string }),
      }),
    );
    const name = basename(path);
    const rendered = orFail(() => encodeIn(text, args.output_encoding || 'utf-8'));
    const shown = localTemporaryPath(name);
    const mode = args.mode === 'preserve' ? octal(statSync(path).mode & 0o7777) : args.mode;
    const raw = copyArguments(context.raw, {
      src: shown,
      dest: args.dest,
      follow: args.follow,
      mode,
    });
    return planCopyFile(
      { ...context, raw, args: { ...args, mode } },
      copySource(rendered, name, shown),
      false,
    );
  },
});

/** Booleans of the action itself: whatever is none is false. */
function lenient(
  raw: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, boolean> {
  const given = names.filter((name) => raw[name] !== undefined && raw[name] !== null);
  return Object.fromEntries(given.map((name) => [name, booleanWord(raw[name]) ?? false]));
}

/** What the copy action is called with: the task's arguments but for those that are about rendering. */
function copyArguments(
  raw: Readonly<Record<string, unknown>> = {},
  own: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const rest = Object.entries(raw).filter(([name]) => !RENDERING.has(name));
  return { ...Object.fromEntries(rest), ...own };
}

/** A template's fault is the task's failure: `ClassName: text`. */
function render(work: () => string): string {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { pythonClass, message } = error;
    const origin = pythonClass.startsWith('Ansible')
      ? 'ansible.errors.'
      : pythonClass.startsWith('Template')
        ? 'jinja2.exceptions.'
        : '';
    const exception = `Traceback (most recent call last):\n${origin}${pythonClass}: ${message}`;
    return failAction(`${pythonClass}: ${message}`, { exception }, { cause: error });
  }
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { TemplateError } from '../../diagnostics/errors.ts';
import { compileRegex, type PythonRegex } from '../../values/python-regex.ts';
import type { Diff, ModuleContext, Plan, Result } from '../contract.ts';
import { arg, defineModule, type FileAttributeArguments, fail, failAction } from '../define.ts';
import { ActionCrash } from '../definition/failure.ts';

import { contentDiff } from '../files/content-diff.ts';
import { planCopyFile } from '../files/copy-file.ts';
import { copyInvocation } from '../files/copy-invocation.ts';
import { type CopySource, copySource } from '../files/copy-source.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { fileInfo } from '../files/file-info.ts';
import { findSource } from '../files/find-source.ts';
import { basename, joinPath, parentOf } from '../files/paths.ts';
import { localTemporaryPath, stagedPath } from '../files/temporary-name.ts';

interface AssembleArguments extends FileAttributeArguments {
  readonly src: string;
  readonly dest: string;
  readonly delimiter: string | null;
  readonly backup: boolean;
  readonly remote_src: boolean;
  readonly regexp: string | null;
  readonly ignore_hidden: boolean;
  readonly validate: string | null;
  readonly decrypt: boolean;
}

export const assemble = defineModule({
  name: 'ansible.builtin.assemble',
  reportName: 'ansible.legacy.assemble',
  summary: 'Puts a file together from the fragments in a folder',
  examples: `
- name: One file of many
  ansible.builtin.assemble:
    src: /etc/app/conf.d
    dest: /etc/app/app.conf
    delimiter: '### next ###'
`,
  args: {
    src: arg.path({ required: true, local: true, doc: 'Folder of fragments.' }),
    delimiter: arg.str({ doc: 'Line between fragments.' }),
    dest: arg.path({ required: true, doc: 'The file.' }),
    backup: arg.bool({ default: false, doc: 'Keep a copy of the file that is replaced.' }),
    remote_src: arg.bool({ default: true, doc: '`src` is on the host; else on the controller.' }),
    regexp: arg.str({ doc: 'Expression that names of fragments fit.' }),
    ignore_hidden: arg.bool({ default: false, doc: 'Leave out names with a leading dot.' }),
    validate: arg.str({ doc: 'Command that checks the new file, `%s` is its path.' }),
    decrypt: arg.bool({ default: true, unlisted: true, doc: 'Decrypt vault files.' }),
  },
  fileAttributes: true,
  returns: { checksum: 'SHA-1 of the file', md5sum: 'Its MD5', backup_file: 'Name of the backup' },
  support: { check: 'none', diff: 'full' },
  onlyLooks: true,
  async dispatch(_raw, { check }) {
    if (!check) return undefined;
    const msg = 'check mode is not supported for this task.';
    return { changes: [], moduleArgs: null, result: { skipped: true, msg } };
  },
  prepare(raw) {
    if ((raw.src ?? null) === null || (raw.dest ?? null) === null) {
      failAction('src and dest are required', { exception: 'NoneType: None' });
    }
    return { ...raw };
  },
  async plan(context) {
    return context.args.remote_src ? planOnTarget(context) : planFromController(context);
  },
});

async function planOnTarget(context: ModuleContext<AssembleArguments>): Promise<Plan> {
  const { args, target } = context;
  const src = /^~|\$/.test(args.src) ? await target.expandPath(args.src) : args.src;
  const [source, names, old, lstat, parent] = await Promise.all([
    target.stat(src, { follow: true }),
    target.readDirectory(src),
    target.stat(args.dest, { follow: true, checksum: 'sha1' }),
    target.stat(args.dest),
    target.stat(parentOf(args.dest), { follow: true }),
  ]);
  if (!source) return fail(`Source (${src}) does not exist`);
  if (old?.type === 'directory') fail(`attempted to take checksum of directory: ${args.dest}`);
  if (!names) return fail(`Source (${src}) is not a directory`);
  const regexp = compiled(args.regexp, (reason, text) =>
    fail(`Invalid Regexp (${reason}) in "${text}"`),
  );
  if (args.validate && !args.validate.includes('%s')) {
    fail(`validate must contain %s: ${args.validate}`);
  }
  const wantedNames = names.filter((name) => isWanted(name, regexp, args.ignore_hidden));
  const fragments = await Promise.all(
    wantedNames.map((name) => target.readFile(joinPath(src, name)).catch(() => null)),
  );
  const content = joinFragments(
    fragments.filter((fragment) => fragment !== null),
    args.delimiter,
  );
  const checksum = createHash('sha1').update(content).digest('hex');
  const differs = old?.checksum !== checksum;
  const size = content.length;
  const real = lstat?.type === 'link' && !differs ? (lstat.realPath ?? args.dest) : args.dest;
  const base = old ?? (await createdStat(target, args.dest, 'file', size, parent));
  const wanted = await planAttributes(args, { ...base, path: real, size }, target);
  const result: Result = {
    src,
    dest: args.dest,
    checksum,
    md5sum: createHash('md5').update(content).digest('hex'),
    changed: differs || wanted.changed,
    msg: 'OK',
    ...fileInfo(wanted.after),
  };
  const backup = differs && args.backup && old !== null;
  return {
    changes: differs
      ? [
          {
            op: 'write',
            path: args.dest,
            content,
            ...wanted.attributes,
            ...(backup && { backup }),
            ...(args.validate && { validate: args.validate }),
            ...(args.unsafe_writes && { unsafeWrites: true }),
          },
        ]
      : wanted.changed
        ? [{ op: 'attributes', path: real, ...wanted.attributes }]
        : [],
    result,
    finish: (outcomes) => {
      const { backupPath, validation } = outcomes[0] ?? {};
      return {
        ...result,
        ...(validation && { validation: { rc: 0, ...validation } }),
        ...(backupPath !== undefined && { backup_file: backupPath }),
      };
    },
  };
}

async function planFromController(context: ModuleContext<AssembleArguments>): Promise<Plan> {
  const { args, controller } = context;
  const folder = findSource(() => controller.findFile('files', args.src), null);
  if (!statSync(folder).isDirectory()) failAction(`Source (${folder}) is not a directory`);
  const regexp = compiled(args.regexp, (reason) => {
    throw new ActionCrash('re.error', reason);
  });
  const fragments = readdirSync(folder)
    .sort()
    .filter((name) => isWanted(name, regexp, args.ignore_hidden))
    .map((name) => joinPath(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => controller.readFile(path, { decrypt: args.decrypt }));
  const content = joinFragments(fragments, args.delimiter);
  const source = copySource(content, basename(args.dest), localTemporaryPath());
  const copyArgs = {
    ...args,
    force: true,
    directory_mode: null,
    checksum: null,
    follow: false,
    local_follow: null,
  };
  const plan = await planCopyFile({ ...context, args: copyArgs }, source, false);
  const { path: _path, diff: planned, invocation: _invocation, ...result } = plan.result;
  const src = typeof result.src === 'string' ? result.src : stagedPath(context.target, 'src');
  const told = copyInvocation({ ...context, args: copyArgs }, source, null, src);
  const diff = Array.isArray(planned) ? (planned[0] as Plan['diff']) : undefined;
  const shown = diff ?? (context.diff ? await sameDiff(context, source) : undefined);
  const { finish, failed } = plan;
  const retold = ({ diff: _diff, ...rest }: Result): Result => ({
    ...rest,
    ...(shown && { diff: shown as Result }),
  });
  return {
    ...plan,
    ...(finish && { finish: async (...told) => retold(await finish(...told)) }),
    ...(failed && {
      failed: async (...told) => ({ ...retold(await failed(...told)), checksum: undefined }),
    }),
    // The content is compared in no other way than by handing it to the copy module.
    moduleArgs: { ...told, _original_basename: null, checksum: null },
    result: {
      ...result,
      src,
      md5sum: await source.md5(),
      ...(shown && { diff: shown as Result }),
    },
    ...(shown && { diff: shown }),
  };
}

/** Ansible shows the content's diff even where nothing differs. */
async function sameDiff(
  { args, target, noLog }: ModuleContext<AssembleArguments>,
  source: CopySource,
): Promise<Diff> {
  const stat = await target.stat(args.dest, { follow: true });
  return contentDiff(target, args.dest, stat, source, noLog);
}

function compiled(
  regexp: string | null,
  refuse: (reason: string, regexp: string) => never,
): PythonRegex | null {
  if (regexp === null) return null;
  try {
    return compileRegex(regexp);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return refuse(error.message, regexp);
  }
}

function isWanted(name: string, regexp: PythonRegex | null, ignoreHidden: boolean): boolean {
  if (regexp && !regexp.search(name)) return false;
  return !(ignoreHidden && name.startsWith('.'));
}

/** Fragments with the delimiter between them; none runs on into the next. */
function joinFragments(fragments: readonly Buffer[], delimiter: string | null): Buffer {
  const line = delimiter ? Buffer.from(unescaped(delimiter)) : null;
  const parts: Buffer[] = [];
  fragments.forEach((fragment, index) => {
    const previous = fragments[index - 1];
    if (previous && !endsLine(previous)) parts.push(Buffer.from('\n'));
    if (index > 0 && line) parts.push(line, ...(endsLine(line) ? [] : [Buffer.from('\n')]));
    parts.push(fragment);
  });
  return Buffer.concat(parts);
}

function endsLine(bytes: Buffer): boolean {
  return bytes.at(-1) === 10;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
};

function unescaped(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|[\s\S])/g, (_all, code: string) =>
    code.length === 3
      ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
      : (ESCAPES[code] ?? (/[\\'"]/.test(code) ? code : `\\${code}`)),
  );
}

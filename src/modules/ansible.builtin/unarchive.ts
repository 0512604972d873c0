import type { Change, FileStat } from '../../targets/types.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { arg, defineModule, fail, failAction } from '../define.ts';
import { booleanWord } from '../definition/coercion.ts';
import { archiveKind } from '../files/archive-kind.ts';
import { type ArchiveSource, firstBytes, withPath } from '../files/archive-source.ts';
import { attributePlanner, wantsAttributes } from '../files/file-attributes.ts';
import { fileInfo } from '../files/file-info.ts';
import { findSource } from '../files/find-source.ts';
import { joinPath } from '../files/paths.ts';
import { stagedPath } from '../files/temporary-name.ts';
import type { UnarchiveArguments, Unpacked, UnpackTask } from '../files/unarchive-arguments.ts';
import { checkOwnership, ownershipChanges } from '../files/unarchive-ownership.ts';
import { lookAtTar } from '../files/unarchive-tar.ts';
import { lookAtZip } from '../files/unarchive-zip.ts';
import { fetchUrl } from '../http/fetch.ts';
import { downloadRequest } from '../http/url-arguments.ts';

export const unarchive = defineModule({
  name: 'ansible.builtin.unarchive',
  reportName: 'ansible.legacy.unarchive',
  summary: 'Unpacks archives',
  examples: `
- name: An archive of the controller
  ansible.builtin.unarchive:
    src: app.tgz
    dest: /opt/app

- name: One from the network
  ansible.builtin.unarchive:
    src: https://example.com/app.zip
    dest: /usr/local/bin
    remote_src: true
`,
  args: {
    src: arg.path({
      required: true,
      local: true,
      doc: 'Archive on the controller; with `remote_src` on the host, or a URL.',
    }),
    dest: arg.path({ required: true, doc: 'Folder to unpack into.' }),
    remote_src: arg.bool({ default: false, doc: 'The archive is on the host.' }),
    creates: arg.path({ doc: 'Nothing is done when this is there.' }),
    list_files: arg.bool({ default: false, doc: 'Give the names of the files.' }),
    keep_newer: arg.bool({ default: false, doc: 'Leave newer files as they are.' }),
    exclude: arg.list({ elements: 'str', default: [], doc: 'What to leave out.' }),
    include: arg.list({ elements: 'str', default: [], doc: 'What alone to unpack.' }),
    extra_opts: arg.list({ elements: 'str', default: [], doc: 'Options for tar or unzip.' }),
    validate_certs: arg.bool({ default: true, doc: "Check the server's certificate." }),
    io_buffer_size: arg.int({ default: 65536, doc: 'Size of pieces for checksums.' }),
    copy: arg.bool({ default: true, doc: 'Old form of `remote_src`, the other way round.' }),
    decrypt: arg.bool({ default: true, doc: 'Decrypt vault files.' }),
  },
  constraints: { mutuallyExclusive: [['include', 'exclude']] },
  fileAttributes: true,
  returns: {
    dest: 'Folder unpacked into',
    src: 'The archive',
    handler: 'Kind of archive',
    files: 'Names of files, with `list_files`',
    extract_results: 'What the program said',
  },
  support: { check: 'partial', diff: 'partial' },
  prepare(raw) {
    const { copy, ...rest } = raw;
    if (copy !== undefined && raw.remote_src !== undefined) {
      failAction("parameters are mutually exclusive: ('copy', 'remote_src')");
    }
    if ((raw.src ?? null) === null || (raw.dest ?? null) === null) {
      failAction('src (or content) and dest are required');
    }
    if (copy === undefined) return raw;
    return { ...rest, remote_src: !(booleanWord(copy) ?? false) };
  },
  async plan(context) {
    const { args, target } = context;
    const src = args.remote_src
      ? /^~|\$/.test(args.src)
        ? await target.expandPath(args.src)
        : args.src
      : args.src;
    const [created, dest, remote] = await Promise.all([
      args.creates === null ? null : target.stat(args.creates, { follow: true }),
      target.stat(args.dest, { follow: true }),
      args.remote_src ? target.stat(src, { follow: true }) : null,
    ]);
    if (created) {
      return {
        changes: [],
        moduleArgs: null,
        result: { skipped: true, changed: false, msg: `skipped, since ${args.creates} exists` },
      };
    }
    const local = args.remote_src ? undefined : localSource(context, src);
    if (dest?.type !== 'directory')
      failAction(`dest '${args.dest}' must be an existing dir`, { exception: 'NoneType: None' });
    const source = local ?? (await remoteSource(context, src, remote));
    // The archive is shown at the place where it is unpacked from.
    if (!args.src.includes('://')) Object.assign(args, { src: source.shown });
    const kind = archiveKind(await firstBytes(target, source));
    if (kind.tarFlag !== null && context.check) {
      return {
        changes: [],
        result: {
          skipped: true,
          msg: 'remote module (ansible.legacy.unarchive) does not support check mode when using gtar',
        },
      };
    }
    const task = { context, source, kind };
    const found = await (kind.tarFlag === null ? lookAtZip(task) : lookAtTar(task));
    return planUnpacking(task, found, dest);
  },
});

function localSource(
  { args, controller, target }: ModuleContext<UnarchiveArguments & { readonly decrypt: boolean }>,
  src: string,
): ArchiveSource {
  const content = findSource(
    () => controller.fileContent(controller.findFile('files', src), { decrypt: args.decrypt }),
    null,
  );
  const shown = stagedPath(target);
  if ((Buffer.isBuffer(content) ? content.length : content.size) === 0) {
    fail(`Invalid archive '${shown}', the file is 0 bytes`);
  }
  const here = target.local === true && !Buffer.isBuffer(content) ? content.localPath : null;
  return { onTarget: here, content: here === null ? content : null, shown };
}

async function remoteSource(
  { args, target }: ModuleContext<UnarchiveArguments & { readonly validate_certs: boolean }>,
  src: string,
  stat: FileStat | null,
): Promise<ArchiveSource> {
  if (stat) {
    if (!stat.readable) fail(`Source '${src}' not readable`);
    if (stat.size === 0) fail(`Invalid archive '${src}', the file is 0 bytes`);
    return { onTarget: src, content: null, shown: src };
  }
  if (!src.includes('://')) return fail(`Source '${src}' does not exist`);
  const request = downloadRequest(
    {
      http_agent: 'ansible-httpget',
      use_proxy: true,
      validate_certs: args.validate_certs,
      url_username: null,
      url_password: null,
      force_basic_auth: false,
      use_netrc: true,
      client_cert: null,
      client_key: null,
      timeout: 10,
      headers: null,
      unredirected_headers: [],
      decompress: true,
      ciphers: null,
    },
    src,
    'GET',
    { force: false, lastModified: null },
  );
  const fetched = await fetchUrl(target, request);
  const shown = stagedPath(target);
  // What the server says instead of an archive is read by then: nothing is left of it.
  if (fetched.status !== null && fetched.status > 299) {
    fail(`Invalid archive '${shown}', the file is 0 bytes`);
  }
  if (fetched.status !== null && fetched.status < 200) {
    fail(`Failure downloading ${src}, ${fetched.msg}`);
  }
  return { onTarget: null, content: fetched.body, shown };
}

async function planUnpacking(
  { context, source, kind }: UnpackTask,
  found: Unpacked,
  dest: FileStat,
): Promise<Plan> {
  const { args, target, check } = context;
  const fields: Result = {
    dest: args.dest,
    src: source.shown,
    handler: kind.handler,
    ...fileInfo(dest),
    ...(args.list_files && { files: found.files }),
  };
  const diff = found.diff ? { diff: { prepared: found.diff } } : {};
  if (found.unarchived) {
    const changes = check ? [] : await attributeChanges(context, found.files);
    return { changes, result: { ...fields, changed: changes.length > 0 }, ...diff };
  }
  const path = source.onTarget ?? `/tmp/${stagedPath(target).split('/').at(-2)}`;
  const said = (bytes: Buffer | undefined): string =>
    bytes?.toString('utf8').replaceAll(path, source.shown) ?? '';
  const command = withPath(found.extract, path);
  const run: Change = {
    op: 'run',
    command: { argv: command, ...(found.cwd !== undefined && { cwd: found.cwd }) },
  };
  if (check) return { changes: [run], result: { ...fields, changed: true }, ...diff };
  const sent: Change[] =
    source.content === null ? [] : [{ op: 'write', path, content: source.content, mode: 0o600 }];
  const owned = ownershipChanges(args, found.files);
  const changes: Change[] = [
    ...sent,
    run,
    ...(sent.length ? [{ op: 'remove' as const, path }] : []),
    ...owned,
  ];
  return {
    changes,
    result: { ...fields, changed: true },
    ...diff,
    async finish(outcomes, after) {
      const answer = outcomes[sent.length]?.command;
      const result: Result = {
        ...fields,
        extract_results: {
          cmd: withPath(found.extract, source.shown),
          rc: answer?.rc ?? 0,
          out: said(answer?.stdout),
          err: said(answer?.stderr),
        },
      };
      if (answer && answer.rc !== 0) {
        fail(`failed to unpack ${source.shown} to ${args.dest}`, result);
      }
      await checkOwnership(
        args,
        found.files,
        outcomes.slice(outcomes.length - owned.length),
        after,
      );
      return { ...result, changed: true };
    },
  };
}

async function attributeChanges(
  { args, target }: ModuleContext<UnarchiveArguments>,
  files: readonly string[],
): Promise<Change[]> {
  if (!wantsAttributes(args)) return [];
  const folders = new Set(
    files.filter((name) => name.includes('/')).map((name) => name.split('/')[0] ?? ''),
  );
  const paths = [...new Set([...files.map((name) => name.replace(/\/+$/, '')), ...folders])].map(
    (name) => joinPath(args.dest, name),
  );
  const stats = await Promise.all(paths.map((path) => target.stat(path)));
  const planOne = attributePlanner(args, target);
  const changes: Change[] = [];
  for (const stat of stats) {
    if (!stat) continue;
    const wanted = await planOne(stat);
    if (wanted.changed) changes.push({ op: 'attributes', path: stat.path, ...wanted.attributes });
  }
  return changes;
}

import { createHash } from 'node:crypto';
import type { ChecksumAlgorithm, FileStat } from '../../targets/types.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import {
  arg,
  defineModule,
  type FileAttributeArguments,
  fail,
  failLacking,
  ModuleFailure,
} from '../define.ts';
import { infoAt } from '../files/change-failure.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { fileInfo } from '../files/file-info.ts';
import { dirname, joinPath, parentOf } from '../files/paths.ts';
import { stagedPath } from '../files/temporary-name.ts';
import { digestFor, hexDigest, parseChecksum } from '../files/url-checksum.ts';
import { type Fetched, fetchUrl } from '../http/fetch.ts';
import {
  downloadRequest,
  URL_ARGUMENTS,
  type UrlValues,
  urlFilename,
} from '../http/url-arguments.ts';

interface GetUrlArguments extends UrlValues, FileAttributeArguments {
  readonly url: string;
  readonly dest: string;
  readonly force: boolean;
  readonly backup: boolean;
  readonly checksum: string;
  readonly tmp_dest: string | null;
}

type Context = ModuleContext<GetUrlArguments>;
type Fields = Record<string, string | null | number | boolean>;

interface Wanted {
  readonly algorithm: ChecksumAlgorithm;
  readonly digest: string;
}

export const get_url = defineModule({
  name: 'ansible.builtin.get_url',
  summary: 'Downloads files to hosts',
  examples: `
- name: A release with its checksum
  ansible.builtin.get_url:
    url: https://example.com/app-1.2.tar.gz
    dest: /opt/app.tar.gz
    checksum: sha256:https://example.com/SHA256SUMS
    mode: '0644'
`,
  args: {
    ...URL_ARGUMENTS,
    dest: arg.path({ required: true, doc: 'File, or folder for the name that the server gives.' }),
    backup: arg.bool({ default: false, doc: 'Keep a copy of the file that is replaced.' }),
    checksum: arg.str({ default: '', doc: '`ALGORITHM:DIGEST` or `ALGORITHM:URL`.' }),
    tmp_dest: arg.path({ doc: 'Folder for temporary files.' }),
  },
  fileAttributes: true,
  returns: {
    dest: 'The file',
    checksum_src: 'SHA-1 of what was downloaded',
    checksum_dest: 'SHA-1 of the file before',
    status_code: 'HTTP status',
    msg: '`OK (N bytes)`',
    elapsed: 'Seconds',
    md5sum: 'MD5 of the file',
    backup_file: 'Name of the backup',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context) {
    const { args, target } = context;
    const base: Fields = {
      changed: false,
      checksum_dest: null,
      checksum_src: null,
      dest: args.dest,
      elapsed: 0,
      url: args.url,
    };
    const wanted = await wantedChecksum(context, base).catch(async (error: unknown) => {
      if (!(error instanceof ModuleFailure) || error.result.gid !== undefined) throw error;
      const at = error.result.dest === undefined ? {} : await infoAt(args.dest, target);
      throw new ModuleFailure({ ...error.result, ...at });
    });
    const [stat, temporary] = await Promise.all([
      target.stat(args.dest, { follow: true, checksum: wanted?.algorithm ?? 'sha1' }),
      args.tmp_dest === null ? null : target.stat(args.tmp_dest, { follow: true }),
    ]);
    if (stat && stat.type !== 'directory' && wanted && !args.force) {
      if (stat.checksum === wanted.digest) return planPresent(context, stat, base);
    }
    const fetched = await fetchFile(context, stat, wanted, base);
    if (fetched.status === 304) {
      return {
        changes: [],
        result: {
          url: args.url,
          dest: args.dest,
          changed: false,
          msg: fetched.msg,
          status_code: 304,
          elapsed: fetched.elapsed,
          ...(stat && fileInfo(stat)),
        },
      };
    }
    if (args.tmp_dest !== null && temporary?.type !== 'directory') {
      const fault = temporary ? 'is a file but should be a directory' : 'directory does not exist';
      fail(`${args.tmp_dest} ${fault}.`, { elapsed: fetched.elapsed });
    }
    return planDownloaded(context, fetched, stat, wanted, base);
  },
});

async function wantedChecksum(context: Context, base: Fields): Promise<Wanted | null> {
  const { args, target } = context;
  if (!args.checksum) return null;
  const { algorithm, digest, url } = parseChecksum(args.checksum, base);
  if (url === null) return { algorithm, digest };
  context.controller.takesFolder?.();
  const conditions = { force: args.force, lastModified: null };
  const fetched = await fetchUrl(target, downloadRequest(args, url, 'GET', conditions));
  const at = await target.stat(args.dest);
  checkAnswer(fetched, url, args.dest, at === null ? {} : fileInfo(at));
  const found = digestFor(fetched.body.toString('utf8'), args.url);
  if (found === undefined) {
    return fail(`Unable to find a checksum for file '${urlFilename(args.url)}' in '${url}'`);
  }
  return { algorithm, digest: hexDigest(found, base) };
}

async function planPresent(context: Context, stat: FileStat, base: Fields): Promise<Plan> {
  const { args, target, check } = context;
  const wanted = await planAttributes(args, stat, target);
  const info = fileInfo(check ? stat : wanted.after);
  const suffix = wanted.changed ? ' but file attributes changed' : '';
  return {
    changes: wanted.changed
      ? [{ op: 'attributes', path: args.dest, ...wanted.attributes, follow: true }]
      : [],
    result: {
      ...base,
      changed: wanted.changed,
      msg: `file already exists${suffix}`,
      ...info,
    },
  };
}

async function fetchFile(
  { args, target, check, controller }: Context,
  stat: FileStat | null,
  wanted: Wanted | null,
  base: Fields,
): Promise<Fetched> {
  const file = stat !== null && stat.type !== 'directory';
  const request = downloadRequest(args, args.url, check ? 'HEAD' : 'GET', {
    force: args.force || (file && wanted !== null),
    lastModified: file ? stat.mtime : null,
  });
  controller.takesFolder?.();
  const fetched = await fetchUrl(target, request);
  if (fetched.status !== 304) {
    checkAnswer(fetched, args.url, String(base.dest), stat === null ? {} : fileInfo(stat));
  }
  return fetched;
}

/** A failure tells of what is at the destination, as of every path in a result. */
function checkAnswer(fetched: Fetched, url: string, dest: string, info: Result): void {
  const { status, msg, elapsed } = fetched;
  if (status === -1) fail(msg, { url, dest, elapsed, ...info });
  if (status !== 200 && status !== null) {
    fail('Request failed', { status_code: status, response: msg, url, dest, elapsed, ...info });
  }
}

async function planDownloaded(
  context: Context,
  fetched: Fetched,
  stat: FileStat | null,
  wanted: Wanted | null,
  base: Fields,
): Promise<Plan> {
  const { args, target, check } = context;
  const folder = stat?.type === 'directory';
  const dest = folder
    ? joinPath(args.dest, dispositionName(fetched.disposition) ?? urlFilename(fetched.url))
    : args.dest;
  const [old, parent] = await Promise.all([
    target.stat(dest, { follow: true, checksum: 'sha1' }),
    target.stat(dirname(dest) || parentOf(dest), { follow: true }),
  ]);
  const digest = (algorithm: string): string =>
    createHash(algorithm).update(fetched.body).digest('hex');
  const fields: Result = {
    ...base,
    dest,
    elapsed: fetched.elapsed,
    src: stagedPath(target).replace(/source$/, `tmp${digest('md5').slice(0, 8)}`),
    checksum_src: digest('sha1'),
    checksum_dest: old?.checksum ?? null,
  };
  checkDestination(dest, old, parent, fields);
  const differs = fields.checksum_src !== fields.checksum_dest;
  if (check) {
    return {
      changes: differs ? [{ op: 'write', path: dest, content: fetched.body }] : [],
      result: { ...fields, changed: differs, msg: fetched.msg, ...(old && fileInfo(old)) },
    };
  }
  if (wanted && digest(wanted.algorithm) !== wanted.digest) {
    const msg = `The checksum for ${dest} did not match ${wanted.digest}; it was ${digest(wanted.algorithm)}.`;
    const mismatch = { ...fields, changed: differs };
    if (!old) fail(msg, mismatch);
    // Nothing is left of a file that isn't what was wanted, be it the old one.
    return {
      changes: [{ op: 'remove', path: dest }],
      result: mismatch,
      finish: () => fail(msg, mismatch),
    };
  }
  const size = fetched.body.length;
  const fresh = old ?? (await createdStat(target, dest, 'file', size, parent));
  const attributes = await planAttributes(args, { ...fresh, path: dest, size }, target);
  const backup = args.backup && old !== null;
  const result: Result = {
    ...fields,
    changed: differs || attributes.changed,
    md5sum: digest('md5'),
    msg: fetched.msg,
    status_code: fetched.status,
    ...fileInfo(attributes.after),
  };
  return {
    changes: differs
      ? [
          {
            op: 'write',
            path: dest,
            content: fetched.body,
            ...attributes.attributes,
            ...(backup ? { backup } : {}),
            ...(args.unsafe_writes ? { unsafeWrites: true } : {}),
          },
        ]
      : attributes.changed
        ? [{ op: 'attributes', path: dest, ...attributes.attributes, follow: true }]
        : [],
    result,
    ...(backup &&
      differs && {
        finish: (outcomes) => {
          const name = outcomes[0]?.backupPath;
          return name === undefined ? result : { ...result, backup_file: name };
        },
      }),
  };
}

function checkDestination(
  dest: string,
  old: FileStat | null,
  parent: FileStat | null,
  fields: Result,
): void {
  if (old) {
    const info = fileInfo(old);
    if (!old.writable) fail(`Destination ${dest} is not writable`, { ...fields, ...info });
    if (!old.readable) fail(`Destination ${dest} is not readable`, { ...fields, ...info });
    return;
  }
  if (!parent) failLacking(`Destination ${dirname(dest)} does not exist`, fields);
  if (!parent.writable) fail(`Destination ${dirname(dest)} is not writable`, fields);
}

/** The name in a Content-Disposition header, without any folder. */
function dispositionName(header: string | undefined): string | undefined {
  const name = /^attachment; ?filename="?([^"]+)/.exec(header ?? '')?.[1];
  return name?.slice(name.lastIndexOf('/') + 1);
}

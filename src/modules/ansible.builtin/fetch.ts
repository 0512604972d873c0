import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { TargetError } from '../../diagnostics/errors.ts';
import { digestBytes, digestFile } from '../../targets/digest.ts';
import type { ReadTarget } from '../../targets/types.ts';
import type { Controller, Plan, Result } from '../contract.ts';
import { arg, defineModule, failAction } from '../define.ts';
import { basename } from '../files/paths.ts';

/** Files below this size arrive with the first question; larger ones are streamed. */
const LARGE = 1 << 20;

export const fetch = defineModule({
  name: 'ansible.builtin.fetch',
  summary: 'Copies files from hosts to the controller',
  examples: `
- name: Below a folder with the host's name
  ansible.builtin.fetch:
    src: /var/log/app.log
    dest: /backup

- name: To a file of that name
  ansible.builtin.fetch:
    src: /etc/app.conf
    dest: configs/
    flat: true
`,
  args: {
    src: arg.str({ required: true, doc: 'File of the host.' }),
    dest: arg.str({ required: true, doc: 'Folder on the controller; with `flat` the file.' }),
    flat: arg.bool({ default: false, doc: "Leave out the host's name and the source's folders." }),
    fail_on_missing: arg.bool({ default: true, doc: 'A file that is not there is a fault.' }),
    validate_checksum: arg.bool({ default: true, doc: 'Check what has arrived.' }),
  },
  returns: {
    dest: 'File on the controller',
    checksum: 'Its SHA-1',
    md5sum: 'Its MD5',
    remote_checksum: 'SHA-1 on the host',
  },
  support: { check: 'none', diff: 'none' },
  showArgs: () => null,
  async dispatch(_raw, { check }) {
    if (!check) return undefined;
    const msg = 'check mode not (yet) supported for this module';
    return { changes: [], moduleArgs: null, result: { skipped: true, msg } };
  },
  prepare(raw) {
    const { src, dest } = raw;
    if ((src ?? null) === null || (dest ?? null) === null)
      failAction('src and dest are required', { exception: 'NoneType: None' });
    if (typeof dest !== 'string') {
      failAction('Invalid type supplied for dest option, it must be a string');
    }
    if (typeof src !== 'string') {
      failAction('Invalid type supplied for source option, it must be a string');
    }
    // As the action plugin that this module is in Ansible, it ignores arguments that it doesn't know.
    const known = ['src', 'dest', 'flat', 'fail_on_missing', 'validate_checksum'];
    return Object.fromEntries(Object.entries(raw).filter(([name]) => known.includes(name)));
  },
  async plan({ args, target, controller }) {
    const source = args.src.startsWith('~') ? await target.expandPath(args.src) : args.src;
    const content = await target.readFile(source, LARGE).catch((error: unknown) => {
      if (!(error instanceof TargetError)) throw error;
      return error;
    });
    if (!Buffer.isBuffer(content)) return missing(source, content, args.fail_on_missing);
    const dest = destination(controller, args.dest, source, args.flat);
    if (content.length < LARGE) return await planSmall(content, source, dest);
    return await planLarge(target, source, dest, args.validate_checksum);
  },
});

/** A file that has arrived as a whole with the first question. */
async function planSmall(content: Buffer, source: string, dest: string): Promise<Plan> {
  const { sha1 = '', md5 = '' } = digestBytes(content, ['sha1', 'md5']);
  if ((await localChecksum(dest)) === sha1) return unchanged(source, dest, sha1, md5);
  const result = fetched(dest, sha1, md5);
  return {
    changes: [],
    result,
    finish() {
      try {
        mkdirSync(posix.dirname(dest), { recursive: true });
        writeFileSync(dest, content);
      } catch (error) {
        failAction(`Failed to fetch the file: ${(error as Error).message}`);
      }
      return result;
    },
  };
}

/**
 * A file that is streamed, if it is another one than the controller has. It is only hashed on the host where a file of
 * its size is here already; else what arrives is hashed on the way, and the transport answers for it.
 */
async function planLarge(
  target: ReadTarget,
  source: string,
  dest: string,
  validate: boolean,
): Promise<Plan> {
  const here = statSync(dest, { throwIfNoEntry: false });
  const size = (await target.stat(source, { follow: true }))?.size;
  const there = here?.isFile() && here.size === size ? await remoteChecksum(target, source) : null;
  if (there !== null && (await localChecksum(dest)) === there) {
    const { md5 = '' } = await digestFile(dest, ['md5']);
    return unchanged(source, dest, there, md5);
  }
  return {
    changes: [],
    result: fetched(dest, there ?? '', ''),
    async finish() {
      mkdirSync(posix.dirname(dest), { recursive: true });
      const { sha1 = '', md5 = '' } = await target.download(source, dest, ['sha1', 'md5']);
      const expected = there ?? sha1;
      if (!validate || sha1 === expected) return fetched(dest, sha1, md5, expected);
      const sums = { md5sum: md5, remote_md5sum: null, checksum: sha1, remote_checksum: expected };
      return { failed: true, msg: 'checksum mismatch', file: source, dest, ...sums };
    },
  };
}

async function remoteChecksum(target: ReadTarget, path: string): Promise<string> {
  return (await target.stat(path, { follow: true, checksum: 'sha1' }))?.checksum ?? '';
}

function unchanged(file: string, dest: string, checksum: string, md5sum: string): Plan {
  const result = { changed: false, md5sum, file, dest, checksum };
  return { changes: [], result };
}

function fetched(dest: string, checksum: string, md5sum: string, remote = checksum): Result {
  const sums = { remote_md5sum: null, checksum, remote_checksum: remote };
  return { changed: true, md5sum, dest, ...sums };
}

function missing(source: string, fault: TargetError | null, failOnMissing: boolean): Plan {
  if (fault?.message.includes('Is a directory')) {
    const msg = 'remote file is a directory, fetch cannot work on directories';
    return failOnMissing
      ? { changes: [], result: { failed: true, changed: false, msg } }
      : { changes: [], result: { msg: `${msg}, not transferring, ignored` } };
  }
  const msg =
    fault === null
      ? 'the remote file does not exist, not transferring, ignored'
      : fault.message.includes('Permission denied')
        ? `file is not readable: ${source}`
        : `unable to slurp file: ${fault.message}`;
  return failOnMissing
    ? {
        changes: [],
        // What fails is the module that would have read it.
        moduleArgs: { src: source },
        result: { failed: true, changed: false, msg },
      }
    : { changes: [], result: { file: source, changed: false, msg } };
}

function destination(controller: Controller, dest: string, source: string, flat: boolean): string {
  const local = controller.resolvePath(dest);
  if (!flat) {
    const host = String(controller.variable('inventory_hostname') ?? '');
    return posix.normalize(`${local}/${host}/${source}`);
  }
  if (dest.endsWith('/')) return posix.normalize(`${local}/${basename(source)}`);
  if (statSync(local, { throwIfNoEntry: false })?.isDirectory()) {
    failAction(
      'dest is an existing directory, use a trailing slash if you want to fetch src into that directory',
    );
  }
  return posix.normalize(local);
}

async function localChecksum(path: string): Promise<string | null> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  const digests = await digestFile(path, ['sha1']).catch(() => undefined);
  return digests?.sha1 ?? null;
}

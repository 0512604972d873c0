import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { TargetError } from '../diagnostics/errors.ts';
import type { Controller, Plan } from './contract.ts';
import { arg, defineModule, failAction } from './define.ts';
import { basename } from './files/paths.ts';

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
  checkRefusal: 'check mode not (yet) supported for this module',
  prepare(raw) {
    const { src, dest } = raw;
    if ((src ?? null) === null || (dest ?? null) === null) failAction('src and dest are required');
    if (typeof dest !== 'string') {
      failAction('Invalid type supplied for dest option, it must be a string');
    }
    if (typeof src !== 'string') {
      failAction('Invalid type supplied for source option, it must be a string');
    }
    return { ...raw };
  },
  async plan({ args, target, controller, check }) {
    if (check) {
      return {
        changes: [],
        moduleArgs: null,
        result: { skipped: true, msg: 'check mode not (yet) supported for this module' },
      };
    }
    const source = args.src.startsWith('~') ? await target.expandPath(args.src) : args.src;
    const content = await target.readFile(source).catch((error: unknown) => {
      if (!(error instanceof TargetError)) throw error;
      return error;
    });
    if (!Buffer.isBuffer(content)) return missing(source, content, args.fail_on_missing);
    const dest = destination(controller, args.dest, source, args.flat);
    const checksum = createHash('sha1').update(content).digest('hex');
    const md5sum = createHash('md5').update(content).digest('hex');
    if (localChecksum(dest) === checksum) {
      return {
        changes: [],
        moduleArgs: null,
        result: { changed: false, md5sum, file: source, dest, checksum },
      };
    }
    return {
      changes: [],
      moduleArgs: null,
      result: {
        changed: true,
        md5sum,
        dest,
        remote_md5sum: null,
        checksum,
        remote_checksum: checksum,
      },
      finish() {
        try {
          mkdirSync(posix.dirname(dest), { recursive: true });
          writeFileSync(dest, content);
        } catch (error) {
          failAction(`Failed to fetch the file: ${(error as Error).message}`);
        }
        return {
          changed: true,
          md5sum,
          dest,
          remote_md5sum: null,
          checksum,
          remote_checksum: checksum,
        };
      },
    };
  },
});

function missing(source: string, fault: TargetError | null, failOnMissing: boolean): Plan {
  if (fault?.message.includes('Is a directory')) {
    const msg = 'remote file is a directory, fetch cannot work on directories';
    return failOnMissing
      ? { changes: [], moduleArgs: null, result: { failed: true, changed: false, msg } }
      : { changes: [], moduleArgs: null, result: { msg: `${msg}, not transferring, ignored` } };
  }
  const msg =
    fault === null
      ? 'the remote file does not exist, not transferring, ignored'
      : fault.message.includes('Permission denied')
        ? `file is not readable: ${source}`
        : `unable to slurp file: ${fault.message}`;
  return failOnMissing
    ? { changes: [], moduleArgs: null, result: { failed: true, changed: false, msg } }
    : { changes: [], moduleArgs: null, result: { file: source, changed: false, msg } };
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

function localChecksum(path: string): string | null {
  try {
    return createHash('sha1').update(readFileSync(path)).digest('hex');
  } catch {
    return null;
  }
}

import { PyFloat } from '../../src/values/types.ts';

/** Fields that tell of the machine or the moment, not of the module. */
const VOLATILE: ReadonlySet<string> = new Set([
  'elapsed',
  'atime',
  'ctime',
  'mtime',
  'inode',
  'dev',
  'version',
  'attr_flags',
  'attributes',
  'mimetype',
  'charset',
  'blocks',
  'block_size',
  'nlink',
  'device_type',
]);

export interface Surroundings {
  readonly dir: string;
  readonly http: string;
  readonly user: string;
  readonly group: string;
}

type Plain = Record<string, unknown>;

/** A result in the form of a case: what differs from run to run has a name in braces, or is left out. */
export function caseResult(result: Plain, module: string, around: Surroundings): Plain {
  const plain = evened(result, '', around) as Plain;
  if (plain.failed === false) delete plain.failed;
  delete plain.exception;
  delete plain.invocation;
  if (Array.isArray(plain.diff) && plain.diff.length === 0) delete plain.diff;
  if (module === 'archive') {
    delete plain.size;
    for (const field of ['archived', 'expanded_paths']) {
      if (Array.isArray(plain[field])) (plain[field] as string[]).sort();
    }
  }
  if (module === 'find' && Array.isArray(plain.files)) {
    const kept = ['path', 'mode', 'size', 'isdir', 'isreg', 'islnk', 'checksum'];
    plain.files = (plain.files as Plain[])
      .map((file) => Object.fromEntries(Object.entries(file).filter(([key]) => kept.includes(key))))
      .sort((a, b) => (String(a.path) < String(b.path) ? -1 : 1));
  }
  if (module === 'tempfile') {
    delete plain.path;
    if (plain.failed) plain.msg = String(plain.msg).replace(/ansible\.\w{8}/, '{random}');
  }
  const extracted = plain.extract_results as Plain | undefined;
  if (extracted) {
    delete extracted.cmd;
    delete extracted.out;
  }
  return plain;
}

function evened(value: unknown, key: string, around: Surroundings): unknown {
  if (value instanceof PyFloat) return value.value;
  if (Array.isArray(value)) return value.map((item) => evened(item, '', around));
  if (value !== null && typeof value === 'object') {
    const fields = value as Plain;
    const folder =
      ['directory', 'link'].includes(String(fields.state)) ||
      fields.isdir === true ||
      fields.islnk === true;
    return Object.fromEntries(
      Object.entries(fields)
        .filter(([name, item]) => item !== undefined && !VOLATILE.has(name))
        .filter(([name]) => !(folder && name === 'size'))
        .map(([name, item]) => [name.replaceAll(around.dir, '{dir}'), evened(item, name, around)]),
    );
  }
  return named(value, key, around);
}

function named(value: unknown, key: string, around: Surroundings): unknown {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  if (['uid', 'owner'].includes(key) && value === uid) return '{uid}';
  if (['gid', 'group'].includes(key) && value === gid) return '{gid}';
  if (['owner', 'pw_name'].includes(key) && value === around.user) return '{user}';
  if (['group', 'gr_name'].includes(key) && value === around.group) return '{groupname}';
  if (typeof value !== 'string') return value;
  return value
    .replace(/\S*\/\.(?:ansible\/tmp|ssl-keys-[0-9a-f]+)\/\S*/g, '{temporary}')
    .replaceAll(around.dir, '{dir}')
    .replaceAll(around.http, '{http}')
    .replace(/\.\d+\.\d{4}-\d\d-\d\d@[\d:]+~/g, '.BACKUP');
}

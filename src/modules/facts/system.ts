import { PyFloat } from '../../values/types.ts';
import type { Json } from '../contract.ts';
import type { Collector, Facts } from './collector.ts';

export const lsb: Collector = {
  name: 'lsb',
  files: ['/etc/lsb-release'],
  script: `has lsb_release && { s lsb_release; lsb_release -a; }`,
  collect(seen) {
    let facts = fieldsOf(seen.section('lsb_release').split('\n'), ':', {
      'LSB Version': 'release',
      'Distributor ID': 'id',
      Description: 'description',
      Release: 'release',
      Codename: 'codename',
    });
    if (Object.keys(facts).length === 0) {
      facts = fieldsOf(seen.lines('/etc/lsb-release'), '=', {
        DISTRIB_ID: 'id',
        DISTRIB_RELEASE: 'release',
        DISTRIB_DESCRIPTION: 'description',
        DISTRIB_CODENAME: 'codename',
      });
    }
    const release = facts.release;
    if (release !== undefined) facts.major_release = release.split('.')[0] ?? '';
    for (const [key, value] of Object.entries(facts)) {
      facts[key] = value.replace(/^['"\\]+|['"\\]+$/g, '');
    }
    return { lsb: facts };
  },
};

function fieldsOf(
  lines: readonly string[],
  separator: string,
  names: Readonly<Record<string, string>>,
): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const line of lines) {
    const at = line.indexOf(separator);
    const name = at < 0 ? undefined : names[line.slice(0, at).trim()];
    if (name !== undefined) facts[name] = line.slice(at + 1).trim();
  }
  return facts;
}

export const python: Collector = {
  name: 'python',
  script: `p=/usr/bin/python3; [ -x $p ] || p=$(command -v python3)
[ -n "$p" ] && { s python; printf '%s\\n' "$p"; "$p" -V; }`,
  collect(seen) {
    const [executable = '', text = ''] = seen.section('python').split('\n');
    const match = /(\d+)\.(\d+)\.(\d+)(?:(a|b|rc)(\d+))?/.exec(text);
    if (match === null) return {};
    const level = { a: 'alpha', b: 'beta', rc: 'candidate' }[match[4] ?? ''] ?? 'final';
    const [major, minor, micro, serial] = [match[1], match[2], match[3], match[5]].map((part) =>
      Number(part ?? 0),
    );
    return {
      python_version: match[0],
      python: {
        version: { major, minor, micro, releaselevel: level, serial },
        version_info: [major ?? 0, minor ?? 0, micro ?? 0, level, serial ?? 0],
        executable,
        has_sslcontext: true,
        type: 'cpython',
      },
    };
  },
};

export const cmdline: Collector = {
  name: 'cmdline',
  files: ['/proc/cmdline'],
  collect(seen) {
    const text = seen.file('/proc/cmdline');
    if (text === undefined) return {};
    const last: Record<string, Json> = {};
    const all: Record<string, Json> = {};
    for (const piece of text.match(/(?:"[^"]*"|'[^']*'|\S)+/g) ?? []) {
      const at = piece.indexOf('=');
      if (at < 0) {
        last[piece] = true;
        all[piece] = true;
        continue;
      }
      const [key, value] = [piece.slice(0, at), piece.slice(at + 1)];
      last[key] = value;
      const before = all[key];
      if (before === undefined) all[key] = value;
      else all[key] = [...(Array.isArray(before) ? before : [before]), value];
    }
    return { cmdline: last, proc_cmdline: all };
  },
};

export const env: Collector = {
  name: 'env',
  collect: (_seen, { environment }) => ({ env: { ...environment } }),
};

export const loadavg: Collector = {
  name: 'loadavg',
  files: ['/proc/loadavg'],
  collect(seen) {
    const [one, five, fifteen] = (seen.file('/proc/loadavg') ?? '').split(' ').map(Number);
    if (one === undefined || five === undefined || fifteen === undefined) return {};
    return {
      loadavg: { '1m': new PyFloat(one), '5m': new PyFloat(five), '15m': new PyFloat(fifteen) },
    };
  },
};

const KEY_FOLDERS = ['/etc/ssh', '/etc/openssh', '/etc'];
const KEY_TYPES = ['dsa', 'rsa', 'ecdsa', 'ed25519'];

export const sshPublicKeys: Collector = {
  name: 'ssh_pub_keys',
  ids: ['ssh_host_pub_keys', ...KEY_TYPES.map((type) => `ssh_host_key_${type}_public`)],
  files: KEY_FOLDERS.map((folder) => `${folder}/ssh_host_*_key.pub`),
  collect(seen) {
    for (const folder of KEY_FOLDERS) {
      const facts: Facts = {};
      for (const type of KEY_TYPES) {
        const [keyType, key] = (seen.file(`${folder}/ssh_host_${type}_key.pub`) ?? '').split(/\s+/);
        if (key === undefined) continue;
        facts[`ssh_host_key_${type}_public`] = key;
        facts[`ssh_host_key_${type}_public_keytype`] = keyType;
      }
      if (Object.keys(facts).length > 0) return facts;
    }
    return {};
  },
};

export const user: Collector = {
  name: 'user',
  ids: [
    'user_id',
    'user_uid',
    'user_gid',
    'user_gecos',
    'user_dir',
    'user_shell',
    'real_user_id',
    'effective_user_id',
    'effective_group_ids',
  ],
  script: `s passwd
u=\${LOGNAME:-\${USER:-$(id -un)}}
if has getent; then getent passwd "$u"; else grep "^$u:" /etc/passwd; fi`,
  collect(seen, { platform }) {
    const own = platform.user;
    const entry = seen.section('passwd').split('\n')[0]?.split(':') ?? [];
    const known = entry.length >= 7;
    return {
      user_id: known ? entry[0] : own.name,
      user_uid: known ? Number(entry[2]) : own.uid,
      user_gid: known ? Number(entry[3]) : own.gid,
      user_gecos: entry[4] ?? '',
      user_dir: entry[5] ?? own.home,
      user_shell: entry[6] ?? '',
      real_user_id: own.uid,
      effective_user_id: own.uid,
      real_group_id: own.gid,
      effective_group_id: own.gid,
    };
  },
};

import type { Change } from '../../targets/types.ts';
import type { Sections } from '../commands/sections.ts';

/** One way in which a system keeps its name. */
export interface HostnameStrategy {
  /** Why a host of another kind can't be managed so; undefined where it can. */
  readonly refusal?: (seen: Sections) => string | undefined;
  /** Shell text whose sections `current` and `permanent` hold the names. */
  readonly query: string;
  /** Changes that set what differs. */
  changes(name: string, seen: Sections, differs: Differences): Change[];
}

interface Differences {
  readonly current: boolean;
  readonly permanent: boolean;
}

const run = (...argv: string[]): Change => ({ op: 'run', command: { argv, env: { LC_ALL: 'C' } } });

export const systemdStrategy: HostnameStrategy = {
  query: 'run current hostnamectl --transient status; run permanent hostnamectl --static status',
  changes: (name, _seen, differs) => [
    // The permanent name first: otherwise NetworkManager complains.
    ...(differs.permanent
      ? [run('hostnamectl', '--pretty', '--static', 'set-hostname', name)]
      : []),
    ...(differs.current ? [run('hostnamectl', '--transient', 'set-hostname', name)] : []),
  ],
};

function fileStrategy(path: string): HostnameStrategy {
  return {
    query: `run permanent cat ${path}; current=permanent`,
    changes: (name) => [{ op: 'write', path, content: Buffer.from(`${name}\n`) }],
  };
}

const debianStrategy = fileStrategy('/etc/hostname');
const slesStrategy = fileStrategy('/etc/HOSTNAME');
const openbsdStrategy = fileStrategy('/etc/myname');

const alpineStrategy: HostnameStrategy = {
  ...debianStrategy,
  // Ansible sets the name before it writes the file: what holds until the next boot is the file's former name.
  changes: (name, seen, differs) => [
    run('hostname', '-F', '/etc/hostname'),
    ...debianStrategy.changes(name, seen, differs),
  ],
};

/** A file of assignments, of which one is the name. */
function assignmentStrategy(path: string, prefix: string, quote: string): HostnameStrategy {
  return {
    query: `run permanent sed -n 's/^${prefix}=${quote}\\([^${quote || ' '}]*\\)${quote}.*/\\1/p' ${path}; run file cat ${path}`,
    changes(name, seen) {
      const line = `${prefix}=${quote}${name}${quote}`;
      const text = seen.text('file.out');
      const pattern = new RegExp(`^\\s*${prefix}=.*$`, 'm');
      const content = pattern.test(text)
        ? text.replace(pattern, line)
        : `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}`;
      return [{ op: 'write', path, content: Buffer.from(`${content.replace(/\n$/, '')}\n`) }];
    },
  };
}

const REDHAT_FILE = '/etc/sysconfig/network';

const redhatStrategy: HostnameStrategy = {
  ...assignmentStrategy(REDHAT_FILE, 'HOSTNAME', ''),
  refusal: (seen) =>
    /^\s*HOSTNAME/m.test(seen.text('file.out'))
      ? undefined
      : `Unable to locate HOSTNAME entry in ${REDHAT_FILE}`,
};
const openrcStrategy = assignmentStrategy('/etc/conf.d/hostname', 'hostname', '"');

const freebsdStrategy: HostnameStrategy = {
  query: 'run current hostname; run permanent sysrc -n hostname',
  changes: (name, _seen, differs) => [
    ...(differs.current ? [run('hostname', name)] : []),
    ...(differs.permanent ? [run('sysrc', `hostname=${name}`)] : []),
  ],
};

const darwinStrategy: HostnameStrategy = {
  query: 'run current scutil --get HostName; run permanent scutil --get ComputerName',
  changes: (name) => {
    const local = name
      .replace(/\.local$/, '')
      .replace(/[^A-Za-z0-9-]+/g, '-')
      .replace(/^-+|-+$/g, '');
    return [
      run('scutil', '--set', 'HostName', name),
      run('scutil', '--set', 'ComputerName', name),
      run('scutil', '--set', 'LocalHostName', local),
    ];
  },
};

const solarisStrategy: HostnameStrategy = {
  query: 'run permanent cat /etc/nodename; current=permanent',
  changes: (name) => [
    run('hostname', name),
    { op: 'write', path: '/etc/nodename', content: Buffer.from(`${name}\n`) },
  ],
};

/** Strategies by the value of `use`. */
export const STRATEGIES = {
  alpine: alpineStrategy,
  debian: systemdStrategy,
  freebsd: freebsdStrategy,
  macos: darwinStrategy,
  macosx: darwinStrategy,
  darwin: darwinStrategy,
  openbsd: openbsdStrategy,
  openrc: openrcStrategy,
  redhat: redhatStrategy,
  sles: slesStrategy,
  solaris: solarisStrategy,
  systemd: systemdStrategy,
} as const;

/** The strategy of a system that systemd does not manage: by kernel, or os-release's ID and ID_LIKE. */
export function strategyFor(kernel: string, ids: readonly string[]): HostnameStrategy | undefined {
  if (kernel === 'Darwin') return darwinStrategy;
  if (kernel === 'FreeBSD' || kernel === 'NetBSD') return freebsdStrategy;
  if (kernel === 'OpenBSD') return openbsdStrategy;
  if (kernel === 'SunOS') return solarisStrategy;
  for (const id of ids) {
    if (id === 'alpine') return alpineStrategy;
    if (id === 'gentoo') return openrcStrategy;
    if (id === 'sles') return slesStrategy;
    if (['debian', 'ubuntu', 'void'].includes(id)) return debianStrategy;
    if (['rhel', 'centos', 'fedora', 'amzn', 'ol'].includes(id)) return redhatStrategy;
  }
  return undefined;
}

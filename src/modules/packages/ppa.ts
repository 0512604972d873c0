import { posix } from 'node:path';
import type { Change, ReadTarget } from '../../targets/types.ts';
import { ask, findProgram, succeeded } from '../commands/program.ts';
import { quoteWord } from '../commands/words.ts';
import { fail } from '../definition/failure.ts';
import { fetchUrl } from '../http/fetch.ts';

const KEY_FOLDERS = ['/etc/apt/keyrings', '/etc/apt/trusted.gpg.d', '/usr/share/keyrings'];

/** A personal archive at Launchpad. */
export interface Ppa {
  readonly owner: string;
  readonly name: string;
  /** Its line for sources.list. */
  readonly source: string;
}

/** The programs that deal with keys, where they are there. */
export interface KeyPrograms {
  readonly aptKey: string | null;
  readonly gpg: string | null;
}

/** @throws ModuleFailure when neither is there */
export async function findKeyPrograms(target: ReadTarget): Promise<KeyPrograms> {
  const [aptKey, gpg] = await Promise.all(
    ['apt-key', 'gpg'].map((name) => findProgram(target, name)),
  );
  if (!aptKey && !gpg) fail('Either apt-key or gpg binary is required, but neither could be found');
  return { aptKey: aptKey ?? null, gpg: gpg ?? null };
}

/** Reads `ppa:OWNER/NAME`; undefined for other sources. */
export function parsePpa(repo: string, codename: string): Ppa | undefined {
  if (!repo.startsWith('ppa:')) return undefined;
  const [owner = '', name = 'ppa'] = (repo.split(':')[1] ?? '').split('/');
  return {
    owner,
    name,
    source: `deb http://ppa.launchpad.net/${owner}/${name}/ubuntu ${codename} main`,
  };
}

/** Asks Launchpad for the fingerprint of the archive's key. @throws ModuleFailure */
export async function signingKey(
  target: ReadTarget,
  { owner, name }: Ppa,
  validateCertificates: boolean,
): Promise<string> {
  const fetched = await fetchUrl(target, {
    url: `https://launchpad.net/api/1.0/~${owner}/+archive/${name}`,
    method: 'GET',
    headers: [
      ['User-Agent', 'ansible-httpget'],
      ['Accept', 'application/json'],
    ],
    timeout: 10,
    followRedirects: 'urllib2',
    unredirectedHeaders: [],
    forceBasicAuth: false,
    validateCertificates,
    useProxy: true,
    decompress: true,
  });
  if (fetched.status !== 200) {
    fail(`failed to fetch PPA information, error was: ${fetched.msg}`);
  }
  const about = JSON.parse(fetched.body.toString()) as { signing_key_fingerprint?: unknown };
  return String(about.signing_key_fingerprint);
}

/** What makes a key trusted that is not yet: a command that fetches it, or its file. @throws ModuleFailure */
export async function trustKey(
  target: ReadTarget,
  { aptKey, gpg }: KeyPrograms,
  { owner, name, source }: Ppa,
  key: string,
): Promise<Change | undefined> {
  const server = ['--keyserver', 'hkp://keyserver.ubuntu.com:80'];
  if (aptKey !== null) {
    const exporting = [aptKey, 'export', key];
    if (succeeded(exporting, await ask(target, exporting)).stderr === '') return undefined;
    const argv = [aptKey, 'adv', '--recv-keys', '--no-tty', ...server, key];
    return { op: 'run', command: { argv, env: { LC_ALL: 'C' } } };
  }
  const program = quoteWord(gpg ?? 'gpg');
  const { stdout } = await target.query({
    shell: `for d in ${KEY_FOLDERS.join(' ')}; do [ -d $d ] && { echo $d; break; }; done
for f in /etc/apt/trusted.gpg ${KEY_FOLDERS.map((folder) => `${folder}/*`).join(' ')}; do
  [ -e "$f" ] && ${program} --list-packets "$f" 2>/dev/null | grep -qF ${quoteWord(key)} && { echo known; break; }
done`,
  });
  const [folder = '', known] = stdout.toString().trim().split('\n');
  if (known !== undefined) return undefined;
  const argv = [gpg ?? 'gpg', '--no-tty', ...server, '--export', key];
  const exported = await target.query({ argv, env: { LC_ALL: 'C' } });
  const { rc } = exported;
  const stderr = exported.stderr.toString();
  succeeded(argv, { rc, stdout: exported.stdout.toString('latin1'), stderr });
  if (exported.stdout.length === 0) {
    fail('Unable to get required signing key', { rc, stderr, command: argv });
  }
  const file = `${posix.basename(source).replaceAll(' ', '-')}-${owner}-${name}.gpg`;
  return { op: 'write', path: posix.join(folder, file), content: exported.stdout };
}

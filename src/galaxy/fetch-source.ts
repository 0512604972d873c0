import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TroupeError } from '../diagnostics/errors.ts';

export interface FetchOptions {
  readonly ignoreCerts: boolean;
  /** Seconds. */
  readonly timeout: number;
  /** Sent as `Authorization: Token …`, and only to the host of the first address. */
  readonly token?: string | undefined;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const longestChain = 10;

/** What an address holds (http, https, file). @throws TroupeError */
export async function download(url: string, options: FetchOptions): Promise<Buffer> {
  let address = new URL(url);
  if (address.protocol === 'file:') return readFileSync(fileURLToPath(address));
  const { host } = address;
  for (let hop = 0; hop < longestChain; hop++) {
    const answer = await get(address, {
      ...options,
      token: address.host === host ? options.token : undefined,
    });
    if (answer.location === undefined) return answer.body;
    const next = new URL(answer.location, address);
    if (address.protocol === 'https:' && next.protocol !== 'https:') {
      throw new TroupeError(`${url} leads from https to ${next.protocol.slice(0, -1)}`);
    }
    address = next;
  }
  throw new TroupeError(`${url} leads through too many redirections`);
}

function get(
  url: URL,
  { ignoreCerts, timeout, token }: FetchOptions,
): Promise<{ body: Buffer; location?: string | undefined }> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TroupeError(`unknown url type: ${url.protocol.slice(0, -1)}`);
  }
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new TroupeError(`${error.message} (${url.href})`));
    const sent = request(
      url,
      {
        rejectUnauthorized: !ignoreCerts,
        timeout: timeout * 1000,
        headers: token === undefined ? {} : { Authorization: `Token ${token}` },
      },
      (response) => {
        const status = response.statusCode ?? 0;
        if (redirects.has(status) && response.headers.location !== undefined) {
          response.resume();
          resolve({ body: Buffer.alloc(0), location: response.headers.location });
          return;
        }
        if (status >= 300) {
          response.resume();
          fail(new Error(`HTTP Error ${status}: ${response.statusMessage ?? ''}`));
          return;
        }
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve({ body: Buffer.concat(parts) }));
        response.on('error', fail);
      },
    );
    sent.on('error', fail);
    sent.on('timeout', () => sent.destroy(new Error('timed out')));
    sent.end();
  });
}

/** A folder for the time of `use`, which nobody else can read. */
export async function withTemporary<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-galaxy-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface CloneOptions {
  readonly name: string;
  readonly version?: string | undefined;
  readonly ignoreCerts: boolean;
  readonly shallow?: boolean;
}

/** Clones a git repository into `folder`/name and checks a version out. Gives that path. @throws TroupeError */
export async function cloneRepository(
  source: string,
  folder: string,
  options: CloneOptions,
): Promise<string> {
  const { name, version, ignoreCerts } = options;
  if (version?.startsWith('-') || source.startsWith('-')) {
    throw new TroupeError(`- '${version ?? source}' is no version or address of a repository`);
  }
  const certificates = ignoreCerts ? ['-c', 'http.sslVerify=false'] : [];
  await git(['clone', '-q', ...certificates, '--', source, name], folder);
  const clone = join(folder, name);
  if (version) await git(['checkout', '-q', version, '--'], clone);
  return clone;
}

/** Runs git and gives its stdout. @throws TroupeError with its stderr */
export function git(args: readonly string[], cwd: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      args,
      {
        cwd,
        encoding: 'buffer',
        maxBuffer: 1 << 30,
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const said = stderr.toString('utf8').trim();
        reject(
          new TroupeError(
            error.code === 'ENOENT'
              ? 'could not find/use git, it is required to continue'
              : `- command git ${args.join(' ')} failed in directory ${cwd} (rc=${error.code}) - ${said}`,
          ),
        );
      },
    );
  });
}

import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { quoteWord } from '../../commands/words.ts';
import { jsonText } from '../../definition/coercion.ts';
import { fail } from '../../definition/failure.ts';
import { pythonRepr, pythonText } from '../../definition/python-text.ts';
import { dockerTexts } from '../docker-client.ts';
import type { DockerDaemon } from '../docker-daemon.ts';
import { toldLines } from '../images.ts';
import { readClientConfig, registriesHeader } from '../registry-auth.ts';
import type { BuildArguments } from './arguments.ts';
import { ignoredLines, keptPaths } from './docker-ignore.ts';
import type { ImageWork } from './work.ts';

/** Builds an image from a folder of the target; gives what the daemon told. @throws ModuleFailure */
export async function buildImage(work: ImageWork, build: BuildArguments): Promise<string> {
  const { daemon, name } = work.around;
  const context = daemon.writes ? await contextOf(daemon, build) : { dockerfile: null, script: '' };
  const headers = daemon.writes ? await registriesHeader(daemon.target) : {};
  const reply = await daemon.write(
    {
      method: 'POST',
      path: '/build',
      query: {
        t: work.word,
        q: false,
        nocache: build.nocache,
        rm: build.rm,
        forcerm: build.rm,
        pull: build.pull,
        dockerfile: context.dockerfile,
        ...build.container_limits,
        buildargs: await buildArguments(daemon, build),
        cachefrom: build.cache_from?.length ? jsonText(build.cache_from) : null,
        target: build.target || null,
        networkmode: build.network || null,
        extrahosts: dockerTexts(build.etc_hosts)
          .map((entry) => entry.join(':'))
          .sort(),
        platform: build.platform,
      },
      headers: { 'Content-Type': 'application/tar', ...headers },
    },
    { file: context.script },
  );
  const messages = reply.messages();
  const failed = messages.findIndex(({ error }) => error);
  const lines = toldLines(failed < 0 ? messages : messages.slice(0, failed + 1));
  const { error, errorDetail } = messages[failed] ?? {};
  if (errorDetail) {
    const { code, message } = errorDetail as { code?: number; message?: string };
    fail(
      `Error building ${name} - code: ${pythonText(code)}, message: ${pythonText(message)}, logs: ${pythonRepr(lines)}`,
    );
  }
  if (error) fail(`Error building ${name} - message: ${error}, logs: ${pythonRepr(lines)}`);
  return lines.join('\n');
}

async function buildArguments(daemon: DockerDaemon, build: BuildArguments): Promise<string | null> {
  const given = Object.entries(build.args ?? {}).map(([name, value]) => [name, pythonText(value)]);
  const proxies = build.use_config_proxy ? await proxyArguments(daemon) : {};
  const all = { ...Object.fromEntries(given), ...proxies, ...Object.fromEntries(given) };
  return Object.keys(all).length > 0 ? jsonText(all) : null;
}

const PROXIES = {
  httpProxy: 'http_proxy',
  httpsProxy: 'https_proxy',
  ftpProxy: 'ftp_proxy',
  noProxy: 'no_proxy',
} as const;

async function proxyArguments({ target }: DockerDaemon): Promise<Record<string, string>> {
  const { proxies } = (await readClientConfig(target)) as {
    proxies?: { default?: Readonly<Record<string, string>> };
  };
  return Object.fromEntries(
    Object.entries(PROXIES).flatMap(([key, name]) => {
      const value = proxies?.default?.[key];
      return value ? [[name, value] as const, [name.toUpperCase(), value] as const] : [];
    }),
  );
}

/** The Dockerfile's name in the build's archive, and shell text that makes the archive and puts its path into `f`. */
async function contextOf(
  { target }: DockerDaemon,
  { path, dockerfile }: BuildArguments,
): Promise<{ readonly dockerfile: string | null; readonly script: string }> {
  const ignored = ignoredLines((await target.readFile(`${path}/.dockerignore`))?.toString());
  const given = dockerfile ? posix.resolve(path, dockerfile) : null;
  const inside = given === null ? null : posix.relative(path, given);
  const isOutside = inside?.startsWith('..') ?? false;
  const name = isOutside ? `.dockerfile.${randomBytes(20).toString('hex')}` : dockerfile || null;
  const shown = name?.startsWith('/') ? inside : name;
  const [options, kept] =
    ignored.length === 0 ? ['', '.'] : ['--null --no-recursion ', '-T "$d/.list"'];
  const patterns = [...ignored, `!${shown ?? 'Dockerfile'}`];
  const list =
    ignored.length === 0
      ? ''
      : keptPaths(await target.walk(path), patterns)
          .map((one) => `${one.replaceAll('\\', '\\\\')}\\0`)
          .join('');
  const extra = isOutside
    ? `cp ${quoteWord(given ?? '')} "$d/${name}" && printf '%s\\n' ${[...(ignored.length > 0 ? ignored : ['.dockerignore']), name ?? ''].map(quoteWord).join(' ')} >"$d/.dockerignore" || exit 1
tar -rf "$f" -C "$d" .dockerignore ${name} || exit 1
`
    : '';
  return {
    dockerfile: shown ?? null,
    script: `d=$(mktemp -d) || exit 1
trap 'rm -rf "$d"' EXIT
f=$d/.context
${list === '' ? '' : `printf ${quoteWord(list.replaceAll('%', '%%'))} >"$d/.list"\n`}tar ${options}-cf "$f" -C ${quoteWord(path)} ${kept} || exit 1
${extra}`,
  };
}

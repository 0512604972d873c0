import { crash } from '../../definition/crash.ts';
import { fail } from '../../definition/failure.ts';
import type { Inspected, Wishes, Wishing } from './wishes.ts';

/** The environment that a task wants: what `env` says goes before the lines of `env_file`. */
export async function environmentWishes({ args, daemon }: Wishing): Promise<Wishes> {
  if (args.env === null && args.env_file === null) return {};
  const found = new Map<string, string>();
  if (args.env_file !== null) {
    const content = await daemon.target.readFile(args.env_file);
    if (content === null) {
      const missing = `[Errno 2] No such file or directory: '${args.env_file}'`;
      crash(`FileNotFoundError: ${missing}`, daemon.target);
    }
    for (const [name, value] of fileLines(args.env_file, content.toString()))
      found.set(name, value);
  }
  for (const [name, value] of Object.entries(args.env ?? {})) {
    found.set(name, environmentText(name, value));
  }
  return { env: [...found].map(([name, value]) => `${name}=${value}`) };
}

/** A value of the environment, which must be text. @throws ModuleFailure */
export function environmentText(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  return fail(
    `Non-string value found for env option. Ambiguous env options must be wrapped in quotes to avoid them being interpreted. Key: ${name}`,
  );
}

function fileLines(path: string, text: string): [string, string][] {
  return text
    .split(/(?<=\n)/)
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .map((line) => {
      const at = line.trim().indexOf('=');
      if (at < 0) {
        fail(
          `An unexpected Docker error occurred: Invalid line in environment file ${path}:\n${line.trim()}`,
        );
      }
      return [line.trim().slice(0, at), line.trim().slice(at + 1)];
    });
}

/** The environment that a container of that image has then. */
export function expectedEnvironment(wanted: unknown, image: Inspected | null): string[] {
  const lines = [...((image?.Config.Env as string[] | null | undefined) ?? [])];
  lines.push(...((wanted as string[] | undefined) ?? []));
  const all = new Map(
    lines.map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  return [...all].map(([name, value]) => `${name}=${value}`);
}

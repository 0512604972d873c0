import { quoteWord } from '../../commands/words.ts';
import { fail } from '../../definition/failure.ts';
import type { DockerDaemon } from '../docker-daemon.ts';
import { toldLines } from '../images.ts';

/** Loads all images of an archive on the target; gives what the daemon told. @throws ModuleFailure */
export async function loadImages(
  daemon: DockerDaemon,
  path: string,
  what: string,
): Promise<string[]> {
  const reply = await daemon.write(
    { method: 'POST', path: '/images/load' },
    { file: `f=${quoteWord(path)}` },
  );
  const refusal = reply.refusal();
  if (refusal !== undefined) {
    fail(`Error loading ${what} - ${refusal.message}`, { stdout: '' });
  }
  return toldLines(reply.messages());
}

const NAME = 'Loaded image:';
const ID = 'Loaded image ID:';

/** The images that the daemon says it loaded. */
export function loadedNames(lines: readonly string[]): {
  readonly names: readonly string[];
  readonly ids: readonly string[];
} {
  const after = (start: string): string[] => [
    ...new Set(
      lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length).trim()),
    ),
  ];
  return { names: after(NAME), ids: after(ID).map((id) => id.toLowerCase()) };
}

import type { Change, ReadTarget } from '../../targets/types.ts';
import { jsonText } from '../definition/coercion.ts';
import { DockerTrouble } from './docker-error.ts';

/** What a program that keeps credentials says against a question. */
export class StoreError extends DockerTrouble {}

const programOf = (store: string): string => `docker-credential-${store}`;

/**
 * Asks a program that keeps credentials. Null for a registry that it does not know.
 * @throws DockerTrouble where there is no such program, StoreError with what it says
 */
export async function askStore(
  target: ReadTarget,
  store: string,
  registry: string,
): Promise<{ readonly Username: string; readonly Secret: string } | null> {
  const program = programOf(store);
  if ((await target.which(program)) === null) {
    throw new DockerTrouble(`${program} not installed or not available in PATH`);
  }
  const { rc, stdout } = await target.query({ argv: [program, 'get'], stdin: registry });
  const told = stdout.toString();
  if (rc !== 0) {
    if (told.includes('credentials not found in native keychain')) return null;
    throw new StoreError(`Credentials store ${program} exited with "${told.trim()}".`);
  }
  const found = JSON.parse(told) as { Username: string; Secret: string };
  return found.Username === '' && found.Secret === '' ? null : found;
}

/** Has the program keep credentials. */
export function storeCredentials(
  store: string,
  registry: string,
  [name, secret]: readonly [name: string, secret: string],
): Change {
  const stdin = jsonText({ ServerURL: registry, Username: name, Secret: secret });
  return { op: 'run', command: { argv: [programOf(store), 'store'], stdin } };
}

/** Has the program forget them. */
export function eraseCredentials(store: string, registry: string): Change {
  return { op: 'run', command: { argv: [programOf(store), 'erase'], stdin: registry } };
}

import { ask } from '../../commands/program.ts';
import { quoteWord } from '../../commands/words.ts';
import type { Json } from '../../contract.ts';
import { fail } from '../../definition/failure.ts';
import type { DockerDaemon } from '../docker-daemon.ts';
import type { ImageWork } from './work.ts';

/** Writes an image to an archive, unless it is the one that is there. */
export async function archiveImage(work: ImageWork, path: string): Promise<void> {
  const { check, daemon } = work.around;
  const image = await work.find();
  if (image === null) return;
  const reason = await reasonToArchive(daemon, path, image.Id, work.word);
  work.changed = reason !== null;
  work.image = image as unknown as Json;
  if (reason === null) return;
  work.actions.push(`Archived image ${work.word} to ${path}, ${reason}`);
  if (check) return;
  const reply = await daemon.write(
    { method: 'GET', path: `/images/${work.word}/get` },
    { take: `cat >${quoteWord(path)}` },
  );
  const refusal = reply.refusal();
  if (refusal !== undefined) fail(`Error getting image ${work.word} - ${refusal.message}`);
  if (reply.trouble !== '') {
    const [code, words] = /nonexistent|no such/i.test(reply.trouble)
      ? [2, 'No such file or directory']
      : [13, 'Permission denied'];
    fail(`Error writing image archive ${path} - [Errno ${code}] ${words}: '${path}'`);
  }
}

/** Why an archive has to be written; null when it has the image already. */
async function reasonToArchive(
  { target }: DockerDaemon,
  path: string,
  id: string,
  name: string,
): Promise<string | null> {
  if ((await target.stat(path, { follow: true }))?.type !== 'file') return 'since none present';
  const { rc, stdout } = await ask(target, ['tar', '-xOf', path, 'manifest.json']);
  const [entry, ...others] = rc === 0 ? entriesOf(stdout) : [];
  if (!entry?.Config || !entry.RepoTags || others.length > 0) {
    return 'overwriting an unreadable archive file';
  }
  const archived = entry.Config.replace(/(?<=[^/.])\.[^./]*$/, '');
  const tags = entry.RepoTags;
  if (id === `sha256:${archived}` && tags.length === 1 && tags[0] === name) return null;
  return `overwriting archive with image ${archived} named ${tags.join(', ')}`;
}

interface ManifestEntry {
  readonly Config?: string;
  readonly RepoTags?: readonly string[];
}

function entriesOf(manifest: string): readonly ManifestEntry[] {
  try {
    const found: unknown = JSON.parse(manifest);
    return Array.isArray(found) ? (found as ManifestEntry[]) : [];
  } catch {
    return [];
  }
}

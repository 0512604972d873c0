import { fail } from '../../definition/failure.ts';
import type { DockerDaemon } from '../docker-daemon.ts';
import { DockerTrouble } from '../docker-error.ts';
import { findImage, isImageId, repositoryAndTag } from '../images.ts';
import { registryHeader, repositoryName } from '../registry-auth.ts';
import type { ImageWork } from './work.ts';

/** Pushes an image to the registry that its name has. */
export async function pushImage(work: ImageWork, name: string, wanted: string): Promise<void> {
  const { check, daemon, name: imageName } = work.around;
  if (isImageId(name)) fail(`Cannot push an image ID: ${name}`);
  const [repository, tag] = wanted ? [name, wanted] : repositoryAndTag(name);
  const [registry, rest] = repositoryName(repository);
  work.act(`Pushed image ${imageName} to ${registry}/${rest}:${tag ?? 'None'}`);
  if (check) return;
  const { fault, status, hasPushed } = await sent(daemon, repository, tag);
  if (fault !== undefined) {
    if (!fault.includes('unauthorized')) fail(`Error pushing image ${repository}: ${fault}`);
    const hint = fault.includes('authentication required')
      ? `Try logging into ${registry} first.`
      : 'Does the repository exist?';
    fail(`Error pushing image ${registry}/${rest}:${tag} - ${fault}. ${hint}`);
  }
  work.changed = hasPushed;
  const found = await findImage(daemon, repository, tag);
  work.image = { ...(found as object | null), push_status: status };
}

async function sent(
  daemon: DockerDaemon,
  repository: string,
  tag: string | null,
): Promise<Outcome> {
  const path = `/images/${repository}/push`;
  try {
    const headers = daemon.writes ? await registryHeader(daemon.target, repository) : {};
    const request = { method: 'POST', path, query: { tag }, body: {}, headers } as const;
    const messages = (await daemon.write(request)).messages();
    const failed = messages.find(({ errorDetail }) => errorDetail);
    const { message } = (failed?.errorDetail ?? {}) as { message?: string };
    return {
      ...(failed && { fault: String(message) }),
      status: (messages.at(-1)?.status as string | undefined) ?? null,
      hasPushed: messages.some(({ status }) => status === 'Pushing'),
    };
  } catch (error) {
    if (!(error instanceof DockerTrouble)) throw error;
    return { fault: error.message, status: null, hasPushed: false };
  }
}

interface Outcome {
  readonly fault?: string;
  readonly status: string | null;
  readonly hasPushed: boolean;
}

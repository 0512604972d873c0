import { isDeepStrictEqual } from 'node:util';
import { splitLines } from '../../values/methods/string-split.ts';
import { jsonText } from '../definition/coercion.ts';
import { fail } from '../definition/failure.ts';
import type { DockerDaemon, DockerReply, DockerRequest } from './docker-daemon.ts';
import { DockerError, DockerTrouble } from './docker-error.ts';
import { registryHeader } from './registry-auth.ts';

/** An image as the daemon describes it. */
export interface Image {
  readonly Id: string;
  readonly [field: string]: unknown;
}

/** Whether the name is that of a content, not one that was given. */
export const isImageId = (name: string): boolean => /^sha256:[\da-fA-F]{64}$/.test(name);

/** `repository:tag` or `repository@digest` in two. */
export function repositoryAndTag(name: string): [repository: string, tag: string | null] {
  const digest = name.lastIndexOf('@');
  if (digest >= 0) return [name.slice(0, digest), name.slice(digest + 1)];
  const at = name.lastIndexOf(':');
  if (at < 0 || name.indexOf('/', at) >= 0) return [name, null];
  return [name.slice(0, at), name.slice(at + 1)];
}

/** Name and tag in one word. */
const tagged = (name: string, tag: string | null): string =>
  tag ? `${name}${tag.startsWith('sha256:') ? '@' : ':'}${tag}` : name;

/** The request that describes an image. */
export function imageRequest(name: string, tag: string | null): DockerRequest {
  return { method: 'GET', path: `/images/${tagged(name, tag)}/json` };
}

/** The image of that name; null when there is none. Without a tag any will do. @throws ModuleFailure */
export async function findImage(
  daemon: DockerDaemon,
  name: string,
  tag: string | null,
): Promise<Image | null> {
  const request = tag ? imageRequest(name, tag) : await anyTag(daemon, name);
  if (request === null) return null;
  const [reply] = await daemon.read(request);
  // What can't be a name is none of the images that Ansible's module looks through.
  if (reply.status === 400) return null;
  try {
    return reply.found<Image>();
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    return fail(`Error inspecting image ${name}:${tag} - ${error.message}`);
  }
}

async function anyTag(daemon: DockerDaemon, name: string): Promise<DockerRequest | null> {
  const query = { only_ids: 0, all: 0, filters: jsonText({ reference: [name] }) };
  const [reply] = await daemon.read({ method: 'GET', path: '/images/json', query });
  const refusal = reply.refusal();
  if (refusal !== undefined) fail(`Error searching for image ${name} - ${refusal.message}`);
  const [image, ...others] = reply.json<Image[]>();
  if (others.length > 0) fail(`Registry returned more than one result for ${name}:`);
  return image === undefined ? null : imageRequest(image.Id, null);
}

/** The image of that id; null when there is none. @throws ModuleFailure */
export async function findImageById(daemon: DockerDaemon, id: string): Promise<Image | null> {
  const [reply] = await daemon.read(imageRequest(id, null));
  try {
    return reply.found<Image>();
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    return fail(`Error inspecting image ID ${id} - ${error.message}`);
  }
}

/** Pulls an image; says whether it was there already. @throws ModuleFailure */
export async function pullImage(
  daemon: DockerDaemon,
  name: string,
  { tag, platform }: { readonly tag: string | null; readonly platform: string | null },
): Promise<{ readonly image: Image | null; readonly isLatest: boolean }> {
  const before = await findImage(daemon, name, tag);
  const [repository, own] = repositoryAndTag(name);
  try {
    const headers = daemon.writes ? await registryHeader(daemon.target, repository) : {};
    const query = { tag: tag || own || 'latest', fromImage: repository, platform };
    const request = { method: 'POST', path: '/images/create', query, headers } as const;
    checkPull(await daemon.write(request), name);
  } catch (error) {
    if (!(error instanceof DockerTrouble)) throw error;
    fail(`Error pulling image ${name}:${tag} - ${error.message}`);
  }
  const image = await findImage(daemon, name, tag);
  return { image, isLatest: isDeepStrictEqual(image, before) };
}

function checkPull(reply: DockerReply, name: string): void {
  for (const { error, errorDetail } of reply.messages()) {
    if (!error) continue;
    const { code, message } = (errorDetail ?? {}) as { code?: unknown; message?: string };
    if (errorDetail) fail(`Error pulling ${name} - code: ${code ?? 'None'} message: ${message}`);
    fail(`Error pulling ${name} - ${error}`);
  }
}

/** Lines that the daemon told while it worked. */
export function toldLines(messages: readonly Readonly<Record<string, unknown>>[]): string[] {
  return messages.flatMap(({ stream, status }) =>
    splitLines(String(stream || status || ''), false),
  );
}

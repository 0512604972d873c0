import { fail } from '../../definition/failure.ts';
import type { DockerRequest } from '../docker-daemon.ts';
import {
  findImage,
  findImageById,
  imageRequest,
  isImageId,
  pullImage,
  repositoryAndTag,
} from '../images.ts';
import { NETWORKS } from '../networks.ts';
import { ASPECTS, type Aspect } from './aspects.ts';
import { comparisonsOf } from './comparison.ts';
import { containerRequest, waitForRemoval } from './daemon-steps.ts';
import { differencesOf, type Wanted } from './differing.ts';
import { updateNetworks } from './network-changes.ts';
import type { Body, Inspected, Wishes } from './wishes.ts';
import type { Circumstances } from './work.ts';
import { ContainerWork } from './work.ts';

interface ContainerState {
  readonly Status?: string;
  readonly Running?: boolean;
  readonly Ghost?: boolean;
  readonly Paused?: boolean;
}

const stateOf = (container: Inspected | null): ContainerState =>
  (container?.State ?? {}) as ContainerState;
const isRunning = (container: Inspected | null): boolean => {
  const { Running, Ghost } = stateOf(container);
  return Boolean(Running) && !Ghost;
};
const isPaused = (container: Inspected | null): boolean => Boolean(stateOf(container).Paused);
const isRemoving = (container: Inspected): boolean => stateOf(container).Status === 'removing';

/** Has no container of that name; tells what was done. */
export async function ensureAbsent(around: Circumstances): Promise<ContainerWork> {
  const work = new ContainerWork(around);
  const container = await work.find();
  if (container === null) return work;
  if (isRunning(container)) {
    work.all.add('running', false, true);
    await work.stop(container.Id);
  }
  work.all.add('exists', false, true);
  await work.remove(container.Id);
  return work;
}

/** Has a container as wanted; gives it and the account of what was done. */
export async function ensurePresent(
  around: Circumstances,
): Promise<{ readonly work: ContainerWork; readonly container: Inspected | null }> {
  const { args, daemon, controller, check } = around;
  const comparisons = comparisonsOf(args, controller);
  checkAddress(args.default_host_ip);
  const work = new ContainerWork(around);
  await daemon.read(containerRequest(args.name), ...firstRequests(around));
  await checkVersion(around);
  const wishes = new Map<Aspect, Wishes>();
  for (const aspect of ASPECTS) wishes.set(aspect, await aspect.wishes(around));
  const wanted: Wanted = { args, wishes, comparisons };

  let container = await work.find();
  const before = { running: isRunning(container), paused: isPaused(container) };
  const { image, compared } = await imagesOf(container, work);
  let known = compared;
  let isCreated = false;
  if (container === null || isRemoving(container)) {
    if (!args.image) fail('Cannot create container when image is not specified!');
    work.all.add('exists', true, false);
    if (container !== null && !check) await removed(container, around);
    container = (await work.create(creation(wanted, args.image))) ?? container;
    isCreated = true;
  } else if (mustRecreate(work, wanted, container, image, known)) {
    const from = args.image || (container.Image as string);
    if (!from) {
      fail(
        'Cannot recreate container when image is not specified or cannot be extracted from current container!',
      );
    }
    if (isRunning(container)) await work.stop(container.Id);
    await work.remove(container.Id);
    if (!check) await removed(container, around);
    container = (await work.create(creation(wanted, from))) ?? container;
    isCreated = true;
    known = image;
  }
  if (container === null) return { work, container };

  container = await updateLimits(work, wanted, container, known);
  container = await updateNetworks(work, wanted, container, isCreated);
  return { work, container: await bringToState(work, container, before) };
}

/** What will be asked first, all at once. */
function firstRequests({ args }: Circumstances): DockerRequest[] {
  const requests: DockerRequest[] = [];
  if (args.image) {
    const [name, tag] = isImageId(args.image) ? [args.image, null] : repositoryAndTag(args.image);
    requests.push(imageRequest(name, isImageId(args.image) ? null : (tag ?? 'latest')));
  }
  if (args.networks !== null && args.networks.length > 0) requests.push(NETWORKS);
  return requests;
}

function checkAddress(address: string | null): void {
  if (!address || /^\d+\.\d+\.\d+\.\d+$/.test(address)) return;
  if (/^\[[\da-fA-F:]+\]$|^[\da-fA-F:]+$/.test(address)) return;
  fail(
    `The value of default_host_ip must be an empty string, an IPv4 address, or an IPv6 address. Got "${address}" instead.`,
  );
}

async function checkVersion({ args, daemon }: Circumstances): Promise<void> {
  const [reply] = await daemon.read(containerRequest(args.name));
  const number = (version: string): number => {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return major * 1000 + minor;
  };
  for (const { since, options } of ASPECTS) {
    if (since === undefined || number(reply.version) >= number(since)) continue;
    const used = options.find(({ name }) => args[name as keyof typeof args] !== null);
    if (used === undefined) continue;
    fail(
      `Docker API version is ${reply.version}. Minimum version required is ${since} to set ${used.name} option.`,
    );
  }
}

async function removed({ Id }: Inspected, { args, daemon }: Circumstances): Promise<void> {
  const { name, removal_wait_timeout: limit } = args;
  await waitForRemoval(daemon, { name, id: Id, limit });
}

/** The image to make a container from, and the one whose defaults count. Pulls it where it is absent. */
async function imagesOf(
  container: Inspected | null,
  work: ContainerWork,
): Promise<{ readonly image: Inspected | null; readonly compared: Inspected | null }> {
  const { args, daemon, check } = work.around;
  const current = async (): Promise<Inspected | null> => {
    if (container === null || isRemoving(container)) return null;
    return (await namedImage(work, container.Image as string)) as Inspected | null;
  };
  if (!args.image) return { image: null, compared: await current() };
  let image = await namedImage(work, args.image);
  if (!isImageId(args.image) && (image === null || args.pull)) {
    const [repository, own] = repositoryAndTag(args.image);
    const tag = own ?? 'latest';
    const action = { pulled_image: `${repository}:${tag}` };
    if (!check) {
      const pulled = await pullImage(daemon, repository, { tag, platform: args.platform });
      image = pulled.image;
      if (!pulled.isLatest) work.act(action);
    } else if (image === null) {
      work.act(action);
    }
  }
  const desired = image as Inspected | null;
  const isCurrent = args.image_comparison === 'current-image';
  return { image: desired, compared: isCurrent ? ((await current()) ?? desired) : desired };
}

async function namedImage({ around: { daemon } }: ContainerWork, name: string) {
  if (isImageId(name)) {
    const found = await findImageById(daemon, name);
    return found ?? fail(`Error inspecting image ID ${name} - ${await refusalFor(daemon, name)}`);
  }
  const [repository, tag] = repositoryAndTag(name);
  return findImage(daemon, repository, tag ?? 'latest');
}

async function refusalFor(daemon: Circumstances['daemon'], id: string): Promise<string> {
  const [reply] = await daemon.read(imageRequest(id, null));
  return reply.refusal()?.message ?? '';
}

/** Whether an existing container has to make place for another; tells why. */
function mustRecreate(
  work: ContainerWork,
  wanted: Wanted,
  container: Inspected,
  image: Inspected | null,
  compared: Inspected | null,
): boolean {
  const { args, comparisons } = wanted;
  const { fixed, updatable } = differencesOf(wanted, container, compared);
  let differs = !fixed.isEmpty;
  if (differs) fixed.merge(updatable);
  let hasOtherImage = false;
  if (comparisons.get('image') === 'strict') {
    if (image?.Id && container.Image && image.Id !== container.Image) {
      work.all.add('image', image.Id, container.Image);
      hasOtherImage = true;
    }
    const name = container.Config.Image;
    if (args.image_name_mismatch === 'recreate' && args.image !== null && args.image !== name) {
      differs = true;
      work.all.add('image_name', args.image, name);
    }
  }
  if (!differs && !hasOtherImage && !args.recreate) return false;
  work.all.merge(fixed);
  work.told.differences = fixed.pairs;
  if (hasOtherImage) work.told.image_different = true;
  return true;
}

function creation({ wishes }: Wanted, image: string): Body {
  const body: Body = {};
  for (const [aspect, own] of wishes) aspect.create(body, own);
  return { ...body, Image: image };
}

async function updateLimits(
  work: ContainerWork,
  wanted: Wanted,
  container: Inspected,
  image: Inspected | null,
): Promise<Inspected> {
  const { updatable } = differencesOf(wanted, container, image);
  if (updatable.isEmpty) return container;
  work.all.merge(updatable);
  if (work.around.check) return container;
  const body: Body = {};
  for (const [aspect, own] of wanted.wishes) aspect.update?.(body, own);
  await work.update(container.Id, body);
  return work.still(await work.find());
}

/** Starts, stops, restarts or pauses a container. */
async function bringToState(
  work: ContainerWork,
  given: Inspected,
  before: { readonly running: boolean; readonly paused: boolean },
): Promise<Inspected | null> {
  const { args, check } = work.around;
  let container: Inspected | null = given;
  if (args.state === 'started' && !isRunning(given)) {
    work.all.add('running', true, before.running);
    container = await work.start(given);
  } else if (args.state === 'started' && args.restart) {
    work.all.add('running', true, before.running);
    work.all.add('restarted', true, false);
    await work.restart(given.Id);
    container = await work.find();
  } else if (args.state === 'stopped' && isRunning(given)) {
    work.all.add('running', false, before.running);
    await work.stop(given.Id);
    container = await work.find();
  }
  const { paused } = args;
  if (args.state === 'started' && paused !== null && isPaused(container) !== paused) {
    work.all.add('paused', paused, before.paused);
    await work.pause(given.Id, paused);
    if (!check) container = await work.find();
  }
  return container;
}

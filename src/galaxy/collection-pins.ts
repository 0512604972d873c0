import { TroupeError } from '../diagnostics/errors.ts';
import { archiveOf } from './collection-archive.ts';
import type { Collection } from './collection-artifact.ts';
import { fullName } from './collection-artifact.ts';
import {
  candidatesOnServers,
  collectionsAt,
  downloadArchive,
  downloadCollection,
  type Remote,
  typeOf,
} from './collection-resolve.ts';
import type { InstalledCollection } from './installed-collections.ts';
import type { CollectionRequirement } from './requirements.ts';
import type { GalaxySession } from './session.ts';
import { compareVersions, meetsRequirement } from './versions.ts';

/** The version of a collection that was chosen. */
export interface Pin {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly isInstalled: boolean;
  /** Made from its sources, not out of an archive. */
  readonly isBuilt?: boolean;
  /** Where it is to be had from a server. */
  readonly remote?: Remote;
  /** Addresses of signatures that the user names. */
  readonly signatures: readonly string[];
  readonly load: () => Promise<Collection>;
  /** The collection as an archive (.tar.gz). */
  readonly archive: () => Promise<Buffer>;
}

/** A collection that lies at a named place. */
export type Given = Collection & {
  readonly isBuilt: boolean;
  readonly signatures: readonly string[];
};

/** A collection that servers are asked for. */
export interface Wish {
  readonly name: string;
  readonly version: string;
  readonly source: string | undefined;
  readonly signatures: readonly string[];
  readonly origin: string;
}

/** Takes requirements apart: what lies at named places, and what servers are to be asked for. @throws TroupeError */
export async function sortRequirements(
  requirements: readonly CollectionRequirement[],
  session: GalaxySession,
): Promise<{ given: Given[]; wishes: Wish[] }> {
  const given: Given[] = [];
  const wishes: Wish[] = [];
  for (const requirement of requirements) {
    const type = typeOf(requirement);
    if (type === 'galaxy') wishes.push({ ...requirement, origin: 'direct request' });
    else {
      const isBuilt = type !== 'file' && type !== 'url';
      const found = await collectionsAt(requirement, type, session);
      const { signatures } = requirement;
      given.push(...found.map((collection) => ({ ...collection, isBuilt, signatures })));
    }
  }
  return { given, wishes };
}

/**
 * One version of each collection that is asked for, directly or as a dependency: the newest ones that go together.
 * A choice that a dependency rules out later is taken back, and the next older version tried.
 * @throws TroupeError where no choice meets all requirements
 */
export async function choosePins(
  given: readonly Given[],
  wishes: readonly Wish[],
  installed: ReadonlyMap<string, InstalledCollection>,
  session: GalaxySession,
): Promise<Pin[]> {
  const chooser = new PinChooser(wishes, installed, session);
  const start: Choice = { pins: new Map(), wishes: [...wishes] };
  const first = given.reduce((choice, one) => chooser.with(choice, givenPin(one)), start);
  const chosen = await chooser.complete(first);
  if (chosen !== undefined) return [...chosen.values()];
  throw conflict(chooser.unmet ?? wishes);
}

/** What is chosen so far, and all that is asked for because of it. */
interface Choice {
  readonly pins: ReadonlyMap<string, Pin>;
  readonly wishes: readonly Wish[];
}

class PinChooser {
  readonly #direct: readonly Wish[];
  readonly #installed: ReadonlyMap<string, InstalledCollection>;
  readonly #session: GalaxySession;
  /** The first requirements that could not be met together. */
  unmet: readonly Wish[] | undefined;

  constructor(
    direct: readonly Wish[],
    installed: ReadonlyMap<string, InstalledCollection>,
    session: GalaxySession,
  ) {
    this.#direct = direct;
    this.#installed = installed;
    this.#session = session;
  }

  with({ pins, wishes }: Choice, pin: Pin): Choice {
    const origin = originOf(pin);
    const dependencies = this.#session.args.noDeps ? [] : Object.entries(pin.dependencies);
    const added = dependencies.map(([name, version]) => ({
      name,
      version,
      source: undefined,
      signatures: [],
      origin,
    }));
    return { pins: new Map([...pins, [pin.name, pin]]), wishes: [...wishes, ...added] };
  }

  /** The choice with a version for every wish; undefined where there is none. */
  async complete(choice: Choice): Promise<ReadonlyMap<string, Pin> | undefined> {
    const { pins, wishes } = choice;
    const broken = wishes.find(({ name, version }) => {
      const pin = pins.get(name);
      return pin !== undefined && !meetsRequirement(pin.version, version);
    });
    if (broken !== undefined) {
      const pin = pins.get(broken.name);
      // What is installed was kept too soon: something that came up later asks for another version.
      return pin?.isInstalled === true && broken.origin !== originOf(pin)
        ? this.complete(without(choice, pin))
        : this.#fail(wishes, broken.name);
    }
    const open = wishes.find(({ name }) => !pins.has(name));
    if (open === undefined) return pins;
    for await (const pin of this.#candidates(open.name, wishes)) {
      const found = await this.complete(this.with(choice, pin));
      if (found !== undefined) return found;
    }
    return this.#fail(wishes, open.name);
  }

  #fail(wishes: readonly Wish[], name: string): undefined {
    this.unmet ??= wishes.filter((wish) => wish.name === name);
    return undefined;
  }

  async *#candidates(name: string, wishes: readonly Wish[]): AsyncGenerator<Pin> {
    const { args } = this.#session;
    const asked = wishes.filter((wish) => wish.name === name);
    const isDirect = this.#direct.some((one) => one.name === name);
    const replaces = args.forceWithDeps || (args.force && isDirect);
    const present = replaces ? undefined : this.#installed.get(name);
    let kept =
      present && asked.every((one) => meetsRequirement(present.version, one.version))
        ? installedPin(name, present)
        : undefined;
    if (kept !== undefined && (!args.upgrade || args.offline)) {
      yield kept;
      return;
    }
    if (args.offline) return;
    const remotes = candidatesOnServers(
      name,
      asked.map(({ version }) => version),
      asked.find(({ source }) => source !== undefined)?.source,
      this.#session,
    );
    const signatures = [...new Set(asked.flatMap((one) => one.signatures))];
    for await (const remote of remotes) {
      // With --upgrade the newest version tells whether what is there is good enough.
      if (args.upgrade && kept !== undefined && compareVersions(remote.version, kept.version) <= 0)
        yield kept;
      kept = undefined;
      yield remotePin(remote, signatures, this.#session);
    }
    if (args.upgrade && kept !== undefined) yield kept;
  }
}

/** A choice without a pin, and without those that only it asked for. */
function without(choice: Choice, pin: Pin): Choice {
  const origin = originOf(pin);
  const pins = new Map([...choice.pins].filter(([name]) => name !== pin.name));
  const wishes = choice.wishes.filter((wish) => wish.origin !== origin);
  const isAsked = (name: string) => wishes.some((wish) => wish.name === name);
  const orphan = [...pins.values()].find((one) => one.isBuilt === undefined && !isAsked(one.name));
  return orphan === undefined ? { pins, wishes } : without({ pins, wishes }, orphan);
}

const originOf = ({ name, version }: Pin): string => `dependency of ${name}:${version}`;

const givenPin = (one: Given): Pin => ({
  name: fullName(one),
  version: one.version,
  dependencies: one.dependencies,
  isInstalled: false,
  isBuilt: one.isBuilt,
  signatures: one.signatures,
  load: async () => one,
  archive: async () => archiveOf(one),
});

const installedPin = (name: string, { version, dependencies }: InstalledCollection): Pin => ({
  name,
  version,
  dependencies,
  isInstalled: true,
  signatures: [],
  load: () => Promise.reject(new Error('is installed')),
  archive: () => Promise.reject(new Error('is installed')),
});

function remotePin(remote: Remote, signatures: readonly string[], session: GalaxySession): Pin {
  const { name, version, dependencies } = remote;
  return {
    name,
    version,
    dependencies,
    isInstalled: false,
    remote,
    signatures,
    load: () => downloadCollection(remote, session),
    archive: () => downloadArchive(remote, session),
  };
}

function conflict(wishes: readonly Wish[]): TroupeError {
  return new TroupeError(
    [
      'Failed to resolve the requested dependencies map. Could not satisfy the following requirements:',
      ...wishes.map(({ name, version, origin }) => `* ${name}:${version} (${origin})`),
    ].join('\n'),
  );
}

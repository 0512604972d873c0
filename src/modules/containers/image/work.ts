import type { Json, Result } from '../../contract.ts';
import { fail } from '../../definition/failure.ts';
import {
  findImage,
  findImageById,
  type Image,
  isImageId,
  pullImage,
  repositoryAndTag,
} from '../images.ts';
import type { Dialogue } from '../planned-dialogue.ts';
import { archiveImage } from './archive.ts';
import type { ImageArguments } from './arguments.ts';
import { buildImage } from './build.ts';
import { loadedNames, loadImages } from './load.ts';
import { pushImage } from './push.ts';

export interface ImageCircumstances extends Dialogue {
  readonly args: ImageArguments;
  /** Name and tag apart. */
  readonly name: string;
  readonly tag: string;
  readonly check: boolean;
}

/** What is done with one image, and the account of it. In check mode nothing is sent, only told. */
export class ImageWork {
  readonly around: ImageCircumstances;
  readonly actions: string[] = [];
  changed = false;
  image: Json = {};
  #output: Result = {};

  constructor(around: ImageCircumstances) {
    this.around = around;
  }

  act(action: string): void {
    this.actions.push(action);
    this.changed = true;
  }

  find(): Promise<Image | null> {
    const { daemon, name, tag } = this.around;
    return isImageId(name) ? findImageById(daemon, name) : findImage(daemon, name, tag);
  }

  /** Name and tag in one word. */
  get word(): string {
    const { name, tag } = this.around;
    return tag && !isImageId(name) ? `${name}:${tag}` : name;
  }

  async ensurePresent(): Promise<void> {
    const { args, check, name, tag } = this.around;
    const image = await this.find();
    if (image === null || args.force_source) {
      await this.#obtain(image);
      const id = (this.image as Partial<Image> | null)?.Id;
      if (!check && image !== null && image.Id === id) this.changed = false;
    } else {
      this.image = image as unknown as Json;
    }
    if (args.archive_path !== null) await archiveImage(this, args.archive_path);
    if (args.repository) await this.#tag(args.repository);
    else if (args.push) await pushImage(this, name, tag);
  }

  async #obtain(present: Image | null): Promise<void> {
    const { args, check, name, tag, daemon } = this.around;
    const isId = isImageId(name);
    const { target } = daemon;
    if (args.source === 'build' && args.build !== null) {
      const { path } = args.build;
      if (isId) fail(`Image name must not be an image ID for source=build; got: ${name}`);
      if ((await target.stat(path, { follow: true }))?.type !== 'directory') {
        fail(`Requested build path ${path} could not be found or you do not have access.`);
      }
      this.act(`Built image ${this.word} from ${path}`);
      if (check) return;
      this.#output = { stdout: await buildImage(this, args.build) };
    } else if (args.source === 'load') {
      const path = args.load_path ?? '';
      if ((await target.stat(path, { follow: true }))?.type !== 'file') {
        fail(`Error loading image ${name}. Specified path ${path} does not exist.`);
      }
      this.act(`Loaded image ${this.word} from ${path}`);
      if (check) return;
      await this.#load(path);
    } else if (args.source === 'pull') {
      if (isId) fail(`Image name must not be an image ID for source=pull; got: ${name}`);
      this.act(`Pulled image ${name}:${tag}`);
      if (check) return;
      await pullImage(daemon, name, { tag, platform: args.pull?.platform ?? null });
    } else {
      if (present === null) fail(`Cannot find the image ${this.word} locally.`);
      return;
    }
    this.image = (await this.find()) as unknown as Json;
  }

  async #load(path: string): Promise<void> {
    const { daemon, name, tag, controller } = this.around;
    const lines = await loadImages(daemon, path, `image ${name}`);
    const { names, ids } = loadedNames(lines);
    const stdout = lines.join('\n');
    if (names.length + ids.length === 0) {
      fail('Detected no loaded images. Archive potentially corrupt?', { stdout });
    }
    const expected = isImageId(name) ? name.toLowerCase() : `${name}:${tag}`;
    const listed = (all: readonly string[]): string =>
      [...all.map((one) => `'${one}'`), ...ids].sort().join(', ');
    if (!(isImageId(name) ? ids : names).includes(expected)) {
      fail(`The archive did not contain image '${expected}'. Instead, found ${listed(names)}.`, {
        stdout,
      });
    }
    const others = names.filter((one) => one !== expected);
    if (others.length > 0) {
      controller.warn(`The archive contained more images than specified: ${listed(others)}`);
    }
  }

  async #tag(repository: string): Promise<void> {
    const { args, check, daemon, name, tag } = this.around;
    const [repo, own] = repositoryAndTag(repository);
    const repoTag = own || tag || 'latest';
    const before = await findImage(daemon, repo, repoTag);
    if (before === null || args.force_tag) {
      const from = isImageId(name) || !tag || name.endsWith(`:${tag}`) ? name : `${name}:${tag}`;
      this.act(`Tagged image ${from} to ${repo}:${repoTag}`);
      if (!check) {
        const query = { tag: repoTag, repo, force: true };
        const reply = await daemon.write({ method: 'POST', path: `/images/${from}/tag`, query });
        const refusal = reply.refusal();
        if (refusal !== undefined) fail(`Error: failed to tag image - ${refusal.message}`);
        const after = await findImage(daemon, repo, repoTag);
        this.image = after as unknown as Json;
        if (before !== null && before.Id === after?.Id) this.changed = false;
      }
    }
    if (args.push) await pushImage(this, repo, repoTag);
  }

  async ensureAbsent(): Promise<void> {
    const { args, check, daemon } = this.around;
    if ((await this.find()) === null) return;
    if (!check) {
      const query = { force: args.force_absent };
      const reply = await daemon.write({ method: 'DELETE', path: `/images/${this.word}`, query });
      const refusal = reply.refusal();
      if (refusal !== undefined && reply.status !== 404) {
        fail(`Error removing image ${this.word} - ${refusal.message}`);
      }
    }
    this.act(`Removed image ${this.word}`);
    this.image = { state: 'Deleted' };
  }

  get result(): Result {
    return { changed: this.changed, actions: this.actions, image: this.image, ...this.#output };
  }
}

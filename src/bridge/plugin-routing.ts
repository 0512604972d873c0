import { TroupeError } from '../diagnostics/errors.ts';
import { stringRepr } from '../values/string-repr.ts';
import { formerPlugin } from './former-plugins.ts';
import type { Retirement, Route, RoutedKind, RuntimeMetadata } from './runtime-metadata.ts';

/** What a deprecation is about, beside its text. */
interface DeprecationAbout {
  readonly version?: string | undefined;
  readonly date?: string | undefined;
  readonly collection?: string | undefined;
}

export interface RoutingNotices {
  warn(message: string): void;
  deprecate(message: string, about: DeprecationAbout): void;
}

export interface RoutingPlaces {
  /** Folder of a collection. */
  collection(namespace: string, name: string): string | undefined;
  /** Folder of an installed ansible-core. */
  core(): string | undefined;
}

/** A plugin that is gone. */
class PluginRemovedError extends TroupeError {}

const isFullName = (name: string): boolean => /^\w+\.\w+(?:\.\w+)+$/.test(name);

/** Where plugins of collections, and those that ansible-core once had, went: redirects, deprecations, tombstones. */
export class PluginRouting {
  readonly #metadata: RuntimeMetadata;
  readonly #places: RoutingPlaces;
  readonly #notices: RoutingNotices;

  constructor(metadata: RuntimeMetadata, places: RoutingPlaces, notices: RoutingNotices) {
    this.#metadata = metadata;
    this.#places = places;
    this.#notices = notices;
  }

  /**
   * The name under which a plugin is found now; undefined where its collection has a faulty redirect. Warns of what is
   * deprecated. A short name is one of ansible-core.
   * @throws PluginRemovedError for a plugin that is gone, TroupeError for a circle of redirects
   */
  follow(kind: RoutedKind, name: string): string | undefined {
    const path = [name];
    for (;;) {
      const current = path.at(-1) as string;
      const fullName = current.includes('.') ? current : `ansible.builtin.${current}`;
      const route = this.#route(kind, fullName);
      if (route === undefined) return current;
      const collection = fullName.split('.').slice(0, 2).join('.');
      this.#announce(kind, fullName, collection, route);
      const { redirect } = route;
      if (redirect === undefined) return current;
      if (!isFullName(redirect)) {
        this.#notices.warn(
          `errors were encountered during the plugin load for ${fullName}:\n['Collection ${collection} contains invalid redirect for ${fullName}: ${redirect}. Redirects must use fully qualified collection names.']`,
        );
        return undefined;
      }
      if (path.includes(redirect)) {
        throw new TroupeError(
          `plugin redirect loop resolving ${name} (path: [${path.map(stringRepr).join(', ')}])`,
        );
      }
      path.push(redirect);
    }
  }

  /** Full name of the action plugin that a module's collection has perform it. */
  actionPlugin(module: string): string | undefined {
    return this.#route('modules', module)?.actionPlugin;
  }

  #route(kind: RoutedKind, name: string): Route | undefined {
    const [namespace = '', collection = '', ...rest] = name.split('.');
    const plugin = rest.join('.');
    if (namespace === 'ansible' && collection === 'legacy') return undefined;
    if (namespace === 'ansible' && collection === 'builtin') {
      const core = this.#places.core();
      return core === undefined
        ? formerPlugin(kind, plugin)
        : this.#metadata.ofCore(core, kind, plugin);
    }
    const folder = this.#places.collection(namespace, collection);
    return folder === undefined ? undefined : this.#metadata.ofCollection(folder, kind, plugin);
  }

  #announce(kind: RoutedKind, name: string, collection: string, route: Route): void {
    // Filters and tests are announced by the text alone, and by a sentence of their own where there is none.
    const isJinja = kind === 'filter' || kind === 'test';
    const sentence = ({ text }: Retirement, what: string): string => {
      if (!isJinja) return `${name} has been ${what}.${text === '' ? '' : ` ${text}`}`;
      if (text !== '') return text;
      return `${kind} "${name}" ${what === 'removed' ? 'has been removed' : 'is deprecated'}`;
    };
    const { deprecation, tombstone } = route;
    if (deprecation !== undefined) {
      const { version, date } = deprecation;
      this.#notices.deprecate(sentence(deprecation, 'deprecated'), { version, date, collection });
    }
    if (tombstone !== undefined)
      throw new PluginRemovedError(
        removedText(sentence(tombstone, 'removed'), collection, tombstone),
      );
  }
}

function removedText(sentence: string, collection: string, { date, version }: Retirement): string {
  const when =
    date !== undefined
      ? `in a release after ${date}.`
      : version !== undefined
        ? `in version ${version}.`
        : 'in a future release.';
  const owner = collection === 'ansible.builtin' ? 'ansible-core' : collection;
  const end = /[!?.]$/.test(sentence) ? '' : '.';
  return `[DEPRECATED]: ${sentence}${end} This feature was removed from ${owner} ${when} Please update your playbooks.`;
}

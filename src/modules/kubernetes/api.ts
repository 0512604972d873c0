import type { StepOutcome } from '../commands/steps.ts';
import { fail } from '../definition/failure.ts';
import { jsonText } from './json-text.ts';
import { type KubeSession, STDIN_FILE } from './session.ts';

/** An object of a cluster, in the words of its interface. */
export interface KubeObject {
  readonly apiVersion?: string | null;
  readonly kind?: string | null;
  readonly metadata?: Metadata;
  readonly [field: string]: unknown;
}

interface Metadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly [field: string]: unknown;
}

/** A kind of objects as the cluster lists it. */
export interface Resource {
  /** Plural, as in paths. */
  readonly name: string;
  readonly singularName: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames?: readonly string[];
  /** Group and version. */
  readonly apiVersion: string;
  /** What has a path below an object's: `log`, `scale` … */
  readonly below: readonly string[];
}

/** What the cluster refused; the text is the client program's. */
export class KubeError extends Error {
  /** Kubernetes' word for it: NotFound, Conflict …; empty when there was no answer. */
  readonly reason: string;
  constructor(stderr: string) {
    super(stderr.trim());
    this.reason = /Error from server \((\w+)\)/.exec(stderr)?.[1] ?? '';
  }
}

export interface Selection {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly labels?: readonly string[] | null;
  readonly fields?: readonly string[] | null;
}

/** Requests to a cluster: by path where the client program can, so that answers are the interface's own. */
export class KubeApi {
  readonly #session: KubeSession;
  readonly #dryRun: boolean;
  readonly #lists = new Map<string, Promise<Resource[]>>();

  constructor(session: KubeSession, dryRun: boolean) {
    this.#session = session;
    this.#dryRun = dryRun;
  }

  /**
   * The kind that a kind, a plural, a singular or a short name means; undefined where the cluster has none.
   * @throws ModuleFailure when the cluster can't be reached
   */
  async resource(kind: string, apiVersion: string): Promise<Resource | undefined> {
    let list = this.#lists.get(apiVersion);
    if (list === undefined) {
      list = this.#list(apiVersion);
      this.#lists.set(apiVersion, list);
    }
    const known = await list;
    return (
      known.find((one) => one.kind === kind) ??
      known.find((one) => one.name === kind) ??
      known.find((one) => one.singularName === kind) ??
      known.find((one) => one.shortNames?.includes(kind))
    );
  }

  async #list(apiVersion: string): Promise<Resource[]> {
    const outcome = await this.#session.run(['get', '--raw', prefixOf(apiVersion)]);
    if (outcome.rc !== 0) {
      const error = new KubeError(outcome.stderr);
      if (error.reason === 'NotFound') return [];
      return fail(`Failed to get client due to ${error.message}`);
    }
    const { resources = [] } = JSON.parse(outcome.stdout) as {
      resources?: Omit<Resource, 'apiVersion' | 'below'>[];
    };
    const names = resources.map(({ name }) => name.split('/'));
    return resources
      .filter(({ name }) => !name.includes('/'))
      .map((one) => ({
        ...one,
        apiVersion,
        below: names.flatMap(([of, part]) => (of === one.name && part ? [part] : [])),
      }));
  }

  /** An object by name, or a list; null where there is none. @throws KubeError */
  async get(
    resource: Resource,
    { name, namespace, labels, fields }: Selection,
  ): Promise<KubeObject | null> {
    const query = new URLSearchParams();
    if (labels?.length) query.set('labelSelector', labels.join(','));
    if (fields?.length) query.set('fieldSelector', fields.join(','));
    const path = withQuery(pathOf(resource, namespace, name), query);
    try {
      return answer(await this.#session.run(['get', '--raw', path]));
    } catch (error) {
      if (error instanceof KubeError && error.reason === 'NotFound') return null;
      throw error;
    }
  }

  /** Makes an object. @throws KubeError */
  async create(resource: Resource, object: KubeObject): Promise<KubeObject> {
    const path = this.#dryPath(pathOf(resource, namespaceOf(resource, object)));
    return answer(await this.#session.run(['create', '--raw', path, '-f', '-'], jsonText(object)));
  }

  /** Puts an object in the place of one that is there. @throws KubeError */
  async replace(resource: Resource, object: KubeObject): Promise<KubeObject> {
    const path = pathOf(resource, namespaceOf(resource, object), object.metadata?.name);
    // A schema is asked for even where nothing is checked, unless that is said.
    const words = ['replace', '--validate=false', '--raw', this.#dryPath(path), '-f', '-'];
    return answer(await this.#session.run(words, jsonText(object)));
  }

  /** Changes an object, `patch` being its fields or steps in JSON Patch. @throws KubeError */
  async patch(
    resource: Resource,
    object: KubeObject,
    type: 'strategic' | 'merge' | 'json',
    patch: unknown = object,
  ): Promise<KubeObject> {
    const words = [
      'patch',
      ...objectWords(resource, object),
      `--type=${type}`,
      STDIN_FILE,
      ...this.#dryOption(),
      '--output=json',
    ];
    return answer(await this.#session.run(words, jsonText(patch)));
  }

  /** Sets how many replicas an object has. @throws KubeError */
  async scale(resource: Resource, object: KubeObject, replicas: number): Promise<void> {
    const words = ['scale', ...objectWords(resource, object), `--replicas=${replicas}`];
    const { rc, stderr } = await this.#session.run(words);
    if (rc !== 0) throw new KubeError(stderr);
  }

  /** The text below an object's path, such as its log. @throws KubeError */
  async text(
    resource: Resource,
    { name, namespace }: Selection,
    below: string,
    query: URLSearchParams,
  ): Promise<string> {
    const path = `${pathOf(resource, namespace, name)}/${below}`;
    const outcome = await this.#session.run(['get', '--raw', withQuery(path, query)]);
    if (outcome.rc !== 0) throw new KubeError(outcome.stderr);
    return outcome.stdout;
  }

  /** Applies a definition: what it had before and has no more goes away. @throws KubeError */
  async apply(
    resource: Resource,
    object: KubeObject,
    server: { readonly field_manager: string; readonly force_conflicts: boolean } | null,
  ): Promise<KubeObject> {
    const namespace = namespaceOf(resource, object);
    const words = [
      'apply',
      '--validate=false',
      ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
      ...(server === null ? [] : ['--server-side', `--field-manager=${server.field_manager}`]),
      ...(server?.force_conflicts ? ['--force-conflicts'] : []),
      ...this.#dryOption(),
      '--output=json',
      '--filename=-',
    ];
    return answer(await this.#session.run(words, jsonText(object)));
  }

  /** Removes an object; gives what the cluster says to that. @throws KubeError */
  async delete(
    resource: Resource,
    { name, namespace }: Selection,
    options: Readonly<Record<string, unknown>> | null,
  ): Promise<KubeObject> {
    const path = this.#dryPath(pathOf(resource, namespace, name));
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', ...options };
    return answer(await this.#session.run(['delete', '--raw', path, '-f', '-'], jsonText(body)));
  }

  #dryPath(path: string): string {
    return this.#dryRun ? `${path}?dryRun=All` : path;
  }

  #dryOption(): string[] {
    return this.#dryRun ? ['--dry-run=server'] : [];
  }
}

function prefixOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function pathOf(resource: Resource, namespace?: string, name?: string): string {
  return [
    prefixOf(resource.apiVersion),
    ...(resource.namespaced && namespace ? ['namespaces', encodeURIComponent(namespace)] : []),
    resource.name,
    ...(name ? [encodeURIComponent(name)] : []),
  ].join('/');
}

/** How the client program is told of an object. @throws KubeError */
function objectWords(resource: Resource, object: KubeObject): string[] {
  const namespace = namespaceOf(resource, object);
  const [group = '', version = ''] = resource.apiVersion.includes('/')
    ? resource.apiVersion.split('/')
    : ['', resource.apiVersion];
  return [
    `${resource.name}.${version}.${group}`,
    object.metadata?.name ?? '',
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
  ];
}

function withQuery(path: string, query: URLSearchParams): string {
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Where an object is to be. @throws KubeError for one that needs a namespace and names none */
function namespaceOf(resource: Resource, object: KubeObject): string | undefined {
  if (!resource.namespaced) return undefined;
  const { namespace } = object.metadata ?? {};
  if (namespace) return namespace;
  throw new KubeError(`Namespace is required for ${resource.apiVersion}.${resource.kind}`);
}

function answer({ rc, stdout, stderr }: StepOutcome): KubeObject {
  if (rc !== 0) throw new KubeError(stderr);
  return JSON.parse(stdout) as KubeObject;
}

import type { Json, Result } from '../contract.ts';
import { type KubeApi, KubeError, type KubeObject, type Resource } from './api.ts';
import type { Definition } from './definitions.ts';
import { isOnlyCounted, objectDifferences } from './object-differences.ts';
import { type Condition, exists, isList, readiness } from './readiness.ts';
import { waitFor } from './waiting.ts';

/** Arguments that say what is to be done with objects. */
export interface WorkArguments {
  readonly state: 'present' | 'absent' | 'patched';
  readonly apply: boolean;
  readonly force: boolean;
  readonly merge_type: readonly string[] | null;
  readonly server_side_apply: {
    readonly field_manager: string;
    readonly force_conflicts: boolean;
  } | null;
  readonly delete_options: Readonly<Record<string, unknown>> | null;
  readonly label_selectors: readonly string[] | null;
  readonly wait: boolean;
  readonly wait_sleep: number;
  readonly wait_timeout: number;
  readonly wait_condition: Condition | null;
}

/** An object could not be made as it is to be; a task may go on with the next. */
export class ActionFailure extends Error {
  readonly fields: Result;
  constructor(message: string, fields: Result = {}) {
    super(message);
    this.fields = fields;
  }
}

type Method = 'create' | 'apply' | 'replace' | 'update' | 'delete';

/** Brings objects of a cluster into their state, one after another. */
export class ObjectWork {
  readonly #api: KubeApi;
  readonly #args: WorkArguments;
  readonly #check: boolean;
  readonly #diff: boolean;

  constructor(
    api: KubeApi,
    args: WorkArguments,
    { check, diff }: { readonly check: boolean; readonly diff: boolean },
  ) {
    this.#api = api;
    this.#args = args;
    this.#check = check;
    this.#diff = diff;
  }

  /** @returns `changed`, `result`, `method` and what belongs to it @throws ActionFailure, ModuleFailure */
  async perform(written: Definition): Promise<Result> {
    const { kind, apiVersion } = written;
    const resource = await this.#api.resource(kind ?? 'None', apiVersion ?? 'None');
    if (resource === undefined) {
      throw new ActionFailure(
        `Failed to find exact match for ${apiVersion}.${kind ?? 'None'} by [kind, name, singularName, shortNames]`,
      );
    }
    const definition = { ...written, kind: resource.kind, apiVersion: resource.apiVersion };
    const existing = await this.#existing(resource, definition);
    if (this.#args.state === 'absent') return this.#remove(resource, definition, existing);
    const method = this.#method(existing);
    if (method === undefined) {
      const { name = 'None' } = definition.metadata;
      const text = `resource 'kind=${kind},name=${name}' was not found but will not be created as 'state' parameter has been set to 'patched'`;
      return { changed: false, result: {}, warnings: [text] };
    }
    return this.#bring(method, resource, definition, existing);
  }

  #method(existing: KubeObject | null): Exclude<Method, 'delete'> | undefined {
    if (this.#args.apply) return 'apply';
    if (existing === null) return this.#args.state === 'patched' ? undefined : 'create';
    return this.#args.force ? 'replace' : 'update';
  }

  async #existing(resource: Resource, { metadata }: Definition): Promise<KubeObject | null> {
    const labels = this.#args.label_selectors;
    if (!metadata.name && !labels?.length) return null;
    const { name, namespace } = metadata;
    return this.#asked('retrieve requested', async () => {
      try {
        return await this.#api.get(resource, { name, namespace, labels });
      } catch (error) {
        if (error instanceof KubeError && error.reason === 'MethodNotAllowed') return null;
        throw error;
      }
    });
  }

  async #remove(
    resource: Resource,
    definition: Definition,
    existing: KubeObject | null,
  ): Promise<Result> {
    const result: Result = { changed: exists(existing), result: {}, method: 'delete' };
    if (exists(existing)) {
      const all = isList(existing);
      const objects = all ? ((existing.items ?? []) as readonly KubeObject[]) : [definition];
      const told: KubeObject[] = [];
      for (const { metadata = {} } of objects) {
        const options = given(this.#args.delete_options);
        told.push(await this.#asked('delete', () => this.#api.delete(resource, metadata, options)));
      }
      result.result = (all ? told : told[0]) as Json;
    }
    if (!this.#args.wait || this.#check) return result;
    const gone = (object: KubeObject | null): boolean => !exists(object);
    return this.#waited(resource, definition, definition, gone, result);
  }

  async #bring(
    method: Exclude<Method, 'delete'>,
    resource: Resource,
    definition: Definition,
    existing: KubeObject | null,
  ): Promise<Result> {
    let instance = await this.#send(method, resource, definition);
    const result: Result = { changed: method === 'create', result: {}, method };
    let timeout: ActionFailure | undefined;
    if (this.#args.wait && !this.#check) {
      const ready = readiness(resource.kind, this.#args.wait_condition);
      try {
        await this.#waited(resource, definition, instance, ready, result);
      } catch (error) {
        if (!(error instanceof ActionFailure)) throw error;
        timeout = error;
      }
      instance = result.result as KubeObject;
    }
    result.result = instance as Json;
    if (method !== 'create') Object.assign(result, this.#compared(existing ?? {}, instance));
    if (timeout !== undefined) throw new ActionFailure(timeout.message, result);
    return result;
  }

  #compared(existing: KubeObject, instance: KubeObject): Result {
    const sides = objectDifferences(existing, instance);
    const counted = sides !== undefined && isOnlyCounted(sides);
    return {
      changed: sides !== undefined && !counted,
      ...(counted && {
        warnings: [
          'No meaningful diff was generated, but the API may not be idempotent (only metadata.generation or metadata.resourceVersion were changed)',
        ],
      }),
      ...(this.#diff && { diff: (sides ?? {}) as Json }),
    };
  }

  async #send(method: Method, resource: Resource, definition: Definition): Promise<KubeObject> {
    const api = this.#api;
    if (method === 'apply') {
      return this.#asked(method, () =>
        api.apply(resource, definition, this.#args.server_side_apply),
      );
    }
    if (method === 'replace') return this.#asked(method, () => api.replace(resource, definition));
    if (method === 'create') return this.#asked(method, () => api.create(resource, definition));
    const [first = 'strategic-merge', ...others] = this.#args.merge_type ?? [
      'strategic-merge',
      'merge',
    ];
    let answer = this.#patch(resource, definition, first);
    for (const type of others) {
      answer = answer.catch((error: unknown) => {
        if (!(error instanceof ActionFailure)) throw error;
        return this.#patch(resource, definition, type);
      });
    }
    return answer;
  }

  #patch(resource: Resource, definition: Definition, type: string): Promise<KubeObject> {
    const patchType = type === 'merge' ? 'merge' : 'strategic';
    return this.#asked('patch', () => this.#api.patch(resource, definition, patchType));
  }

  async #waited(
    resource: Resource,
    definition: Definition,
    { metadata = {} }: KubeObject,
    wanted: (object: KubeObject | null) => boolean,
    result: Result,
  ): Promise<Result> {
    const { name, namespace } = metadata;
    const selection = { name, namespace, labels: this.#args.label_selectors };
    const { success, object, duration } = await this.#asked('retrieve requested', () =>
      waitFor(this.#api, resource, selection, wanted, this.#args),
    );
    result.duration = duration;
    if (result.method !== 'delete') result.result = (object ?? {}) as Json;
    if (success) return result;
    throw new ActionFailure(
      `"${definition.kind}" "${definition.metadata.name ?? 'None'}": Timed out waiting on resource`,
      result,
    );
  }

  async #asked<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      throw new ActionFailure(`Failed to ${doing} object: ${error.message}`);
    }
  }
}

/** Options without those that were not given. */
function given(
  options: Readonly<Record<string, unknown>> | null,
): Readonly<Record<string, unknown>> | null {
  return options && Object.fromEntries(Object.entries(options).filter(([, one]) => one !== null));
}

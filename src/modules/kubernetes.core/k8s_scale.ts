import type { Json, ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { KubeApi, KubeError, type KubeObject, type Resource } from '../kubernetes/api.ts';
import { K8S_CONNECTION } from '../kubernetes/connection.ts';
import { readDefinitions } from '../kubernetes/definitions.ts';
import { kubePlan } from '../kubernetes/kube-plan.ts';
import { comparison } from '../kubernetes/object-differences.ts';
import { isList, readiness } from '../kubernetes/readiness.ts';
import type { KubeSession } from '../kubernetes/session.ts';
import { waitFor } from '../kubernetes/waiting.ts';

const ARGUMENTS = {
  ...K8S_CONNECTION,
  replicas: arg.int({ required: true, doc: 'How many there are to be.' }),
  current_replicas: arg.int({ doc: 'How many there must be now.' }),
  resource_version: arg.str({ doc: 'Version that the object must have.' }),
  wait: arg.bool({ default: true, doc: 'Wait until it is so.' }),
  wait_timeout: arg.int({ default: 20, doc: 'Seconds to wait.' }),
  wait_sleep: arg.int({ default: 5, doc: 'Seconds between two looks.' }),
  resource_definition: arg.raw({
    aliases: ['definition', 'inline'],
    doc: 'The object: a dict or YAML.',
  }),
  src: arg.path({ doc: 'File of its definition.' }),
  kind: arg.str({ doc: 'Kind of the object.' }),
  name: arg.str({ doc: 'Its name.' }),
  namespace: arg.str({ doc: 'Where it is.' }),
  api_version: arg.str({
    default: 'v1',
    aliases: ['api', 'version'],
    doc: 'Group and version that the kind is in.',
  }),
  label_selectors: arg.list({ default: [], elements: 'str', doc: 'Labels of several objects.' }),
  continue_on_error: arg.bool({ default: false, doc: 'Go on with further objects.' }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const k8s_scale = defineModule({
  name: 'kubernetes.core.k8s_scale',
  summary: 'Set a new size for a Deployment, ReplicaSet, Replication Controller, or Job.',
  examples: `- name: Two more for the evening
  kubernetes.core.k8s_scale:
    api_version: apps/v1
    kind: Deployment
    namespace: shop
    name: web
    replicas: 4
`,
  args: ARGUMENTS,
  constraints: { mutuallyExclusive: [['resource_definition', 'src']] },
  returns: { result: 'The object', duration: 'Seconds that were waited' },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { args, target, controller } = context;
    const given = { ...args, template: null, generate_name: null };
    const [definition] = await readDefinitions(given, target, controller);
    return kubePlan(context, async (session) => {
      const { kind, apiVersion, metadata } = definition ?? {};
      return new Scaling(context, session, String(kind ?? '')).all(String(apiVersion ?? 'v1'), {
        name: metadata?.name,
        namespace: metadata?.namespace,
        labels: args.label_selectors,
      });
    });
  },
});

/** Sets the size of one object, or of all that labels select. */
class Scaling {
  readonly #context: Context;
  readonly #api: KubeApi;
  readonly #kind: string;

  constructor(context: Context, session: KubeSession, kind: string) {
    this.#context = context;
    this.#api = new KubeApi(session, false);
    this.#kind = kind;
  }

  async all(apiVersion: string, selection: Parameters<KubeApi['get']>[1]): Promise<Result> {
    const { args, diff } = this.#context;
    const resource =
      (await this.#api.resource(this.#kind, apiVersion)) ??
      fail(
        `Failed to find exact match for ${apiVersion}.${this.#kind} by [kind, name, singularName, shortNames]`,
      );
    const found = await this.#api.get(resource, selection);
    if (found === null) {
      fail(`Failed to retrieve requested object: ${resource.name} "${selection.name}" not found`);
    }
    const items = isList(found)
      ? (found.items as readonly KubeObject[]).map((one) => ({
          apiVersion,
          kind: resource.kind,
          ...one,
        }))
      : [found];
    const nothing = { result: {}, ...(diff && { diff: {} }), ...(args.wait && { duration: 0 }) };
    const [only] = items;
    if (only === undefined) return { changed: false, ...nothing };
    if (items.length === 1) {
      const refusal = this.#refusal(only);
      if (refusal?.error !== undefined) fail(refusal.error, nothing);
      if (refusal !== null) return { changed: false, ...refusal, ...nothing };
      return this.#one(resource, only);
    }
    return this.#several(resource, items);
  }

  async #several(resource: Resource, items: readonly KubeObject[]): Promise<Result> {
    const results: Json[] = [];
    const errors: Json[] = [];
    let changed = false;
    for (const item of items) {
      const refusal = this.#refusal(item);
      if (refusal?.error !== undefined) {
        if (!this.#context.args.continue_on_error) fail(refusal.error, { results });
        errors.push({ error: refusal.error, failed: true });
      } else if (refusal !== null) results.push({ ...refusal, changed: false });
      else {
        const result = await this.#one(resource, item);
        if (this.#kind.toLowerCase() !== 'job') changed ||= result.changed === true;
        results.push(result);
      }
    }
    return { changed, results, ...(errors.length > 0 && { errors }) };
  }

  #countOf({ spec }: KubeObject): number | undefined {
    const { parallelism, replicas } = (spec ?? {}) as Record<string, number | undefined>;
    return this.#kind.toLowerCase() === 'job' ? parallelism : replicas;
  }

  /** Why an object keeps its size; null where it gets the one that is wanted. */
  #refusal(
    object: KubeObject,
  ): { readonly warning: string; readonly error?: never } | { readonly error: string } | null {
    const { resource_version, current_replicas } = this.#context.args;
    const { name, namespace, resourceVersion } = object.metadata ?? {};
    const place = `object kind=${object.kind} name=${name} namespace=${namespace ?? 'None'}.`;
    const count = this.#countOf(object);
    if (count === undefined) {
      return { error: `Failed to retrieve the available count for ${place}` };
    }
    if (resource_version && resource_version !== resourceVersion) {
      return {
        warning: `expected resource version ${resource_version} does not match with actual ${String(resourceVersion)} for ${place}`,
      };
    }
    if (current_replicas !== null && count !== current_replicas) {
      return {
        warning: `current replicas ${current_replicas} does not match with actual ${count} for ${place}`,
      };
    }
    return null;
  }

  async #one(resource: Resource, object: KubeObject): Promise<Result> {
    const { args, check, diff } = this.#context;
    const { replicas, wait } = args;
    const { name, namespace } = object.metadata ?? {};
    const selection = { name, namespace };
    if (this.#countOf(object) === replicas) {
      const result = (await this.#api.get(resource, selection)) as Json;
      return { changed: false, result, ...(diff && { diff: {} }), ...(wait && { duration: 0 }) };
    }
    if (this.#kind.toLowerCase() === 'job') {
      const wanted = { ...object, spec: { ...(object.spec as object), parallelism: replicas } };
      const result = check ? wanted : await this.#api.patch(resource, wanted, 'merge');
      return { changed: true, result: result as Json };
    }
    if (!resource.below.includes('scale')) {
      fail(`Cannot perform scale on resource of kind ${resource.kind}`);
    }
    const before = (await this.#api.get(resource, selection)) ?? object;
    const after = check ? this.#planned(before) : await this.#scaled(resource, before);
    const { changed, diff: differences } = comparison(before, after.object);
    return {
      result: after.object as Json,
      ...(wait && { duration: after.duration }),
      changed,
      ...(diff && { diff: differences as Json }),
    };
  }

  #planned(before: KubeObject): { readonly object: KubeObject; readonly duration: number } {
    const spec = { ...(before.spec as object), replicas: this.#context.args.replicas };
    return { object: { ...before, spec }, duration: 0 };
  }

  async #scaled(
    resource: Resource,
    before: KubeObject,
  ): Promise<{ readonly object: KubeObject; readonly duration: number }> {
    const { args } = this.#context;
    const { name, namespace } = before.metadata ?? {};
    try {
      await this.#api.scale(resource, before, args.replicas);
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      fail(`Scale request failed: ${error.message}`);
    }
    const patience = args.wait ? args : { wait_sleep: 0, wait_timeout: 0 };
    const wanted = args.wait ? readiness(resource.kind, null) : (): boolean => true;
    const last = await waitFor(this.#api, resource, { name, namespace }, wanted, patience);
    if (!last.success || last.object === null) fail('Resource scaling timed out');
    return { object: last.object, duration: last.duration };
  }
}

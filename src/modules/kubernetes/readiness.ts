import type { KubeObject } from './api.ts';

/** A condition of an object's status; null is any. */
export interface Condition {
  readonly type: string | null;
  readonly status: unknown;
  readonly reason: string | null;
}

/** What of an answer says that there is something: a list counts when it has items. */
export function exists(object: KubeObject | null): object is KubeObject {
  return object !== null && !isEmptyList(object);
}

function isEmptyList(object: KubeObject): boolean {
  return isList(object) && ((object.items ?? []) as readonly unknown[]).length === 0;
}

export function isList({ kind }: KubeObject): boolean {
  return kind?.endsWith('List') ?? false;
}

/** The object, or those of a list: the interface leaves out of items what their list says. */
export function objectsOf(object: KubeObject, apiVersion: string): KubeObject[] {
  if (!isList(object)) return [object];
  const kind = object.kind?.slice(0, -4) ?? null;
  return (object.items as readonly KubeObject[]).map((item) => ({ apiVersion, kind, ...item }));
}

/** What is waited for with objects of a kind: the condition, or else that they are ready for use. */
export function readiness(
  kind: string,
  condition: Condition | null,
): (object: KubeObject | null) => boolean {
  if (condition?.type) return (object) => object !== null && meets(object, condition);
  const ready = READY[kind];
  return ready === undefined ? exists : (object) => object !== null && ready(parts(object));
}

function meets(object: KubeObject, wanted: Condition): boolean {
  const conditions = (parts(object).status.conditions ?? []) as readonly Fields[];
  const found = conditions.find(({ type }) => type === wanted.type);
  if (found === undefined) return false;
  const status = String(wanted.status).toLowerCase();
  if (found.status === 'Unknown') {
    // Without a reason the collection never takes an unknown status for the wanted one.
    return status === 'unknown' && wanted.reason !== null && found.reason === wanted.reason;
  }
  const holds = ['true', 'yes', 'on', 'y', 't', '1'].includes(status);
  if ((found.status === 'True') !== holds) return false;
  return !wanted.reason || found.reason === wanted.reason;
}

type Fields = Readonly<Record<string, unknown>>;

interface Parts {
  readonly metadata: Fields;
  readonly spec: Fields;
  readonly status: Fields;
}

function parts(object: KubeObject): Parts {
  const part = (value: unknown): Fields => (value ?? {}) as Fields;
  return {
    metadata: part(object.metadata),
    spec: part(object.spec),
    status: part(object.status),
  };
}

const READY: Readonly<Record<string, (parts: Parts) => boolean>> = {
  DaemonSet: ({ metadata, status }) =>
    status.desiredNumberScheduled !== undefined &&
    status.updatedNumberScheduled === status.desiredNumberScheduled &&
    status.numberReady === status.desiredNumberScheduled &&
    status.observedGeneration === metadata.generation &&
    !status.numberUnavailable,
  Deployment: ({ metadata, spec, status }) =>
    spec.replicas === (status.replicas ?? 0) &&
    status.availableReplicas === status.replicas &&
    status.observedGeneration === metadata.generation &&
    !status.unavailableReplicas,
  Pod: ({ status }) =>
    status.containerStatuses !== undefined &&
    (status.containerStatuses as readonly Fields[]).every(({ ready }) => ready === true),
  StatefulSet: ({ metadata, spec, status }) =>
    (spec.updateStrategy as Fields | undefined)?.type === 'RollingUpdate' &&
    status.observedGeneration === (metadata.generation ?? 0) &&
    status.updateRevision === status.currentRevision &&
    (status.updatedReplicas ?? 0) === spec.replicas &&
    (status.readyReplicas ?? 0) === spec.replicas &&
    status.replicas === spec.replicas,
};

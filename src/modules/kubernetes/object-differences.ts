import { isDeepStrictEqual } from 'node:util';

type Fields = Readonly<Record<string, unknown>>;

/** What two states of an object have different, on either side. */
export interface Sides {
  readonly before: Fields;
  readonly after: Fields;
}

const IN_PODS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
};

const IN_CONTAINERS: Readonly<Record<string, string>> = {
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  env: 'name',
  ports: 'containerPort',
};

const ELSEWHERE: Readonly<Record<string, string>> = {
  'Service.spec.ports': 'port',
  'ServiceAccount.secrets': 'name',
  'ValidatingWebhookConfiguration.webhooks': 'name',
  'MutatingWebhookConfiguration.webhooks': 'name',
};

const POD_LISTS =
  /^(?:Pod\.spec|(?:Deployment|DaemonSet|StatefulSet|Job)\.spec\.template\.spec)\.(?:(\w+)|(containers|initContainers|ephemeralContainers)\.(\w+))$/;

/** The field that tells elements of a list apart; undefined where the list counts as a whole. */
function keyOf(place: string): string | undefined {
  const [, list, , inContainer] = POD_LISTS.exec(place) ?? [];
  if (list !== undefined) return IN_PODS[list];
  if (inContainer === undefined) return ELSEWHERE[place];
  return IN_CONTAINERS[inContainer];
}

/** Compares two states of an object as the collection does; undefined when they are the same. */
export function objectDifferences(before: Fields, after: Fields): Sides | undefined {
  const kind = before.kind === after.kind && typeof after.kind === 'string' ? after.kind : '';
  return fieldDifferences(before, after, kind);
}

/** Whether an object has changed in more than what the cluster counts, and in what. */
export function comparison(
  before: Fields,
  after: Fields,
): { readonly changed: boolean; readonly diff: Partial<Sides> } {
  const sides = objectDifferences(before, after);
  return { changed: sides !== undefined && !isOnlyCounted(sides), diff: sides ?? {} };
}

/** Whether objects differ in no more than what the cluster counts. */
export function isOnlyCounted({ before, after }: Sides): boolean {
  return [before, after].every(
    (side) =>
      Object.keys(side).join() === 'metadata' &&
      Object.keys(side.metadata as Fields).every((name) => COUNTED.includes(name)),
  );
}

const COUNTED = ['generation', 'resourceVersion'];

function fieldDifferences(one: Fields, other: Fields, place: string): Sides | undefined {
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const name of Object.keys(one)) if (!(name in other)) before[name] = one[name];
  for (const name of Object.keys(other)) if (!(name in one)) after[name] = other[name];
  for (const name of Object.keys(one)) {
    if (!(name in other)) continue;
    const sides = valueDifferences(one[name], other[name], `${place}.${name}`);
    if (sides === undefined) continue;
    [before[name], after[name]] = sides;
  }
  const same = Object.keys(before).length === 0 && Object.keys(after).length === 0;
  return same ? undefined : { before, after };
}

function valueDifferences(
  one: unknown,
  other: unknown,
  place: string,
): [unknown, unknown] | undefined {
  if (isDeepStrictEqual(one, other)) return undefined;
  if (isFields(one) && isFields(other)) {
    const sides = fieldDifferences(one, other, place);
    return sides && [sides.before, sides.after];
  }
  const key = keyOf(place);
  if (key === undefined || !isFieldsList(one) || !isFieldsList(other)) return [one, other];
  return elementDifferences(one, other, key, place);
}

function elementDifferences(
  one: readonly Fields[],
  other: readonly Fields[],
  key: string,
  place: string,
): [Fields[], Fields[]] | undefined {
  const there = new Map(other.map((element) => [element[key], element]));
  const before: Fields[] = [];
  const after: Fields[] = [];
  const known = new Set(one.map((element) => element[key]));
  for (const element of one) {
    const match = there.get(element[key]);
    if (match === undefined) {
      before.push(element);
      continue;
    }
    const sides = fieldDifferences(element, match, place);
    if (sides === undefined) continue;
    before.push({ ...sides.before, [key]: element[key] });
    after.push({ ...sides.after, [key]: element[key] });
  }
  after.push(...other.filter((element) => !known.has(element[key])));
  return before.length + after.length === 0 ? undefined : [before, after];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFieldsList(value: unknown): value is readonly Fields[] {
  return Array.isArray(value) && value.every(isFields);
}

import { describe, expect, it } from 'vitest';
import { isSince } from '../../src/modules/kubernetes/helm-client.ts';
import {
  isOnlyCounted,
  objectDifferences,
} from '../../src/modules/kubernetes/object-differences.ts';
import { exists, readiness } from '../../src/modules/kubernetes/readiness.ts';

describe('objects are ready', () => {
  const metadata = { generation: 3 };
  it.each([
    ['Pod', { status: { containerStatuses: [{ ready: true }, { ready: true }] } }, true],
    ['Pod', { status: { containerStatuses: [{ ready: true }, { ready: false }] } }, false],
    ['Pod', { status: { phase: 'Pending' } }, false],
    ['Deployment', { spec: { replicas: 0 }, status: { observedGeneration: 3 } }, true],
    [
      'Deployment',
      {
        spec: { replicas: 2 },
        status: { replicas: 2, availableReplicas: 2, observedGeneration: 3 },
      },
      true,
    ],
    [
      'Deployment',
      {
        spec: { replicas: 2 },
        status: { replicas: 2, availableReplicas: 2, observedGeneration: 2 },
      },
      false,
    ],
    [
      'StatefulSet',
      {
        spec: { replicas: 1, updateStrategy: { type: 'RollingUpdate' } },
        status: {
          observedGeneration: 3,
          updateRevision: 'a',
          currentRevision: 'a',
          updatedReplicas: 1,
          readyReplicas: 1,
          replicas: 1,
        },
      },
      true,
    ],
    [
      'DaemonSet',
      {
        status: {
          desiredNumberScheduled: 1,
          updatedNumberScheduled: 1,
          numberReady: 0,
          observedGeneration: 3,
        },
      },
      false,
    ],
    ['ConfigMap', {}, true],
  ])('%s %j: %s', (kind, object, ready) => {
    expect(readiness(kind, null)({ kind, metadata, ...object })).toBe(ready);
  });

  it('where there is something', () => {
    expect(readiness('Pod', null)(null)).toBe(false);
    expect(exists({ kind: 'PodList', items: [] })).toBe(false);
    expect(exists({ kind: 'PodList', items: [{}] })).toBe(true);
  });

  it.each([
    [true, null, { type: 'Ready', status: 'True' }, true],
    [true, null, { type: 'Ready', status: 'False' }, false],
    ['False', null, { type: 'Ready', status: 'False' }, true],
    [true, 'Done', { type: 'Ready', status: 'True', reason: 'Other' }, false],
    [true, null, { type: 'Other', status: 'True' }, false],
    ['Unknown', 'Paused', { type: 'Ready', status: 'Unknown', reason: 'Paused' }, true],
    ['Unknown', null, { type: 'Ready', status: 'Unknown', reason: 'Paused' }, false],
  ])('by a condition: status %s, reason %s of %j: %s', (status, reason, condition, ready) => {
    const wanted = readiness('Pod', { type: 'Ready', status, reason });
    expect(wanted({ kind: 'Pod', status: { conditions: [condition] } })).toBe(ready);
  });
});

describe('differences of objects', () => {
  const service = (...ports: object[]): Record<string, unknown> => ({
    kind: 'Service',
    spec: { ports },
  });

  it('tell elements of a list apart by their key', () => {
    const before = service({ port: 80, name: 'a' }, { port: 81 });
    const after = service({ port: 82 }, { port: 80, name: 'b' });
    expect(objectDifferences(before, after)).toEqual({
      before: { spec: { ports: [{ port: 80, name: 'a' }, { port: 81 }] } },
      after: { spec: { ports: [{ port: 80, name: 'b' }, { port: 82 }] } },
    });
    expect(
      objectDifferences(service({ port: 1 }, { port: 2 }), service({ port: 2 }, { port: 1 })),
    ).toBe(undefined);
  });

  it('reach into the containers of a deployment', () => {
    const deployment = (value: string): Record<string, unknown> => ({
      kind: 'Deployment',
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'other' },
              { name: 'web', image: 'web:1', env: [{ name: 'A', value }] },
            ],
          },
        },
      },
    });
    const side = (value: string): object => ({
      spec: {
        template: { spec: { containers: [{ name: 'web', env: [{ name: 'A', value }] }] } },
      },
    });
    expect(objectDifferences(deployment('1'), deployment('2'))).toEqual({
      before: side('1'),
      after: side('2'),
    });
  });

  it.each([
    [{ metadata: { generation: 1, resourceVersion: '1' } }, true],
    [{ metadata: { generation: 1, labels: {} } }, false],
    [{ metadata: { generation: 1 }, data: {} }, false],
  ])('%j is only counted: %s', (before, counted) => {
    const after = { metadata: { generation: 2, resourceVersion: '2' } };
    const sides = objectDifferences(before, after);
    expect(sides && isOnlyCounted(sides)).toBe(counted);
  });
});

it.each([
  ['3.10.0', true],
  ['3.9.9', false],
  ['4', true],
  ['', false],
])('version %j is since 3.10: %s', (version, since) => {
  expect(isSince(version, [3, 10])).toBe(since);
});

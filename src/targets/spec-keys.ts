import type { TargetSpec } from './spec.ts';

/** What tells the shells on one connection apart. */
export function shellKey({ become, lane }: TargetSpec): string {
  return JSON.stringify([become ?? null, lane ?? null]);
}

export function directKey({ remoteTmp, lane }: TargetSpec): string {
  return JSON.stringify([remoteTmp ?? null, lane ?? null]);
}

/** Two specifications with the same key share a connection. */
export function endpointKey(spec: TargetSpec): string {
  const { host: _host, become: _become, lane: _lane, ...rest } = spec;
  return JSON.stringify(
    { ...rest, address: spec.address ?? spec.host },
    Object.keys(rest).concat('address').sort(),
  );
}

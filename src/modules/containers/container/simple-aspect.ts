import type { ContainerArguments } from './arguments.ts';
import type { Aspect, Kind } from './aspects.ts';
import { hostConfig, type Wishing } from './wishes.ts';

interface SimpleOptions {
  /** Makes the value that Docker has; undefined for none. Default: the option's value. */
  from?(wishing: Wishing): unknown;
  /** It can be changed while there is a container. */
  readonly updates?: true;
  readonly since?: string;
  readonly comparison?: 'ignore';
}

/** An option that is one field of a container. */
export function simple(
  name: keyof ContainerArguments,
  kind: Kind,
  [part, field]: readonly ['Config' | 'HostConfig', string],
  { from, updates, since, comparison }: SimpleOptions = {},
): Aspect {
  return {
    options: [{ name, kind, ...(comparison && { comparison }) }],
    ...(since !== undefined && { since }),
    async wishes(wishing) {
      const value = from === undefined ? wishing.args[name] : await from(wishing);
      return value === null || value === undefined ? {} : { [name]: value };
    },
    has: (container) => ({ [name]: container[part]?.[field] }),
    create(body, wishes) {
      if (!(name in wishes)) return;
      (part === 'Config' ? body : hostConfig(body))[field] = wishes[name];
    },
    ...(updates && {
      update(body, wishes) {
        if (name in wishes) body[field] = wishes[name];
      },
    }),
  };
}

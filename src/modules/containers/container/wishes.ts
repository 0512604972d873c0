import type { Dialogue } from '../planned-dialogue.ts';
import type { ContainerArguments } from './arguments.ts';

/** Values of options by their names, as a container has them or is to have them; absent are those not given. */
export type Wishes = Readonly<Record<string, unknown>>;

/** A container or an image as the daemon describes it. */
export interface Inspected {
  readonly Id: string;
  readonly Config: Readonly<Record<string, unknown>>;
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** What is sent to make or to change a container. */
export type Body = Record<string, unknown>;

/** What wishes are made from. */
export interface Wishing extends Dialogue {
  readonly args: ContainerArguments;
}

/** The part of a body that is the host's affair. */
export function hostConfig(body: Body): Body {
  body.HostConfig ??= {};
  return body.HostConfig as Body;
}

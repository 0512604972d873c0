import type { Platform } from '../../targets/types.ts';
import type { Json } from '../contract.ts';
import type { Observation } from './observation.ts';

/** Facts by name, without the `ansible_` prefix unless `prefix` of the collector says otherwise. */
export type Facts = Record<string, Json | undefined>;

/** What a collector may use besides the observation. */
interface FactContext {
  readonly platform: Platform;
  /** Environment of the target's user. */
  readonly environment: Readonly<Record<string, string>>;
  /** Facts of collectors that ran before, without prefix. */
  readonly known: Facts;
  readonly factPath: string;
  warn(message: string): void;
}

/**
 * One subset of facts. `files` and `script` say what the single probe of the target has to look at for it;
 * `collect` turns what the probe brought into facts, on the controller.
 */
export interface Collector {
  /** Subset name, as `gather_subset` takes it. */
  readonly name: string;
  /** Other names that select it. */
  readonly ids?: readonly string[];
  /** Collectors that have to run before it. */
  readonly requires?: readonly string[];
  /** Small text files to read, shell globs allowed. */
  readonly files?: readonly string[];
  /** Shell text that prints sections: `s NAME` starts one. */
  readonly script?: string;
  /** Replaces the prefix `ansible_` of its facts. */
  readonly prefix?: string;
  collect(seen: Observation, context: FactContext): Facts;
}

import { dumpJson } from '../values/json.ts';
import { str } from '../values/repr.ts';
import { type Dict, type Value, VaultText } from '../values/types.ts';
import { isoTime } from './iso-time.ts';
import { fields } from './runner-context.ts';
import type { RunnerEvent } from './runner-events.ts';

const failures = ['runner_on_failed', 'runner_on_async_failed', 'runner_on_item_failed'];
const jobs = {
  JOB_ID: 'job_id',
  AD_HOC_COMMAND_ID: 'ad_hoc_command_id',
  PROJECT_UPDATE_ID: 'project_update_id',
};
const largestResult = 700_000;

/**
 * An event as ansible-runner stores it while it runs. Its variables count: RUNNER_OMIT_EVENTS and RUNNER_ONLY_FAILED_EVENTS
 * leave out the data, MAX_EVENT_RES (characters) empties large results, JOB_ID and its like are told.
 */
export function runnerRecord(
  { event, uuid, data }: RunnerEvent,
  verbosity: number | undefined,
  env: NodeJS.ProcessEnv,
): Dict {
  const ids = Object.entries(jobs).map(([variable, name]): [string, Value | undefined] => [
    name,
    env[variable] ? Number(env[variable]) : undefined,
  ]);
  const ancestors = ['task_uuid', 'play_uuid', 'playbook_uuid'].map((name) => data.get(name));
  const parent = ancestors.find((found) => typeof found === 'string' && found !== uuid);
  return fields({
    event,
    ...Object.fromEntries(ids),
    pid: process.pid,
    uuid,
    created: isoTime(),
    parent_uuid: parent,
    verbosity,
    event_data: isWanted(event, env) ? withinLimit(event, data, env) : new Map(),
  });
}

const isOn = (value: string | undefined): boolean => value?.toLowerCase() === 'true';

function isWanted(event: string, env: NodeJS.ProcessEnv): boolean {
  if (isOn(env.RUNNER_OMIT_EVENTS)) return false;
  return !isOn(env.RUNNER_ONLY_FAILED_EVENTS) || failures.includes(event);
}

function withinLimit(event: string, data: Dict, env: NodeJS.ProcessEnv): Dict {
  const result = data.get('res');
  if (event === 'playbook_on_stats' || result === undefined) return data;
  const limit = Number(env.MAX_EVENT_RES ?? largestResult);
  return str(result).length > limit ? new Map(data).set('res', new Map()) : data;
}

/** JSON of a record; secrets of a vault stay encrypted. */
export function recordJson(record: Dict): string {
  return dumpJson(sealed(record), { fallback: str });
}

function sealed(value: Value): Value {
  if (value instanceof VaultText) return new Map([['__ansible_vault', value.ciphertext]]);
  if (Array.isArray(value)) return value.map(sealed);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, sealed(item)]));
  return value;
}

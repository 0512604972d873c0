import type { TaskOutcome } from '../engine/events.ts';
import type { Dict, Value } from '../values/types.ts';
import { censoredText, cleanResult, withoutInternals } from './result.ts';

/** A result as events of ansible-runner carry it: hidden, or hidden item by item, where `no_log` asks for it. */
export function runnerResult(outcome: TaskOutcome): Dict {
  const result: Dict = new Map();
  for (const [key, value] of cleanResult(outcome)) result.set(key, withoutInternals(value, true));
  if (result.get('_ansible_no_log') === true) return new Map([['censored', censoredText]]);
  const items = result.get('results');
  if (Array.isArray(items)) result.set('results', items.map(censorItem));
  return result;
}

function censorItem(item: Value): Value {
  const isHidden = item instanceof Map && item.get('_ansible_no_log') === true;
  return isHidden ? new Map([['censored', censoredText]]) : item;
}

/** The outcome without the environment among its facts, which says more of the controller's user than events should. */
export function withoutEnvironment(outcome: TaskOutcome): TaskOutcome {
  const facts = outcome.result.get('ansible_facts');
  const isSetup = outcome.task.action === 'setup' || outcome.task.action === 'gather_facts';
  if (outcome.status !== 'ok' || !isSetup || !(facts instanceof Map)) return outcome;
  if (!facts.has('ansible_env')) return outcome;
  const kept: Dict = new Map(facts);
  kept.delete('ansible_env');
  return { ...outcome, result: new Map<Value, Value>(outcome.result).set('ansible_facts', kept) };
}

import type { Callback, HostStats, PlayInfo, TaskInfo, TaskOutcome } from '../engine/events.ts';
import { dumpJson } from '../values/json.ts';
import { str } from '../values/repr.ts';
import type { Dict, Value } from '../values/types.ts';
import type { Display } from './display.ts';
import type { CallbackOptions } from './options.ts';
import { cleanResult, taskPath, withoutInternals } from './result.ts';

/** The whole run as one JSON document at its end (ansible.posix.json). */
export function createJson(display: Display, options: CallbackOptions): Callback {
  const plays: Value[] = [];
  let tasks: Value[] = [];
  let playDuration: Dict = new Map();
  let lockstep = true;
  /** Tasks that hosts work on by themselves, by host and task. */
  const own = new Map<string, Dict>();
  let current: Dict = new Map();

  const startPlay = (play: PlayInfo) => {
    lockstep = ['linear', 'debug'].includes(play.strategy ?? 'linear');
    tasks = [];
    playDuration = new Map([['start', timestamp()]]);
    const path = play.span === undefined ? '' : `${play.span.file}:${play.span.line}`;
    const head: [Value, Value][] = [
      ['name', play.name],
      ['id', play.uuid],
      ['path', path],
      ['duration', playDuration],
    ];
    plays.push(
      new Map<Value, Value>([
        ['play', new Map(head)],
        ['tasks', tasks],
      ]),
    );
  };

  const startTask = (task: TaskInfo): Dict => {
    const head: [Value, Value][] = [
      ['name', task.name],
      ['id', task.uuid],
      ['path', taskPath(task) ?? ''],
      ['duration', new Map([['start', timestamp()]])],
    ];
    current = new Map<Value, Value>([
      ['task', new Map(head)],
      ['hosts', new Map()],
    ]);
    tasks.push(current);
    return current;
  };

  const record = (outcome: TaskOutcome) => {
    const { host, task, status } = outcome;
    const clean = cleanResult(outcome);
    const result = withoutInternals(clean, true) as Dict;
    const delegated = clean.get('_ansible_delegated_vars');
    if (delegated !== undefined) result.set('_ansible_delegated_vars', delegated);
    if (status === 'failed' || status === 'skipped') result.set(status, true);
    result.set('action', task.action);
    const key = `${host}\0${task.uuid}`;
    const entry = own.get(key) ?? current;
    own.delete(key);
    (entry.get('hosts') as Dict).set(host, result);
    const end = timestamp();
    ((entry.get('task') as Dict).get('duration') as Dict).set('end', end);
    playDuration.set('end', end);
  };

  return {
    name: 'json',
    onEvent: (event) => {
      switch (event.type) {
        case 'playStart':
          return startPlay(event.play);
        case 'taskStart':
          if (lockstep && event.kind !== 'cleanup') startTask(event.task);
          return;
        case 'hostStart':
          if (!lockstep) own.set(`${event.host}\0${event.task.uuid}`, startTask(event.task));
          return;
        case 'result':
          return record(event.outcome);
        case 'stats': {
          const custom: Dict = new Map(options.showCustomStats ? event.custom : []);
          const global = custom.get('_run') ?? new Map();
          custom.delete('_run');
          const document: Dict = new Map<Value, Value>([
            ['plays', plays],
            ['stats', summary(event.stats)],
            ['custom_stats', custom],
            ['global_custom_stats', global],
          ]);
          const indent = options.jsonIndent > 0 ? options.jsonIndent : null;
          display.line(dumpJson(document, { indent, sortKeys: true, fallback: str }));
        }
      }
    },
  };
}

function summary(stats: ReadonlyMap<string, HostStats>): Dict {
  const hosts: Dict = new Map();
  for (const [host, counts] of stats) hosts.set(host, new Map(Object.entries(counts)));
  return hosts;
}

/** UTC with microseconds, as Python's isoformat writes it. */
function timestamp(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

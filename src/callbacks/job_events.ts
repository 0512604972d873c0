import { constants } from 'node:os';
import { basename } from 'node:path';
import type { Callback } from '../engine/events.ts';
import type { Value } from '../values/types.ts';
import type { Display } from './display.ts';
import type { CallbackOptions } from './options.ts';
import { PrivateFolder } from './private-folder.ts';
import { fields } from './runner-context.ts';
import { recordJson, runnerRecord } from './runner-record.ts';
import { type RunnerSink, streamEvents } from './runner-stream.ts';

const { SIGHUP, SIGTERM } = constants.signals;
/** Exit codes of runs that somebody ended: by Ctrl-C, or by a signal. */
const canceled = [99, 128 + SIGHUP, 128 + SIGTERM];

/**
 * The artifacts of ansible-runner without it: `job_events/N-UUID.json` for every event, and at the end `stdout`, `rc` and
 * `status`. Stands around the callback for stdout, whose lines are the events' text.
 */
export function createJobEvents(
  inner: Callback,
  display: Display,
  options: CallbackOptions,
  env: NodeJS.ProcessEnv,
): Callback {
  const folder = new PrivateFolder(options.jobEventsDirectory, display);
  const ident = basename(options.jobEventsDirectory);
  let isClosed = false;
  let counter = 0;
  let line = 0;
  let all = '';
  let text = '';
  let record = fields({});
  const sink: RunnerSink = {
    begin(event, verbosity) {
      record = runnerRecord(event, verbosity, env);
      text = '';
    },
    text: (more) => {
      text += more;
    },
    end() {
      const first = line;
      line += text.split('\n').length - 1;
      counter += 1;
      const shown = text.replace(/[\r\n]+$/, '');
      const uuid = record.get('uuid') as string;
      const head: Record<string, Value> = {
        uuid,
        counter,
        stdout: shown,
        start_line: first,
        end_line: line,
        runner_ident: ident,
      };
      all += text;
      folder.write(
        `job_events/${counter}-${uuid}.json`,
        recordJson(new Map([...fields(head), ...record])),
      );
    },
  };
  const { displayArgsToStdout: showArguments } = options;
  const stream = streamEvents(inner, display, { showArguments, isAdHoc: false }, sink);
  return {
    ...inner,
    ...stream,
    async close(code = 1) {
      // A run that is ended from outside may come to its own end meanwhile.
      if (isClosed) return;
      isClosed = true;
      await inner.close?.(code);
      folder.write('stdout', all);
      folder.write('rc', String(code));
      folder.write(
        'status',
        code === 0 ? 'successful' : canceled.includes(code) ? 'canceled' : 'failed',
      );
    },
  };
}

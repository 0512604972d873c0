import type { Callback } from '../engine/events.ts';
import type { Display } from './display.ts';
import type { CallbackOptions } from './options.ts';
import { PrivateFolder } from './private-folder.ts';
import { recordJson, runnerRecord } from './runner-record.ts';
import { type RunnerSink, streamEvents } from './runner-stream.ts';

/**
 * ansible-runner's own callback: another one's lines, each event's between two marks on the same stream. The first names
 * the event, whose data lie in `job_events/UUID-partial.json` of the folder AWX_ISOLATED_DATA_DIR by then.
 */
export function createAwxDisplay(
  inner: Callback,
  display: Display,
  options: CallbackOptions,
  env: NodeJS.ProcessEnv,
): Callback {
  const path = env.AWX_ISOLATED_DATA_DIR;
  const folder = path ? new PrivateFolder(path, display) : undefined;
  const sink: RunnerSink = {
    begin(event, verbosity, toStderr) {
      const record = runnerRecord(event, verbosity, env);
      folder?.write(`job_events/${event.uuid}-partial.json`, recordJson(record));
      display.pass(mark(JSON.stringify({ uuid: event.uuid }).replace(':', ': ')), toStderr);
    },
    text() {},
    end: (toStderr) => display.pass(mark('{}'), toStderr),
  };
  const { displayArgsToStdout: showArguments } = options;
  const isAdHoc = Boolean(env.AD_HOC_COMMAND_ID);
  return {
    ...inner,
    name: 'awx_display',
    ...streamEvents(inner, display, { showArguments, isAdHoc }, sink),
  };
}

const chunkSize = 78;

/** Text in Base64 that a terminal doesn't show: each piece is gone back over, and the line's rest deleted. */
function mark(text: string): string {
  const pieces = Buffer.from(text)
    .toString('base64')
    .match(new RegExp(`.{1,${chunkSize}}`, 'g'));
  const hidden = (pieces ?? []).map((piece) => `${piece}\x1b[${piece.length}D`).join('');
  return `\x1b[K${hidden}\x1b[K`;
}

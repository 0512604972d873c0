import type { Callback, EngineEvent } from '../engine/events.ts';
import type { Value } from '../values/types.ts';
import type { Display, LineOptions } from './display.ts';
import type { RunnerEventOptions } from './runner-context.ts';
import { type RunnerEvent, RunnerEvents } from './runner-events.ts';
import { withoutEnvironment } from './runner-result.ts';

/** Where events of ansible-runner go, with the text that the screen gets while they last. */
export interface RunnerSink {
  begin(event: RunnerEvent, verbosity: number | undefined, toStderr: boolean): void;
  text(text: string): void;
  end(toStderr: boolean): void;
}

/**
 * Shows what another callback shows, and tells a sink of ansible-runner's events around it. Text from elsewhere (warnings,
 * messages at -v, other callbacks) is told as an event of its own.
 */
export function streamEvents(
  inner: Callback,
  display: Display,
  options: RunnerEventOptions,
  sink: RunnerSink,
): Pick<Callback, 'onEvent'> {
  const events = new RunnerEvents(options);
  let isInside = false;
  display.watch({
    before(line) {
      if (isInside) return;
      const event = events.outside(
        line.kind === 'banner' ? 'verbose' : (line.kind ?? 'verbose'),
        about(line),
      );
      sink.begin(event, line.verbosity, line.stderr === true);
    },
    after(text, line) {
      sink.text(text);
      if (!isInside) sink.end(line.stderr === true);
    },
  });
  const during = (event: RunnerEvent, show: () => void) => {
    sink.begin(event, undefined, false);
    isInside = true;
    show();
    isInside = false;
    sink.end(false);
  };
  return {
    onEvent(event) {
      const shown = withoutEnv(event);
      for (const one of events.of(shown)) {
        during(one, () => {
          if (one.isDiff !== true) inner.onEvent(shown);
          else if (shown.type === 'result' || shown.type === 'itemResult')
            inner.showDiff?.(shown.outcome);
        });
      }
    },
  };
}

function withoutEnv(event: EngineEvent): EngineEvent {
  if (event.type !== 'result') return event;
  const outcome = withoutEnvironment(event.outcome);
  return outcome === event.outcome ? event : { ...event, outcome };
}

function about({ kind, host }: LineOptions): Record<string, Value | undefined> {
  return { ...(kind === undefined ? {} : { [kind]: true }), remote_addr: host };
}

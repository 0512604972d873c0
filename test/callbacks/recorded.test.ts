import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Display } from '../../src/callbacks/display.ts';
import { type CallbackOptions, defaultCallbackOptions } from '../../src/callbacks/options.ts';
import { MemoryOutput } from '../../src/callbacks/output.ts';
import { createReporter } from '../../src/callbacks/reporter.ts';
import { type Recording, readEvents } from './recording.ts';

const folder = join(import.meta.dirname, 'fixtures');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

interface RecordedOptions extends Partial<CallbackOptions> {
  callback?: string;
  color?: boolean;
}

/** The events of runs of real Ansible, and what its callbacks wrote for them. */
describe('recorded runs', () => {
  test.each(names)('%s', async (name) => {
    const text = readFileSync(join(folder, `${name}.json`), 'utf8');
    const recording = JSON.parse(text) as Recording<RecordedOptions>;
    const { callback = 'default', color = false, ...options } = recording.options;
    const stdout = new MemoryOutput();
    const stderr = new MemoryOutput();
    const display = new Display({ stdout, stderr, color, verbosity: recording.verbosity });
    const reporter = await createReporter({
      display,
      options: { ...defaultCallbackOptions, ...options },
      stdoutCallback: callback,
      enabled: [],
    });
    for (const event of readEvents(recording)) reporter.onEvent(event);
    await reporter.close();

    // The recordings begin after what Ansible says of callbacks that it passes over.
    const shown = stdout.text.replace(/^Skipping callback '.*\n/gm, '');
    expect(shown).toBe(readFileSync(join(folder, `${name}.stdout.txt`), 'utf8'));
    const errors = join(folder, `${name}.stderr.txt`);
    expect(stderr.text).toBe(existsSync(errors) ? readFileSync(errors, 'utf8') : '');
  });
});

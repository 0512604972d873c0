import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAwxDisplay } from '../../src/callbacks/awx_display.ts';
import { createDefault } from '../../src/callbacks/default.ts';
import { Display } from '../../src/callbacks/display.ts';
import { createJobEvents } from '../../src/callbacks/job_events.ts';
import { defaultCallbackOptions as options } from '../../src/callbacks/options.ts';
import { MemoryOutput } from '../../src/callbacks/output.ts';
import { createReporter } from '../../src/callbacks/reporter.ts';
import type { Callback, EngineEvent } from '../../src/engine/events.ts';
import { readEvents } from './recording.ts';

interface Told {
  readonly event: string;
  readonly uuid: string;
  readonly counter?: number;
  readonly end_line?: number;
  readonly event_data: Record<string, unknown>;
}

const counts = {
  ok: 2,
  changed: 1,
  unreachable: 0,
  failures: 1,
  skipped: 0,
  rescued: 0,
  ignored: 0,
};
const events = readEvents({
  verbosity: 0,
  options: {},
  tasks: {
    t1: {
      uuid: 't1',
      name: 'web : put it',
      writtenName: 'web : put {{ it }}',
      role: 'web',
      action: 'copy',
      resolvedAction: 'ansible.builtin.copy',
      path: '/srv/site.yml',
      line: 7,
      diff: true,
      args: { src: 'a' },
    },
    t2: { uuid: 't2', name: 'hidden', action: 'command', args: {}, noLog: true, loopWith: 'items' },
    t3: { uuid: 't3', name: 'include_tasks', action: 'include_tasks', args: {} },
    t4: { uuid: 't4', name: 'setup', action: 'setup', args: {} },
  },
  events: [
    { type: 'playbookStart', path: 'site.yml' },
    {
      type: 'playStart',
      play: { uuid: 'p', name: 'Web', hosts: ['a'], pattern: 'all:!b', checkMode: false },
    },
    { type: 'taskStart', kind: 'task', task: 't1' },
    { type: 'hostStart', host: 'a', task: 't1' },
    outcome('result', 'ok', 't1', {
      changed: true,
      diff: { before: 'x\n', after: 'y\n' },
      _ansible_no_log: false,
    }),
    { type: 'taskStart', kind: 'handler', task: 't2' },
    outcome('itemResult', 'failed', 't2', { msg: 'secret', changed: false }),
    outcome('result', 'failed', 't2', { msg: 'secret', changed: false }),
    { type: 'asyncPoll', host: 'a', task: 't2', jid: '1', result: { msg: 'secret' } },
    outcome('retry', 'failed', 't1', { attempts: 1 }),
    outcome('result', 'ok', 't3', { include: 'x.yml' }),
    { type: 'taskStart', kind: 'task', task: 't1' },
    outcome('result', 'ok', 't4', { ansible_facts: { ansible_env: { KEY: 'secret' }, a: 1 } }),
    { type: 'stats', stats: { a: counts }, custom: { _run: { k: 'v' } } },
  ],
});

function outcome(
  type: string,
  status: string,
  task: string,
  result: object,
): Record<string, unknown> {
  const changed = 'changed' in result && result.changed;
  return { type, retries: 3, attempt: 1, outcome: { status, host: 'a', task, changed, result } };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(verbosity = 0) {
  const stdout = new MemoryOutput();
  const stderr = new MemoryOutput();
  return { stdout, stderr, display: new Display({ stdout, stderr, verbosity }) };
}

function plainText(): string {
  const { stdout, display } = open();
  tell(createDefault(display, options));
  return stdout.text;
}

function tell(callback: Callback, what: readonly EngineEvent[] = events): void {
  for (const event of what) callback.onEvent(event);
}

const marks = /\x1b\[K((?:[A-Za-z0-9+/=]+\x1b\[\d+D)+)\x1b\[K/;

/** What the marks on a stream say, and the text after each. */
function readMarks(text: string): { uuid: string | undefined; text: string }[] {
  const [, ...pieces] = text.split(marks);
  return pieces.flatMap((piece, at) => {
    if (at % 2 === 1) return [];
    const base64 = piece.replaceAll(/\x1b\[\d+D/g, '');
    const { uuid } = JSON.parse(Buffer.from(base64, 'base64').toString());
    return [{ uuid, text: pieces[at + 1] ?? '' }];
  });
}

const read = (name: string): Told =>
  JSON.parse(readFileSync(join(folder, 'job_events', name), 'utf8'));

describe('awx_display', () => {
  function run(env: NodeJS.ProcessEnv = {}, verbosity = 0) {
    const { stdout, stderr, display } = open(verbosity);
    const all = { AWX_ISOLATED_DATA_DIR: folder, ...env };
    const callback = createAwxDisplay(createDefault(display, options), display, options, all);
    return { stdout, stderr, display, callback };
  }
  const recorded = (text: string) =>
    readMarks(text)
      .filter(({ uuid }) => uuid !== undefined)
      .map((mark) => ({ ...read(`${mark.uuid}-partial.json`), text: mark.text }));

  test("shows the other callback's lines between its marks", () => {
    const { stdout, callback } = run();
    tell(callback);
    expect(
      stdout.text
        .split(marks)
        .filter((_, at) => at % 2 === 0)
        .join(''),
    ).toBe(plainText());
    const ends = readMarks(stdout.text).filter(({ uuid }) => uuid === undefined);
    expect(ends.every(({ text }) => text === '')).toBe(true);
    expect(ends.length).toBe(events.length + 1);
  });

  test('tells the events in order, each with its own text', () => {
    const { stdout, callback } = run();
    tell(callback);
    const told = recorded(stdout.text);
    expect(told.map(({ event }) => event)).toEqual([
      'playbook_on_start',
      'playbook_on_play_start',
      'playbook_on_task_start',
      'runner_on_start',
      'runner_on_file_diff',
      'runner_on_ok',
      'playbook_on_task_start',
      'runner_item_on_failed',
      'runner_on_failed',
      'runner_on_async_poll',
      'runner_retry',
      'runner_on_ok',
      'playbook_on_task_start',
      'runner_on_ok',
      'playbook_on_stats',
    ]);
    expect(told[3]?.event_data).toMatchObject({ task: 'put {{ it }}', host: 'a' });
    expect(told[4]?.text).toContain('+y');
    expect(told[5]?.text).toBe('changed: [a]\n');
    expect(told[5]?.event_data).toMatchObject({
      playbook: 'site.yml',
      play: 'Web',
      play_pattern: 'all:!b',
      task: 'put it',
      task_uuid: 't1',
      resolved_action: 'ansible.builtin.copy',
      task_path: '/srv/site.yml:7',
      role: 'web',
      host: 'a',
      remote_addr: 'a',
      res: { changed: true, _ansible_no_log: false },
      event_loop: null,
    });
    expect(told[5]).toMatchObject({ parent_uuid: 't1', pid: process.pid });
    expect(told[6]?.event_data).toMatchObject({ is_conditional: true, uuid: 't2' });
    expect(told[8]?.event_data).toMatchObject({ ignore_errors: null, event_loop: 'items' });
    expect(told[10]?.event_data.res).toMatchObject({ attempts: 1, _ansible_no_log: false });
    expect(told[11]?.event_data.resolved_action).toBeNull();
    expect(told[12]?.uuid).toBe('t1_2');
    expect(told[13]?.event_data.res).toMatchObject({ ansible_facts: { a: 1 } });
    expect(told[14]?.event_data).toMatchObject({
      ok: { a: 2 },
      failures: { a: 1 },
      dark: {},
      processed: { a: 1 },
      artifact_data: { k: 'v' },
    });
    expect(told[14]?.event_data).not.toHaveProperty('play');
    expect(JSON.stringify(told)).not.toContain('secret');
    const modes = readdirSync(join(folder, 'job_events')).map(
      (name) => statSync(join(folder, 'job_events', name)).mode & 0o777,
    );
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  test('tells of text from elsewhere by itself, on the stream where it goes', () => {
    const { stdout, stderr, display, callback } = run({}, 2);
    tell(callback, events.slice(0, 1));
    display.warning('mind');
    display.verbose('look', 1, 'a');
    const [warning] = recorded(stderr.text);
    expect(warning).toMatchObject({
      event: 'warning',
      text: '[WARNING]: mind\n',
      event_data: { warning: true, playbook: 'site.yml' },
    });
    expect(recorded(stdout.text).at(-1)).toMatchObject({
      event: 'verbose',
      verbosity: 2,
      text: '<a> look\n',
      event_data: { verbose: true, remote_addr: 'a' },
    });
  });

  test('leaves out what its variables forbid', () => {
    const { stdout, callback } = run({ RUNNER_ONLY_FAILED_EVENTS: 'True', JOB_ID: '7' });
    tell(callback, events.slice(0, 9));
    const told = recorded(stdout.text);
    const full = told.filter(({ event_data }) => Object.keys(event_data).length > 0);
    expect(full.map(({ event }) => event)).toEqual(['runner_on_failed']);
    expect(told[0]).toMatchObject({ job_id: 7 });
  });

  test('tells neither of plays nor of tasks of ad-hoc commands', () => {
    const { stdout, callback } = run({ AD_HOC_COMMAND_ID: '1', MAX_EVENT_RES: '10' });
    tell(callback, events.slice(0, 5));
    const told = recorded(stdout.text);
    expect(told.map(({ event }) => event)).toEqual([
      'playbook_on_start',
      'runner_on_start',
      'runner_on_file_diff',
      'runner_on_ok',
    ]);
    const file = { task_path: '', resolved_action: null };
    expect(told[3]?.event_data).toMatchObject({ task: 'put it', res: {}, ...file });
    expect(told[3]).toMatchObject({ ad_hoc_command_id: 1 });
  });
});

describe('the reporter', () => {
  async function report(isInPython: boolean, env: Record<string, string>) {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const { stdout, display } = open();
    const heard: string[] = [];
    const reporter = await createReporter({
      display,
      options,
      stdoutCallback: 'awx_display',
      enabled: [],
      python: {
        has: (_name, isNative) => isInPython || !isNative,
        automatic: () => [],
        load: () => {},
        tell: (event) => heard.push(String(event.get('type'))),
      },
    });
    for (const event of events.slice(0, 5)) reporter.onEvent(event);
    await reporter.close(0);
    vi.unstubAllEnvs();
    return { marks: readMarks(stdout.text), heard };
  }

  test('leaves awx_display to Python where Ansible is there, and has its own where not', async () => {
    const env = { AWX_ISOLATED_DATA_DIR: folder };
    expect((await report(true, env)).marks).toEqual([]);
    expect((await report(true, env)).heard).toEqual(['playbook', 'play', 'task', 'host', 'result']);
    const { marks, heard } = await report(false, env);
    expect(heard).toEqual([]);
    expect(marks.at(-2)?.text).toBe('changed: [a]\n');
  });

  test('shows the lines of the callback that ansible-runner was told to use', async () => {
    const env = { AWX_ISOLATED_DATA_DIR: folder, ORIGINAL_STDOUT_CALLBACK: 'minimal' };
    expect((await report(false, env)).marks.at(-2)?.text).toContain('a | CHANGED => {');
    const adHoc = { AWX_ISOLATED_DATA_DIR: folder, AD_HOC_COMMAND_ID: '1' };
    expect((await report(false, adHoc)).marks.at(-2)?.text).toContain('a | CHANGED => {');
  });
});

describe('job_events', () => {
  function run(directory: string) {
    const { stdout, stderr, display } = open();
    const settings = { ...options, jobEventsDirectory: directory };
    const callback = createJobEvents(createDefault(display, settings), display, settings, {});
    return { stdout, stderr, callback };
  }

  test('writes what ansible-runner would have left', async () => {
    const { stdout, callback } = run(folder);
    tell(callback);
    await callback.close?.(2);
    const names = readdirSync(join(folder, 'job_events'));
    const told = names.map(read).sort((a, b) => Number(a.counter) - Number(b.counter));
    expect(names).toContain('3-t1.json');
    expect(told.map(({ counter }) => counter)).toEqual(told.map((_, at) => at + 1));
    expect(told[2]).toMatchObject({
      event: 'playbook_on_task_start',
      uuid: 't1',
      stdout: `\nTASK [web : put it] ${'*'.repeat(60)}`,
      start_line: 2,
      end_line: 4,
      parent_uuid: 'p',
    });
    expect(told.at(-1)?.end_line).toBe(stdout.text.split('\n').length - 1);
    const artifact = (name: string) => readFileSync(join(folder, name), 'utf8');
    expect(artifact('stdout')).toBe(plainText());
    expect([artifact('rc'), artifact('status')]).toEqual(['2', 'failed']);
    expect(statSync(join(folder, 'stdout')).mode & 0o777).toBe(0o600);
    expect(stdout.text).toBe(plainText());
  });

  test('stands around whatever has stdout, and knows a run that was ended from outside', async () => {
    const { stdout, display } = open();
    const reporter = await createReporter({
      display,
      options: { ...options, jobEventsDirectory: folder },
      stdoutCallback: 'oneline',
      enabled: ['job_events'],
    });
    for (const event of events) reporter.onEvent(event);
    await reporter.close(143);
    await reporter.close(0);
    const artifact = (name: string) => readFileSync(join(folder, name), 'utf8');
    expect([artifact('rc'), artifact('status')]).toEqual(['143', 'canceled']);
    expect(artifact('stdout')).toBe(stdout.text);
    expect(stdout.text).toContain('a | CHANGED => ');
  });

  test('says once where it cannot write, and goes on', async () => {
    const { stdout, stderr, callback } = run('/dev/null/x');
    tell(callback);
    await callback.close?.(0);
    expect(stdout.text).toBe(plainText());
    expect(stderr.text.match(/Unable to write/g)).toHaveLength(1);
  });
});

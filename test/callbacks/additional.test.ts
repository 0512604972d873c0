import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Display } from '../../src/callbacks/display.ts';
import { createJson } from '../../src/callbacks/json.ts';
import { createJunit } from '../../src/callbacks/junit.ts';
import { createLive } from '../../src/callbacks/live.ts';
import { defaultCallbackOptions as options } from '../../src/callbacks/options.ts';
import { MemoryOutput } from '../../src/callbacks/output.ts';
import { createProfileTasks } from '../../src/callbacks/profile_tasks.ts';
import { createReporter } from '../../src/callbacks/reporter.ts';
import { createTimer } from '../../src/callbacks/timer.ts';
import { createTree } from '../../src/callbacks/tree.ts';
import type { Callback, EngineEvent } from '../../src/engine/events.ts';
import { readEvents } from './recording.ts';

const task = { uuid: 't1', name: 'copy <it>', action: 'copy', path: '/srv/site.yml', line: 7 };

/** A play with one task that works on one host, fails on another and is left out on a third. */
const events = readEvents({
  verbosity: 0,
  options: {},
  tasks: { t1: { ...task, args: { src: 'a' } } },
  events: [
    { type: 'playbookStart', path: '/srv/site.yml' },
    { type: 'playStart', play: { uuid: 'p', name: 'Web', hosts: [], checkMode: false } },
    { type: 'taskStart', kind: 'task', task: 't1' },
    result('ok', 'a', {
      changed: true,
      _ansible_no_log: false,
      size: 3,
      _ansible_delegated_vars: { ansible_host: 'd', ansible_user: 'me', more: 1 },
    }),
    result('failed', 'b', { msg: 'no "room"', changed: false }),
    result('skipped', 'c', { skip_reason: 'Conditional result was False' }),
    {
      type: 'stats',
      stats: {
        a: { ok: 1, changed: 1, unreachable: 0, failures: 0, skipped: 0, rescued: 0, ignored: 0 },
      },
      custom: {},
    },
  ],
});

function result(status: string, host: string, fields: object): Record<string, unknown> {
  const changed = 'changed' in fields && fields.changed;
  return { type: 'result', outcome: { status, host, changed, task: 't1', result: fields } };
}

function open() {
  const stdout = new MemoryOutput();
  const stderr = new MemoryOutput();
  return { stdout, stderr, display: new Display({ stdout, stderr }) };
}

function tell(callback: Callback, what: readonly EngineEvent[] = events): void {
  for (const event of what) callback.onEvent(event);
}

test('junit writes a case for every host of a task', () => {
  const outputDirectory = mkdtempSync(join(tmpdir(), 'junit-'));
  const junit = { ...options.junit, outputDirectory };
  tell(createJunit(open().display, { ...options, junit }));
  const [file = ''] = readdirSync(outputDirectory);
  expect(file).toMatch(/^site-[\d.]+\.xml$/);
  const report = readFileSync(join(outputDirectory, file), 'utf8').replace(
    /time="[^"]*"/g,
    'time=""',
  );
  expect(report).toBe(
    [
      '<?xml version="1.0" ?>',
      '<testsuites disabled="0" errors="0" failures="1" tests="3" time="">',
      '\t<testsuite disabled="0" errors="0" failures="1" name="site" skipped="1" tests="3" time="">',
      '\t\t<testcase classname="/srv/site.yml:7" name="[a] Web: copy &lt;it&gt; src=a" time="">',
      '\t\t\t<system-out>{\n&quot;changed&quot;: true,\n&quot;size&quot;: 3\n}</system-out>',
      '\t\t</testcase>',
      '\t\t<testcase classname="/srv/site.yml:7" name="[b] Web: copy &lt;it&gt; src=a" time="">',
      '\t\t\t<failure message="no &quot;room&quot;" type="failure">{\n&quot;changed&quot;: false,\n&quot;msg&quot;: &quot;no \\&quot;room\\&quot;&quot;\n}</failure>',
      '\t\t</testcase>',
      '\t\t<testcase classname="/srv/site.yml:7" name="[c] Web: copy &lt;it&gt; src=a" time="">',
      '\t\t\t<skipped>Conditional result was False</skipped>',
      '\t\t</testcase>',
      '\t</testsuite>',
      '</testsuites>',
      '',
    ].join('\n'),
  );
});

test('json writes the whole run as one document', () => {
  const { display, stdout } = open();
  tell(createJson(display, options));
  const document = JSON.parse(stdout.text);
  expect(document.plays).toHaveLength(1);
  expect(document.plays[0].play).toMatchObject({ name: 'Web', id: 'p' });
  expect(document.plays[0].tasks[0]).toMatchObject({
    task: { name: 'copy <it>', id: 't1', path: '/srv/site.yml:7' },
    hosts: {
      a: {
        action: 'copy',
        changed: true,
        size: 3,
        _ansible_no_log: false,
        _ansible_delegated_vars: {
          ansible_host: 'd',
          ansible_port: null,
          ansible_user: 'me',
          ansible_connection: null,
        },
      },
      b: { action: 'copy', failed: true, msg: 'no "room"' },
      c: { action: 'copy', skipped: true },
    },
  });
  expect(document.stats.a.changed).toBe(1);
  expect(document.custom_stats).toEqual({});
  expect(stdout.text.startsWith('{\n    "custom_stats": {},\n    "global_custom_stats": {},')).toBe(
    true,
  );
});

test('tree keeps the last result of each host, failures among them', () => {
  const treeDirectory = join(mkdtempSync(join(tmpdir(), 'tree-')), 'deep');
  tell(createTree(open().display, { ...options, treeDirectory }));
  expect(readdirSync(treeDirectory).sort()).toEqual(['a', 'b']);
  expect(readFileSync(join(treeDirectory, 'a'), 'utf8')).toBe('{"changed": true, "size": 3}');
});

test('timer tells how long it took', () => {
  const { display, stdout } = open();
  let now = 0;
  const timer = createTimer(display, () => now);
  now = ((26 * 60 + 3) * 60 + 5) * 1000 + 900;
  tell(timer);
  expect(stdout.text).toBe('Playbook run took 1 days, 2 hours, 3 minutes, 5 seconds\n');
});

test('profile_tasks tells when tasks begin and which ones took longest', () => {
  const { display, stdout } = open();
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const callback = createProfileTasks(display, options, () => now);
  now += 1250;
  for (const event of events) {
    if (event.type === 'result') now += 1000;
    callback.onEvent(event);
  }
  const lines = stdout.text.split('\n');
  expect(lines[0]).toMatch(
    /^Friday 02 January 2026 {2}\d\d:04:06 [+-]\d{4} \(0:00:01\.250\) {7}0:00:01\.250 \*+ $/,
  );
  expect(lines[0]).toHaveLength(80);
  expect(lines[2]).toBe(`${'='.repeat(79)} `);
  expect(lines[3]).toBe(`copy <it> ${'-'.repeat(60)}--- 3.00s`);
});

test('the live view shows the hosts at work and leaves no trace', async () => {
  let text = '';
  const live = createLive({
    write: (piece) => (text += piece),
    columns: () => 30,
    now: () => 5000,
  });
  const [taskStart] = events.filter((event) => event.type === 'taskStart');
  if (taskStart === undefined) throw new Error('no task');
  live.onEvent(taskStart);
  live.onEvent({ type: 'hostStart', host: 'a-host-with-quite-a-long-name', task: taskStart.task });
  await expect.poll(() => text).toContain('copy <it>');
  const [first = '', second = ''] = text.split('\n');
  expect(first.slice(1)).toBe(' copy <it> (0 of 1 hosts do…');
  expect(second).toBe('  › a-host-with-quite-a-long…');
  live.close();
  expect(text.endsWith('\x1b[2A\x1b[0J')).toBe(true);
});

describe('the reporter', () => {
  const create = (stdoutCallback: string, enabled: string[] = []) => {
    const opened = open();
    const { display } = opened;
    return { ...opened, reporter: createReporter({ display, options, stdoutCallback, enabled }) };
  };

  test('refuses a callback that it does not know', async () => {
    await expect(create('sparkles').reporter).rejects.toThrow(
      'Invalid callback for stdout specified: sparkles',
    );
  });

  test('takes names with and without their collection, and warns of unknown ones', async () => {
    const { reporter, stdout, stderr } = create('ansible.builtin.minimal', [
      'ansible.posix.timer',
      'confetti',
    ]);
    const opened = await reporter;
    for (const event of events) opened.onEvent(event);
    await opened.close();
    expect(stdout.text).toContain('a | CHANGED => {\n    "changed": true,');
    expect(stdout.text).toContain('Playbook run took 0 days');
    expect(stderr.text).toBe("[WARNING]: Skipping callback plugin 'confetti', unable to load\n");
  });

  test('shows warnings and notices whatever the callback', async () => {
    const { reporter, stdout, stderr } = create('null');
    const opened = await reporter;
    opened.onEvent({ type: 'warning', message: 'careful' });
    opened.onEvent({ type: 'notice', message: 'Press a key', verbosity: 0 });
    opened.onEvent({ type: 'notice', message: 'hidden', verbosity: 1 });
    await opened.close();
    expect(stderr.text).toBe('[WARNING]: careful\n');
    expect(stdout.text).toBe('Press a key\n');
  });
});

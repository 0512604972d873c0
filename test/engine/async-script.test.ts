import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type DetachedJob,
  inputFile,
  jobScript,
  resultsFile,
  scriptFile,
  starter,
} from '../../src/engine/async-script.ts';
import type { Command } from '../../src/targets/types.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "troupe-jobs it's-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function makeJob(command: Command, more: Partial<DetachedJob> = {}): DetachedJob {
  const known = { cmd: 'something', changed: true };
  return { id: 'j1.2', folder, command, seconds: 30, known, strip: true, ...more };
}

/** Performs the job's script in the foreground and reads its result. */
function perform(job: DetachedJob, shell = '/bin/sh'): Record<string, unknown> {
  writeFileSync(scriptFile(job), jobScript(job));
  if (job.command.stdin !== undefined) writeFileSync(inputFile(job), job.command.stdin);
  const [program = '', ...args] = shell.split(' ');
  spawnSync(program, [...args, scriptFile(job)], { detached: true } as object);
  return JSON.parse(readFileSync(resultsFile(job), 'utf8')) as Record<string, unknown>;
}

const shells = ['dash', 'bash', 'busybox ash', 'ksh93', 'mksh'].filter((shell) => {
  const [program = '', ...args] = shell.split(' ');
  return spawnSync(program, [...args, '-c', ':']).status === 0;
});

describe.each(shells)('a job under %s', (shell) => {
  it('writes every character as JSON', () => {
    const all = Array.from({ length: 127 }, (_, code) => String.fromCharCode(code + 1)).join('');
    const text = `${all} zwölf 雪 %s %d $HOME \`x\` \\n end`;
    const result = perform(makeJob({ argv: ['cat'], stdin: `\n${text}\n\r\n\n` }), shell);
    expect(result).toMatchObject({ stdout: `\n${text}`, rc: 0, msg: '', cmd: 'something' });
    expect(result.delta).toMatch(/^0:00:\d\d(\.\d{6})?$/);
    expect(result.start).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?$/);
    expect(readdirSync(folder)).toEqual(['j1.2']);
  });

  it('keeps empty lines at the end when told', () => {
    const result = perform(makeJob({ argv: ['printf', 'x\n\n'] }, { strip: false }), shell);
    expect(result.stdout).toBe('x\n\n');
  });

  it('tells exit codes and signals apart', () => {
    expect(perform(makeJob({ shell: 'exit 137' }), shell)).toMatchObject({
      rc: 137,
      failed: true,
      msg: 'non-zero return code',
    });
    expect(perform(makeJob({ shell: 'kill -9 $$' }), shell)).toMatchObject({ rc: -9 });
  });

  it('runs where and with what the command says', () => {
    const command = {
      argv: ['sh', '-c', 'echo "$PWD $A"; echo oops >&2', 'x'],
      cwd: '/usr',
      env: { A: "it's" },
    };
    expect(perform(makeJob(command), shell)).toMatchObject({ stdout: "/usr it's", stderr: 'oops' });
  });

  it('kills the command and its children when time is up', () => {
    const command = {
      shell: `sleep 60 & echo $! >'${folder.replaceAll("'", "'\\''")}/child'; wait`,
    };
    const before = Date.now();
    const result = perform(makeJob(command, { seconds: 1 }), shell);
    expect(Date.now() - before).toBeLessThan(30_000);
    expect(result).toMatchObject({ failed: true, msg: 'Timeout exceeded' });
    const child = readFileSync(join(folder, 'child'), 'utf8').trim();
    expect(spawnSync('ps', ['-o', 'stat=', '-p', child]).stdout.toString()).not.toMatch(/^[SR]/);
  });
});

it('starts a job that outlives its starter', async () => {
  const job = makeJob({ shell: 'sleep 0.3; echo done' });
  writeFileSync(scriptFile(job), jobScript(job));
  writeFileSync(resultsFile(job), '{}');
  const started = spawnSync('/bin/sh', ['-c', starter(job)]);
  expect(started.status).toBe(0);
  expect(readFileSync(resultsFile(job), 'utf8')).toBe('{}');
  await expect
    .poll(() => readFileSync(resultsFile(job), 'utf8'), { timeout: 20_000, interval: 50 })
    .toContain('"stdout": "done"');
});

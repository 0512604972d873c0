import { readFileSync, readSync, writeSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { isatty } from 'node:tty';
import { brew } from './brew.ts';
import { crc } from './crc.ts';
import { type Answer, failed, type Invocation } from './invocation.ts';
import { istioctl } from './istioctl.ts';
import { minishift } from './minishift.ts';
import { oc } from './oc.ts';
import { type State, StateFolder } from './state.ts';

const PROGRAMS: Record<string, (invocation: Invocation, state: State) => Answer> = {
  brew,
  crc,
  istioctl,
  kubectl: oc,
  minishift,
  oc,
};

/** Answers one call, logs it and keeps the new state. */
export function answer(invocation: Invocation, folder: StateFolder): Answer {
  const program = PROGRAMS[invocation.program];
  if (!program) return failed(`${invocation.program}: no such simulated program`, 127);
  // `oc apply -f <(istioctl kube-inject …)`: the reader holds the lock while the writer writes.
  const given =
    invocation.argv[0] === 'kube-inject'
      ? program(invocation, folder.read(invocation.now()))
      : folder.update(invocation.now, (state) => program(invocation, state));
  const env: Record<string, string> = {};
  for (const name of ['XHYVE_VIRTIO_9P', 'KUBECONFIG', 'MINISHIFT_HOME']) {
    const value = invocation.env[name];
    if (value !== undefined) env[name] = value;
  }
  const { program: name, argv, cwd } = invocation;
  folder.log({ program: name, argv, cwd, user: userInfo().username, rc: given.rc, env });
  return given;
}

/** The program's entry: its name says which one it plays. */
export function main(): void {
  const folder = process.env.REHEARSAL_STATE;
  if (folder === undefined) {
    writeSync(2, 'REHEARSAL_STATE names no folder: this is a simulated program\n');
    process.exitCode = 70;
    return;
  }
  const given = answer(
    {
      program: basename(process.argv[1] ?? ''),
      argv: process.argv.slice(2),
      env: process.env,
      cwd: process.cwd(),
      readInput,
      ask: (question) => {
        writeAll(1, question);
        return readInput();
      },
      now: Date.now,
    },
    new StateFolder(folder),
  );
  writeAll(1, given.stdout);
  writeAll(2, given.stderr);
  process.exitCode = given.rc;
}

/** A terminal gives one line, a pipe everything. (process.stdin would make the terminal non-blocking.) */
function readInput(): string {
  try {
    if (!isatty(0)) return readFileSync(0, 'utf8');
    const chunk = Buffer.alloc(1024);
    return chunk.toString('utf8', 0, readSync(0, chunk));
  } catch {
    return '';
  }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // A full pipe: its reader is slower than we are.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

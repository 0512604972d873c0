import { readFileSync, readSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Display } from '../callbacks/display.ts';
import type { Settings } from './settings.ts';
import { createDisplay } from './settings-callbacks.ts';

/** What a command has of the process it runs in; tests give their own. */
export interface CommandIo {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Path of the running program, for --version. */
  readonly executable: string;
  readonly stdoutIsTerminal: boolean;
  readonly stdinIsTerminal: boolean;
  /** Columns of the terminal on stdout. */
  readonly columns: number | undefined;
  /** Writes text as it is, without log file and colours. */
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** Writes bytes to stdout as they are. */
  writeBytes(bytes: Uint8Array): void;
  /** Output as the settings want it. */
  display(settings: Settings, verbosity: number): Display;
  /** All of stdin. */
  readStdin(): Buffer;
  /** Asks on stderr; undefined at end of input. */
  prompt(text: string, options: { echo: boolean }): Promise<string | undefined>;
}

/** The real process. */
export function processIo(executable: string = process.argv[1] ?? 'troupe'): CommandIo {
  const env = process.env;
  const cwd = process.cwd();
  return {
    env,
    cwd,
    executable,
    stdoutIsTerminal: isatty(1),
    stdinIsTerminal: isatty(0),
    columns: isatty(1) ? process.stdout.columns : undefined,
    write: (stream, text) => writeAll(stream === 'stdout' ? 1 : 2, Buffer.from(text, 'utf8')),
    writeBytes: (bytes) => writeAll(1, bytes),
    display: (settings, verbosity) => createDisplay({ settings, cwd, env, verbosity }),
    readStdin: () => readFileSync(0),
    prompt: async (text, { echo }) => (isatty(0) ? askTerminal(text, echo) : askPipe(text)),
  };
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
    }
  }
}

/** Reads a line from a pipe byte by byte: what follows belongs to others. */
function askPipe(text: string): string | undefined {
  writeSync(2, text);
  const bytes: number[] = [];
  const one = Buffer.alloc(1);
  while (readSync(0, one, 0, 1, null) === 1) {
    if (one[0] === 10) return Buffer.from(bytes).toString('utf8');
    bytes.push(one[0] as number);
  }
  return bytes.length > 0 ? Buffer.from(bytes).toString('utf8') : undefined;
}

const END_OF_TEXT = '\x03';
const END_OF_INPUT = '\x04';

async function askTerminal(text: string, echo: boolean): Promise<string | undefined> {
  const { stdin } = process;
  writeSync(2, text);
  stdin.setRawMode(true);
  stdin.resume();
  stdin.setEncoding('utf8');
  let line = '';
  try {
    return await new Promise<string | undefined>((resolve) => {
      const answer = (value: string | undefined) => {
        stdin.off('data', onData);
        resolve(value);
      };
      const onData = (data: string) => {
        for (const key of data) {
          if (key === '\r' || key === '\n') return answer(line);
          if (key === END_OF_INPUT && line === '') return answer(undefined);
          if (key === END_OF_TEXT) {
            stdin.setRawMode(false);
            process.kill(process.pid, 'SIGINT');
            return answer(undefined);
          }
          const erases = key === '\x7f' || key === '\b';
          if (echo) writeSync(2, erases ? (line === '' ? '' : '\b \b') : key);
          line = erases ? [...line].slice(0, -1).join('') : line + key;
        }
      };
      stdin.on('data', onData);
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    writeSync(2, '\n');
  }
}

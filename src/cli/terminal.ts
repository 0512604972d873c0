import { readSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';

const endOfText = '\x03';
const endOfInput = '\x04';

/**
 * Asks on the terminal; undefined at the end of input. Without a terminal the question goes to stdout and, where the
 * answer is not to be seen, to stderr, as Python's input() and getpass() do.
 */
export async function askLine(
  prompt: string,
  { echo }: { echo: boolean },
): Promise<string | undefined> {
  return isatty(0) ? askTerminal(prompt, echo) : askPipe(prompt, echo ? 1 : 2);
}

/** Reads a line from a pipe byte by byte: what follows belongs to others. */
function askPipe(prompt: string, descriptor: number): string | undefined {
  writeSync(descriptor, prompt);
  const bytes: number[] = [];
  const one = Buffer.alloc(1);
  while (readSync(0, one, 0, 1, null) === 1) {
    if (one[0] === 10) break;
    bytes.push(one[0] as number);
  }
  // The line end that nobody sees as it is typed.
  if (descriptor === 2) writeSync(2, '\n');
  return one[0] === 10 || bytes.length > 0 ? Buffer.from(bytes).toString('utf8') : undefined;
}

async function askTerminal(prompt: string, echo: boolean): Promise<string | undefined> {
  const { stdin } = process;
  writeSync(2, prompt);
  stdin.setRawMode(true);
  stdin.resume();
  stdin.setEncoding('utf8');
  try {
    return await new Promise<string | undefined>((resolve) => {
      let line = '';
      const end = (answer: string | undefined): void => {
        stdin.off('data', listen);
        resolve(answer);
      };
      function listen(data: string): void {
        for (const key of data) {
          if (key === '\r' || key === '\n') return end(line);
          if (key === endOfInput && line === '') return end(undefined);
          if (key === endOfText) {
            stdin.setRawMode(false);
            // Who gets the signal ends the program: there is no answer.
            process.kill(process.pid, 'SIGINT');
            return;
          }
          if (key === '\x7f' || key === '\b') {
            if (line !== '' && echo) writeSync(2, '\b \b');
            line = [...line].slice(0, -1).join('');
          } else {
            line += key;
            if (echo) writeSync(2, key);
          }
        }
      }
      stdin.on('data', listen);
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    writeSync(2, '\n');
  }
}

import { writeSync } from 'node:fs';
import type { PauseEnd } from '../engine/run-context.ts';

const interrupt = '\x03';
const backspaces = '\x7f\b';

/** Takes what was typed off the line, in the bytes that Ansible writes for it. */
const clearLine = (): void => {
  writeSync(1, '\x1b[\r\x1b[\x1b[K');
};

/**
 * Waits for a time, or for a line where there is none. After Ctrl-C, `c` goes on and `a` ends the run; while a time is
 * waited for, other keys do nothing.
 */
export async function pauseAtTerminal({
  seconds,
  echo,
}: {
  readonly seconds: number | undefined;
  readonly echo: boolean;
}): Promise<PauseEnd> {
  const { stdin } = process;
  const echoes = echo && seconds === undefined;
  let timer: NodeJS.Timeout | undefined;
  let listen: ((data: string) => void) | undefined;
  stdin.setRawMode(true);
  stdin.resume();
  stdin.setEncoding('utf8');
  try {
    return await new Promise<PauseEnd>((resolve) => {
      let text = '';
      let choosing = false;
      const done = (): void => resolve({ ended: 'done', text });
      if (seconds !== undefined) timer = setTimeout(done, seconds * 1000);
      const choose = (key: string): void => {
        if (key !== 'a' && key !== 'c') return;
        clearLine();
        resolve({ ended: key === 'a' ? 'abort' : 'done', text });
      };
      const press = (key: string): void => {
        if (choosing) choose(key.toLowerCase());
        else if (key === interrupt) {
          clearTimeout(timer);
          clearLine();
          writeSync(1, "Press 'C' to continue the play or 'A' to abort \r\n");
          choosing = true;
        } else if (seconds !== undefined) return;
        else if (key === '\r' || key === '\n') {
          if (echoes) writeSync(1, key);
          clearLine();
          done();
        } else if (backspaces.includes(key)) {
          text = [...text].slice(0, -1).join('');
          clearLine();
          if (echoes) writeSync(1, text);
        } else {
          text += key;
          if (echoes) writeSync(1, key);
        }
      };
      listen = (data) => {
        for (const key of data) press(key);
      };
      stdin.on('data', listen);
    });
  } finally {
    clearTimeout(timer);
    if (listen !== undefined) stdin.off('data', listen);
    stdin.setRawMode(false);
    stdin.pause();
  }
}

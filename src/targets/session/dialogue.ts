import { quoteWord } from '../quote.ts';
import type { Answer, Command, CommandResult } from '../types.ts';
import type { GreetedShell } from './open.ts';

/**
 * Runs a command on a pseudo-terminal (script(1)) in place of a fresh shell, and answers its prompts. Output has the
 * terminal's line ends; what is sent is only echoed when asked for. `timedOut` when the command prints nothing it can be answered to
 * within its time.
 */
export function converse(shell: GreetedShell, command: Command): Promise<CommandResult> {
  const { channel } = shell;
  const answers = (command.dialogue ?? []).map(openAnswer);
  const start = Date.now();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let unanswered = '';
    let timedOut = false;
    let exhausted: { prompt: string; output: string } | undefined;
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      timedOut = true;
      channel.destroy();
    };
    // As with pexpect, the time is that between two prompts.
    const restart = () => {
      clearTimeout(timer);
      if (command.timeout !== undefined) timer = setTimeout(stop, command.timeout * 1000);
    };
    const answer = () => {
      for (;;) {
        const found = answers
          .map((entry) => ({ entry, match: entry.pattern.exec(unanswered) }))
          .filter(({ match }) => match !== null)
          .sort((a, b) => (a.match?.index ?? 0) - (b.match?.index ?? 0))[0];
        if (!found?.match) return;
        const end = found.match.index + found.match[0].length;
        const output = unanswered.slice(0, end);
        unanswered = unanswered.slice(end);
        const response = found.entry.next();
        if (response === undefined) {
          exhausted = { prompt: found.entry.prompt, output };
          channel.destroy();
          return;
        }
        channel.stdin.write(`${response.replace(/\n+$/, '')}\n`);
        restart();
      }
    };
    channel.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      unanswered += chunk.toString('utf8');
      answer();
    });
    if (shell.rest.length > 0) chunks.push(shell.rest);
    restart();
    void channel.ended.then(({ code, signal }) => {
      clearTimeout(timer);
      resolve({
        rc: timedOut || exhausted !== undefined ? -1 : signedCode(code, signal),
        stdout: Buffer.concat(chunks),
        stderr: Buffer.from(
          exhausted === undefined ? '' : `No remaining responses for '${exhausted.prompt}'`,
        ),
        ...(timedOut ? { timedOut } : {}),
        ...(exhausted !== undefined ? { exhausted } : {}),
        start,
        end: Date.now(),
      });
    });
    channel.stdin.write(dialogueScript(command), 'latin1');
  });
}

function signedCode(code: number | null, signal: string | null | undefined): number {
  if (code !== null) return code;
  return signal ? -1 : -9;
}

function openAnswer(answer: Answer) {
  const responses = [...answer.responses];
  const repeats = answer.repeat ?? responses.length === 1;
  return {
    prompt: answer.prompt,
    pattern: new RegExp(answer.prompt, answer.flags ?? 'm'),
    next: () => (repeats ? responses[0] : responses.shift()),
  };
}

/** The shell becomes script(1), whose terminal neither echoes nor ends with the shell's input. */
function dialogueScript(command: Command): string {
  const argv = command.argv ?? [command.executable ?? '/bin/sh', '-c', command.shell ?? ''];
  const program = `${command.echo ? '' : 'stty -echo 2>/dev/null; '}exec ${argv.map(quoteWord).join(' ')}`;
  const words = Object.entries(command.env ?? {}).map(([name, value]) =>
    /^[A-Za-z_]\w*$/.test(name) ? `export ${name}=${quoteWord(value)}; ` : '',
  );
  const quoted = `'${program.replaceAll("'", "'\\''")}'`;
  const cwd = command.cwd === undefined ? '' : `cd ${quoteWord(command.cwd)} || exit 1; `;
  const umask = command.umask === undefined ? '' : `umask ${command.umask.toString(8)}; `;
  return (
    `{ ${cwd}${umask}${words.join('')}SHELL=/bin/sh; export SHELL; ` +
    `if script -qec true /dev/null </dev/null >/dev/null 2>&1; then exec script -qec ${quoted} /dev/null 2>&1; ` +
    `else exec script -q /dev/null /bin/sh -c ${quoted} 2>&1; fi; }\n`
  );
}

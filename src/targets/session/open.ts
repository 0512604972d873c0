import { TargetError, UnreachableError } from '../../diagnostics/index.ts';
import type { Escalation } from '../become/methods.ts';
import type { ChannelEnd, ShellChannel } from './channel.ts';
import { type Greeting, parseGreeting } from './greeting.ts';

/** A shell that has greeted, not yet a session. */
export interface GreetedShell {
  readonly channel: ShellChannel;
  readonly greeting: Greeting;
  /** What it printed after its greeting. */
  readonly rest: Buffer;
}

/** Becoming another user failed for a reason other than the password: what the program said. */
export class EscalationError extends TargetError {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The host to whose terminal Ansible's own connection would have printed both. */
  readonly terminal: string | undefined;

  constructor(rc: number, stdout: string, stderr: string, terminal: string | undefined) {
    super('MODULE FAILURE\nSee stdout/stderr for the exact error', {
      hint: `Becoming the other user failed: ${`${stdout}${stderr}`.trim()}`,
    });
    this.rc = rc;
    this.stdout = stdout;
    this.stderr = stderr;
    this.terminal = terminal;
  }
}

export interface GreetOptions {
  readonly escalation?: Escalation | undefined;
  /** ms to wait for a prompt or the greeting of an escalation. */
  readonly timeout: number;
  readonly describeEnd: (end: ChannelEnd, output: string) => string;
  /** Host whose terminal what an escalation says would be printed to. */
  readonly terminal?: string | undefined;
}

/**
 * Waits until a shell has greeted, answering a password prompt on the way.
 * @throws UnreachableError when it ends before; TargetError when the password is wrong or missing
 */
export function greet(channel: ShellChannel, options: GreetOptions): Promise<GreetedShell> {
  const { escalation } = options;
  return new Promise((resolve, reject) => {
    let output = Buffer.alloc(0);
    let errors = Buffer.alloc(0);
    /** How much of both streams was judged before the password was sent. */
    let judged = { output: 0, errors: 0 };
    let answered = false;
    let done = false;
    const timer = escalation
      ? setTimeout(() => {
          const seconds = options.timeout / 1000;
          fail(
            new TargetError(
              `Timeout (${seconds}s) waiting for privilege escalation prompt: ${output.toString('utf8')}`,
            ),
          );
        }, options.timeout)
      : undefined;

    const settle = () => {
      done = true;
      clearTimeout(timer);
      channel.stdout.off('data', onOutput);
      channel.stderr.off('data', onErrors);
    };
    const fail = (error: Error) => {
      if (done) return;
      settle();
      channel.destroy();
      reject(error);
    };
    const onOutput = (chunk: Buffer) => {
      output = Buffer.concat([output, chunk]);
      const found = parseGreeting(output.toString('latin1'));
      if (!found) {
        negotiate();
        return;
      }
      settle();
      resolve({ channel, greeting: found.greeting, rest: output.subarray(found.length) });
    };
    const onErrors = (chunk: Buffer) => {
      errors = Buffer.concat([errors, chunk]);
      negotiate();
    };
    const negotiate = () => {
      if (!escalation || done) return;
      const said = errors.toString('utf8', judged.errors) + output.toString('utf8', judged.output);
      if (escalation.missing.test(said)) {
        fail(new TargetError(`Missing ${escalation.name} password`));
      } else if (answered && (escalation.incorrect.test(said) || escalation.prompt.test(said))) {
        fail(new TargetError(`Incorrect ${escalation.name} password`));
      } else if (escalation.prompt.test(said)) {
        if (escalation.password === undefined) {
          fail(new TargetError(`Missing ${escalation.name} password`));
          return;
        }
        answered = true;
        judged = { output: output.length, errors: errors.length };
        channel.stdin.write(`${escalation.password}\n`);
      }
    };
    channel.stdout.on('data', onOutput);
    channel.stderr.on('data', onErrors);
    channel.stdin.on('error', () => {});
    void channel.ended.then((end) => {
      if (done) return;
      negotiate();
      if (done) return;
      const [stdout, stderr] = [output.toString('utf8'), errors.toString('utf8')];
      if (escalation && end.code !== null && end.code !== 255 && !end.error) {
        fail(new EscalationError(end.code, stdout, stderr, options.terminal));
        return;
      }
      const said = `${stderr}${stdout}`.trim();
      fail(new UnreachableError(options.describeEnd(end, said), { cause: end.error }));
    });
  });
}

import { UnreachableError } from '../../diagnostics/index.ts';
import type { ChannelEnd, ShellChannel } from './channel.ts';
import { parseGreeting } from './greeting.ts';
import { type SessionOptions, ShellSession } from './session.ts';

/** Waits until a shell has greeted, and makes a session of it. @throws UnreachableError when it ends before. */
export async function openSession(
  channel: ShellChannel,
  options: SessionOptions,
): Promise<ShellSession> {
  return await new Promise((resolve, reject) => {
    let output = Buffer.alloc(0);
    let errors = '';
    let done = false;
    const onError = (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    };
    const onData = (chunk: Buffer) => {
      output = Buffer.concat([output, chunk]);
      const found = parseGreeting(output.toString('latin1'));
      if (!found) return;
      done = true;
      channel.stdout.off('data', onData);
      channel.stderr.off('data', onError);
      resolve(new ShellSession(channel, found.greeting, output.subarray(found.length), options));
    };
    channel.stdout.on('data', onData);
    channel.stderr.on('data', onError);
    channel.stdin.on('error', () => {});
    void channel.ended.then((end: ChannelEnd) => {
      if (done) return;
      const said = `${errors}${output.toString('utf8')}`.trim();
      reject(new UnreachableError(options.describeEnd(end, said), { cause: end.error }));
    });
  });
}

import { expect, it } from 'vitest';
import type { Frame, FrameResult } from '../../src/targets/session/frame.ts';
import type { ShellSession } from '../../src/targets/session/session.ts';
import { ReadBatch } from '../../src/targets/shell/batch.ts';

it('asks the same thing once in a turn, and anew in the next', async () => {
  const bodies: string[] = [];
  const run = async ({ body }: Frame): Promise<FrameResult> => {
    bodies.push(body);
    const replies = body
      .split('\n')
      .map((line) => ({ rc: 0, step: '', parts: [Buffer.from(`${line} ${bodies.length}`)] }));
    return { replies, timedOut: false, started: 0, ended: 0 };
  };
  const batch = new ReadBatch(() => ({ run }) as unknown as ShellSession);
  const ask = async (script: string) => (await batch.perform(script)).parts[0]?.toString();
  expect(await Promise.all([ask('a'), ask('b'), ask('a')])).toEqual(['a 1', 'b 1', 'a 1']);
  expect(await ask('a')).toBe('a 2');
  expect(bodies).toEqual(['a\nb', 'a']);
});

import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printCommand, quotePath, quoteWord } from '../../src/targets/quote.ts';
import { encodeText } from '../../src/targets/text.ts';
import { HOSTILE } from './support/names.ts';
import { SHELLS } from './support/shells.ts';

function run(shell: string, script: string): Buffer {
  const [program = '', ...args] = shell.split(' ');
  return execFileSync(program, args, {
    input: Buffer.from(script, 'latin1'),
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 1 << 26,
  });
}

describe.each(SHELLS)('quoting for %s', (shell) => {
  it('keeps words as they are', () => {
    const words = [...HOSTILE, '', '=', '\r\n', "''", 'a'.repeat(10_000)];
    const printed = run(shell, words.map((word) => `printf '%s\\0' ${quoteWord(word)}\n`).join(''));
    expect(
      printed.equals(
        Buffer.concat(words.map((word) => Buffer.concat([encodeText(word), Buffer.alloc(1)]))),
      ),
    ).toBe(true);
  });

  it('prints any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const content = Buffer.from(bytes);
        expect(run(shell, `${printCommand(content)}\n`).equals(content)).toBe(true);
      }),
      { numRuns: 40 },
    );
    const beginnings = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte, 0x3d, 0]));
    const printed = run(shell, beginnings.map((bytes) => `${printCommand(bytes)}\n`).join(''));
    expect(printed.equals(Buffer.concat(beginnings))).toBe(true);
    const all = Buffer.from(
      Array.from({ length: 70_000 }, (_, index) => (index * 7 + (index >> 8)) & 255),
    );
    expect(run(shell, `${printCommand(all)}\n`).equals(all)).toBe(true);
  });
});

describe('quoting', () => {
  it('makes no option of a path', () => {
    expect(quotePath('-rf')).toBe("'./-rf'");
    expect(quotePath('/a b')).toBe("'/a b'");
  });

  it('refuses what no word can hold', () => {
    expect(() => quoteWord('a\0b')).toThrow('embedded null byte');
  });

  it('has a shell to test with', () => {
    expect(spawnSync('sh', ['-c', ':']).status).toBe(0);
    expect(SHELLS.length).toBeGreaterThan(0);
  });
});

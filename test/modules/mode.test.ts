import { describe, expect, it } from 'vitest';
import { octal, parseMode } from '../../src/modules/files/mode.ts';

describe('parseMode', () => {
  it.each<[unknown, number, boolean, string]>([
    ['0644', 0, false, '0644'],
    ['644', 0, false, '0644'],
    ['0o755', 0, false, '0755'],
    ['01777', 0, true, '01777'],
    [420, 0, false, '0644'],
    ['u=rwX,g=rX,o=', 0o600, false, '0640'],
    ['u=rwX,g=rX,o=', 0o600, true, '0750'],
    ['u=rwX,g=rX', 0o711, false, '0751'],
    ['+x', 0o644, false, '0754'],
    ['a+x', 0o644, false, '0755'],
    ['u+s,g+s,o+t', 0o755, false, '07755'],
    ['g=u,o=g', 0o640, false, '0664'],
    ['ug-w+x', 0o666, false, '0556'],
    ['o=', 0o1777, true, '0770'],
  ])('%s of %o', (mode, before, directory, expected) => {
    expect(octal(parseMode(mode, { mode: before, directory, umask: 0o027 }, '/f'))).toBe(expected);
  });

  it.each(['u+foo', 'x=r', 'rw', ''])('refuses %j', (mode) => {
    const context = { mode: 0, directory: false, umask: 0 };
    expect(() => parseMode(mode, context, '/f')).toThrow('mode must be in octal or symbolic form');
  });
});

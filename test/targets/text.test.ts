import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errnoFromText, errnoMessage, pythonBytes } from '../../src/targets/errors.ts';
import { decodeText, encodeText } from '../../src/targets/text.ts';

describe('text of names', () => {
  it('survives any bytes, as with surrogateescape', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        expect(encodeText(decodeText(buffer)).equals(buffer)).toBe(true);
      }),
    );
  });

  it('is plain UTF-8 where it can be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(decodeText(Buffer.from(text))).toBe(text);
        expect(encodeText(text).equals(Buffer.from(text))).toBe(true);
      }),
    );
  });

  it('escapes single bytes', () => {
    expect(decodeText(Buffer.from([0x61, 0xff, 0x62]))).toBe('a\uDCFFb');
    // Overlong, surrogate and too large: none of it is UTF-8.
    expect(decodeText(Buffer.from([0xc0, 0x80]))).toBe('\uDCC0\uDC80');
    expect(decodeText(Buffer.from([0xed, 0xa0, 0x80]))).toBe('\uDCED\uDCA0\uDC80');
    expect(decodeText(Buffer.from([0xf4, 0x90, 0x80, 0x80]))).toBe('\uDCF4\uDC90\uDC80\uDC80');
    expect(decodeText(Buffer.from('\uFFFD'))).toBe('\uFFFD');
  });
});

describe('errors in Python’s words', () => {
  it.each([
    ['/x', "b'/x'"],
    ["/it's", 'b"/it\'s"'],
    ['/both\'"', "b'/both\\'\"'"],
    ['/é\n\t\\', "b'/\\xc3\\xa9\\n\\t\\\\'"],
    ['\uDCFF', "b'\\xff'"],
  ])('shows %j as Python does', (path, shown) => {
    expect(pythonBytes(path)).toBe(shown);
  });

  it('numbers errors as Linux does', () => {
    expect(errnoMessage('EACCES', '/x')).toBe("[Errno 13] Permission denied: b'/x'");
    expect(errnoMessage('ENOTEMPTY')).toBe('[Errno 39] Directory not empty');
  });

  it.each([
    ['dash: 1: cannot create /x/y: Directory nonexistent', 'ENOENT'],
    ["ash: can't create /x/y: nonexistent directory", 'ENOENT'],
    ['bash: /x: Permission denied', 'EACCES'],
    ['ksh93: /x: cannot create [Is a directory]', 'EISDIR'],
    ["mv: cannot move 'a' to 'b': Device or resource busy", 'EBUSY'],
    ['something else', undefined],
  ])('reads %j', (text, code) => {
    expect(errnoFromText(text)).toBe(code);
  });
});

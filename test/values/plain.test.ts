import { describe, expect, it } from 'vitest';
import { PyFloat, toArguments, toPlain, type Value } from '../../src/values/index.ts';

describe("a module's arguments", () => {
  const odd = new Map<Value, Value>([
    [null, 'N'],
    [true, [new PyFloat(2)]],
    [1, new PyFloat(0.5)],
  ]);

  it('have the keys that JSON makes of what is no text', () => {
    expect(toArguments(odd)).toEqual({ null: 'N', true: [new PyFloat(2)], 1: 0.5 });
  });

  it('differ in that from other data, whose keys are as Python prints them', () => {
    expect(toPlain(odd)).toEqual({ None: 'N', True: [2], 1: 0.5 });
  });
});

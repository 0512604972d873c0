import { describe, expect, it } from 'vitest';
import type { Controller } from '../../src/modules/contract.ts';
import { findBody, requestBody } from '../../src/modules/http/uri-body.ts';
import type { ReadTarget } from '../../src/targets/types.ts';

const controller = {
  findFile(kind: string, name: string) {
    if (name === 'there') return `/${kind}/there`;
    throw new Error('not looked for');
  },
} as unknown as Controller;
const sources = { controller, target: {} as ReadTarget };

function bodyOf(body: unknown, format: string) {
  return requestBody({ body, body_format: format, src: null, remote_src: false }, sources);
}

describe('the body of a request', () => {
  it('is text as it is', async () => {
    expect(await bodyOf('é', 'raw')).toEqual({ content: Buffer.from('é') });
    expect(await bodyOf(null, 'raw')).toEqual({});
  });

  it.each([
    [{ a: 1 }, "can't concat str to bytes"],
    [[1], "object of type 'int' has no len()"],
    [[[1]], "can't concat list to bytes"],
    [5, "message_body should be a bytes-like object or an iterable, got <class 'int'>"],
  ])('is nothing that can be sent without a format: %j', async (body, reason) => {
    expect(await bodyOf(body, 'raw')).toEqual({ unsendable: reason });
  });

  it('is a form of pairs', async () => {
    const { content } = await bodyOf(['ab', ['c', [1, 2]]], 'form-urlencoded');
    expect(content?.toString()).toBe('a=b&c=1&c=2');
  });

  it.each([
    [['a'], 'not enough values to unpack (expected 2, got 1)'],
    [[['a', 1, 2]], 'too many values to unpack (expected 2)'],
  ])('is no form of %j', async (body, reason) => {
    await expect(bodyOf(body, 'form-urlencoded')).rejects.toThrow(
      `failed to parse body as form_urlencoded: ${reason}`,
    );
  });

  it('is looked for before anything else', () => {
    expect(() => findBody({ src: 'there' }, controller)).not.toThrow();
    expect(() => findBody({ src: 'x', remote_src: 'yes' }, controller)).not.toThrow();
    const form = (body: unknown) => findBody({ body, body_format: 'form-multipart' }, controller);
    expect(() => form('x')).toThrow('body must be mapping, cannot be type AnsibleUnicode');
    expect(() => form([])).toThrow('body must be mapping, cannot be type AnsibleSequence');
    expect(() => form({ f: { filename: 'there' }, g: 'text' })).not.toThrow();
  });
});

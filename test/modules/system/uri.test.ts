import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDirectTarget } from '../../../src/targets/direct/target.ts';
import { runModule } from './run-module.ts';

const { target, close } = openDirectTarget();
/** The same machine as a target that is reached by a shell. */
const { local: _local, ...remote } = target;
let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.sendDate = false;
      const [, path = '', more] = (request.url ?? '').split('/');
      if (path === 'redirect') response.writeHead(Number(more), { Location: '/echo' }).end();
      else if (path === 'missing')
        response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"e": 1}');
      else if (path === 'gzip')
        response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('packed'));
      else if (path === 'cookies')
        response.writeHead(200, { 'Set-Cookie': ['a=1; Path=/', 'b=two'] }).end('hi');
      else if (path === 'auth' && request.headers.authorization === undefined) {
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end('no');
      } else {
        const { method, headers } = request;
        const body = Buffer.concat(chunks).toString();
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(
          JSON.stringify({
            method,
            body,
            type: headers['content-type'],
            auth: headers.authorization,
          }),
        );
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  close();
  server.close();
});

describe.each([
  ['sockets', target],
  ['a shell', remote],
])('uri by %s', (_name, host) => {
  const ask = (path: string, args: Record<string, unknown> = {}) =>
    runModule(host, 'uri', { url: base + path, ...args });

  it.each([
    [
      { body: { a: 1, b: [true, null, 'é'] }, body_format: 'json' },
      '{"a": 1, "b": [true, null, "\\u00e9"]}',
      'application/json',
    ],
    [
      { body: { a: 1, b: ['x y', 'é&'] }, body_format: 'form-urlencoded' },
      'a=1&b=x+y&b=%C3%A9%26',
      'application/x-www-form-urlencoded',
    ],
    [{ body: 'plain' }, 'plain', 'application/x-www-form-urlencoded'],
  ])('sends %o', async (args, body, type) => {
    const result = await ask('/echo', { method: 'POST', ...args });
    expect(result.json).toMatchObject({ method: 'POST', body, type });
    expect(result).toMatchObject({
      changed: false,
      status: 200,
      redirected: false,
      cookies: {},
      cookies_string: '',
    });
  });

  it('fails for another status than the one wanted', async () => {
    expect(await ask('/missing')).toMatchObject({
      failed: true,
      status: 404,
      json: { e: 1 },
      msg: 'Status code was 404 and not [200]: HTTP Error 404: Not Found',
    });
    const accepted = await ask('/missing', { status_code: [200, 404], return_content: true });
    expect(accepted).toMatchObject({ content: '{"e": 1}', msg: 'HTTP Error 404: Not Found' });
    expect(accepted.failed).toBeUndefined();
  });

  it.each([
    ['/redirect/302', {}, { status: 200, redirected: true, json: { method: 'GET' } }],
    ['/redirect/302', { method: 'POST', body: 'x' }, { status: 302, failed: true }],
    [
      '/redirect/302',
      { method: 'POST', body: 'x', follow_redirects: 'all' },
      { status: 200, json: { method: 'GET', body: '' } },
    ],
    [
      '/redirect/307',
      { method: 'POST', body: 'x', follow_redirects: 'all' },
      { status: 200, json: { method: 'POST', body: 'x' } },
    ],
    [
      '/redirect/301',
      { follow_redirects: 'none', status_code: 301 },
      { status: 301, redirected: false },
    ],
  ])('follows %s with %o', async (path, args, result) => {
    expect(await ask(path, args)).toMatchObject(result);
  });

  it('answers when it is asked for name and password, and hides them', async () => {
    const result = await ask('/auth', {
      url_username: 'u',
      url_password: 'secret',
      return_content: true,
    });
    expect(result).toMatchObject({ status: 200, json: { auth: expect.stringMatching(/^Basic /) } });
    expect((await ask('/auth')).status).toBe(401);
  });

  it('decompresses, and tells cookies', async () => {
    expect(await ask('/gzip', { return_content: true })).toMatchObject({ content: 'packed' });
    expect(await ask('/cookies')).toMatchObject({
      cookies: { a: '1', b: 'two' },
      cookies_string: 'a=1; b=two',
      set_cookie: 'a=1; Path=/, b=two',
    });
  });

  it('says why there was no answer', async () => {
    const result = await runModule(host, 'uri', { url: 'http://127.0.0.1:1/' });
    expect(result).toMatchObject({
      status: -1,
      msg: 'Status code was -1 and not [200]: Request failed: <urlopen error [Errno 111] Connection refused>',
    });
  });

  it('asks nothing when creates is there', async () => {
    expect(await ask('/echo', { creates: '/etc/passwd' })).toEqual({
      changed: false,
      stdout: "skipped, since '/etc/passwd' exists",
    });
  });
});

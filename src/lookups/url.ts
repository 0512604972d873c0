import { spawnSync } from 'node:child_process';
import { connectionReason, systemAuthorities } from '../diagnostics/connection-reason.ts';
import type { LookupCall, LookupPlugin } from '../template/ansible/lookup.ts';
import { str } from '../values/repr.ts';
import { ansibleError } from './lookup-error.ts';
import { boolOption, intOption, textOption } from './options.ts';

interface Reply {
  status?: number;
  reason?: string;
  body?: string;
  failure?: string;
}

/**
 * Templates render synchronously, so the request is made in a process of its own. Not by `fetch`, which refuses
 * the ports that browsers refuse.
 */
const CLIENT = `
const request = JSON.parse(require('fs').readFileSync(0, 'utf8'));
if (!request.validate) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
const options = { headers: request.headers, signal: AbortSignal.timeout(request.timeout) };
const get = (url, redirects) => new Promise((resolve, reject) => {
  require(url.startsWith('https:') ? 'https' : 'http').get(url, options, (reply) => {
    const { statusCode: status, statusMessage: reason, headers: { location } } = reply;
    const chunks = [];
    reply.on('data', (chunk) => chunks.push(chunk));
    reply.on('error', reject);
    reply.on('end', () => {
      const goesOn = location !== undefined && [301, 302, 303, 307, 308].includes(status) && redirects > 0;
      resolve(goesOn
        ? get(new URL(location, url).href, redirects - 1)
        : { status, reason, body: Buffer.concat(chunks).toString('utf8') });
    });
  }).on('error', reject);
});
get(request.url, 10).catch((error) => ({ failure: String(error.cause?.message ?? error.message) }))
  .then((reply) => process.stdout.write(JSON.stringify(reply)));
`;

function fetchText(call: LookupCall, url: string): string {
  const headers: Record<string, string> = {
    'user-agent': textOption(call, 'http_agent', 'ansible-httpget', 'ansible_lookup_url_agent'),
  };
  const given = call.options.get('headers');
  if (given instanceof Map) {
    for (const [name, value] of given) headers[str(name).toLowerCase()] = str(value);
  }
  const user = textOption(call, 'username', '');
  if (user !== '') {
    const secret = `${user}:${textOption(call, 'password', '')}`;
    headers.authorization = `Basic ${Buffer.from(secret).toString('base64')}`;
  }
  const { stdout } = spawnSync(process.execPath, ['-e', CLIENT], {
    input: JSON.stringify({
      url,
      headers,
      validate: boolOption(call, 'validate_certs', true),
      timeout: 1000 * intOption(call, 'timeout', 10, 'ansible_lookup_url_timeout'),
    }),
    maxBuffer: 1 << 30,
    env: withAuthorities(textOption(call, 'ca_path', '', 'ansible_lookup_url_ca_path')),
  });
  const reply = JSON.parse(stdout.toString('utf8') || '{"failure":"no answer"}') as Reply;
  if (reply.failure !== undefined) {
    const host = URL.canParse(url) ? new URL(url).hostname : '';
    const reason = connectionReason(reply.failure, host);
    throw ansibleError(`Failed lookup url for ${url} : <urlopen error ${reason}>`);
  }
  if ((reply.status ?? 0) >= 400) {
    throw ansibleError(
      `Received HTTP error for ${url} : HTTP Error ${reply.status}: ${reply.reason ?? ''}`,
    );
  }
  return reply.body ?? '';
}

/** The environment for a Node that trusts what the system trusts. */
function withAuthorities(file: string): NodeJS.ProcessEnv {
  const authorities = file || systemAuthorities();
  return authorities === undefined
    ? process.env
    : { ...process.env, NODE_EXTRA_CA_CERTS: authorities };
}

/** What URLs answer, by lines unless `split_lines` is off. */
export const url: LookupPlugin = (call) =>
  call.terms.flatMap((term) => {
    const text = fetchText(call, str(term));
    if (!boolOption(call, 'split_lines', true)) return [text];
    const lines = text.split(/\r\n|\r|\n/);
    if (lines.at(-1) === '') lines.pop();
    return lines;
  });

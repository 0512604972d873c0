import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Change } from '../../targets/types.ts';
import { lookAround } from '../commands/preconditions.ts';
import type { Json, ModuleContext, Plan, Result } from '../contract.ts';
import { arg, defineModule, type FileAttributeArguments, fail, restate } from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { fileInfo } from '../files/file-info.ts';
import { stagedPath } from '../files/temporary-name.ts';
import { exchange } from '../http/exchange.ts';
import { HttpFailure, type HttpRequest, type HttpResponse } from '../http/message.ts';
import { type BodyArguments, findBody, type RequestBody, requestBody } from '../http/uri-body.ts';
import {
  bodyText,
  failureFields,
  maybeJson,
  parsedJson,
  responseFields,
  responseFilename,
} from '../http/uri-result.ts';
import { URL_ARGUMENTS, type UrlValues, urlRequest } from '../http/url-arguments.ts';

const FOLLOW = {
  all: 'all',
  yes: 'all',
  no: 'none',
  none: 'none',
  safe: 'safe',
  urllib2: 'urllib2',
} as const;

export const uri = defineModule({
  name: 'ansible.builtin.uri',
  summary: 'Interacts with webservices',
  examples: `- name: See that a page is there
  ansible.builtin.uri:
    url: http://www.example.com

- name: Create an issue
  ansible.builtin.uri:
    url: https://your.jira.example.com/rest/api/2/issue/
    user: your_username
    password: your_pass
    method: POST
    body: "{{ lookup('file', 'issue.json') }}"
    force_basic_auth: true
    status_code: 201
    body_format: json
`,
  args: {
    ...URL_ARGUMENTS,
    url_username: arg.str({ aliases: ['user'], doc: 'Name for authentication.' }),
    dest: arg.path({ doc: 'File or folder on the target to write the answer to.' }),
    body: arg.raw({ doc: 'Body of the request: text, or data that body_format encodes.' }),
    body_format: arg.str({
      default: 'raw',
      choices: ['form-urlencoded', 'json', 'raw', 'form-multipart'],
      doc: 'How to encode the body.',
    }),
    src: arg.path({ local: true, doc: 'File to send as body.' }),
    method: arg.str({ default: 'GET', doc: 'HTTP method.' }),
    return_content: arg.bool({ default: false, doc: "Return the answer's body as content." }),
    follow_redirects: arg.str({
      default: 'safe',
      choices: ['all', 'no', 'none', 'safe', 'urllib2', 'yes'],
      doc: 'Which redirects to follow; safe is those of GET and HEAD.',
    }),
    creates: arg.path({ doc: 'When this path exists, nothing is asked.' }),
    removes: arg.path({ doc: 'When this path does not exist, nothing is asked.' }),
    status_code: arg.list({
      elements: 'int',
      default: [200],
      doc: 'Status codes that mean success.',
    }),
    timeout: arg.int({ default: 30, doc: 'Seconds to wait for the server.' }),
    headers: arg.dict({ default: {}, doc: 'Further headers.' }),
    unix_socket: arg.path({ doc: 'Socket to connect to instead of the host.' }),
    remote_src: arg.bool({ default: false, doc: 'src is on the target.' }),
    ca_path: arg.path({ doc: 'PEM file with certificates of authorities to trust.' }),
  },
  constraints: { mutuallyExclusive: [['body', 'src']] },
  fileAttributes: true,
  returns: {
    status: 'Status code of the answer.',
    url: 'URL that answered.',
    msg: "The server's message.",
    content: 'Body of the answer, with return_content.',
    json: 'Data of a JSON body.',
    cookies: 'Cookies that were set.',
    cookies_string: 'Cookies as a header would hold them.',
    redirected: 'Whether a redirect was followed.',
    elapsed: 'Seconds that it took.',
    path: 'File that was written.',
  },
  support: { check: 'none', diff: 'none' },
  reportName: 'ansible.legacy.uri',
  async dispatch(raw, { controller }) {
    findBody(raw, controller);
    return undefined;
  },
  plan: ask,
});

type UriContext = RequestContext & ModuleContext<UriArguments & BodyArguments>;

async function ask(context: UriContext): Promise<Plan> {
  const { args, target } = context;
  const method = args.method.toUpperCase();
  if (!/^[A-Z]+$/.test(method)) {
    fail("Parameter 'method' needs to be a single word in uppercase, like GET or POST.");
  }
  const body = await requestBody(args, context);
  if (args.src !== null && !args.remote_src) {
    restate(args, { src: posix.join(posix.dirname(stagedPath(target)), posix.basename(args.src)) });
  }
  const headers = withImplied(args.headers as Readonly<Record<string, Json>>, body);
  restate(args, { headers });
  const found = await lookAround(target, {
    chdir: null,
    creates: args.creates,
    removes: args.removes,
  });
  if (args.creates !== null && found.createsExists) return needless(`'${args.creates}' exists`);
  if (args.removes !== null && !found.removesExists) {
    return needless(`'${args.removes}' does not exist`);
  }
  if (args.src !== null) headers['Content-Length'] = body.content?.length ?? 0;
  const start = Date.now();
  let response: HttpResponse | undefined;
  let fields: Result;
  try {
    if (body.unsendable !== undefined) {
      throw new HttpFailure(`An unknown error occurred: ${body.unsendable}`);
    }
    response = await exchange(target, await requestOf(context, method, headers, body.content));
    fields = responseFields(response, args.url);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    if (error.kind === 'plain') fail(error.message, { status: -1, url: args.url });
    fields = failureFields(error, args.url);
  }
  fields.elapsed = Math.floor((Date.now() - start) / 1000);
  const plan = await conclude(context, response, fields);
  if (plan.result.changed === true) restate(args, { path: plan.result.path } as object);
  return plan;
}

/** The task's headers and the content type that its body implies. */
function withImplied(
  given: Readonly<Record<string, Json>>,
  { contentType, multipart }: RequestBody,
): Record<string, Json> {
  const typed = Object.keys(given).some((name) => name.toLowerCase() === 'content-type');
  if (contentType === undefined || (typed && multipart !== true)) return { ...given };
  return { ...given, 'Content-Type': contentType };
}

interface UriArguments extends FileAttributeArguments {
  readonly url: string;
  readonly dest: string | null;
  readonly return_content: boolean;
  readonly status_code: readonly number[];
}

function needless(reason: string): Plan {
  return { changes: [], result: { stdout: `skipped, since ${reason}`, changed: false } };
}

type RequestContext = ModuleContext<
  UrlValues & {
    readonly url: string;
    readonly method: string;
    readonly creates: string | null;
    readonly removes: string | null;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly force: boolean;
    readonly follow_redirects: string;
    readonly ca_path: string | null;
    readonly unix_socket: string | null;
    readonly dest: string | null;
  }
>;

async function requestOf(
  { args, target }: RequestContext,
  method: string,
  given: Readonly<Record<string, unknown>>,
  body: Buffer | undefined,
): Promise<HttpRequest> {
  const headers: [string, string][] = [['User-Agent', args.http_agent]];
  if (args.force) headers.push(['Cache-Control', 'no-cache']);
  for (const [name, value] of Object.entries(given)) headers.push([name, String(value)]);
  const existing = args.dest === null ? null : await target.stat(args.dest, { follow: true });
  if (existing?.type === 'file' && !args.force) {
    headers.push(['If-Modified-Since', new Date(existing.mtime * 1000).toUTCString()]);
  }
  return {
    ...urlRequest(args),
    url: args.url,
    method,
    headers,
    followRedirects: FOLLOW[args.follow_redirects as keyof typeof FOLLOW],
    ...(body !== undefined && { body }),
    ...(args.ca_path !== null && { caPath: args.ca_path }),
    ...(args.unix_socket !== null && { unixSocket: args.unix_socket }),
  };
}

async function conclude(
  context: ModuleContext<UriArguments>,
  response: HttpResponse | undefined,
  fields: Result,
): Promise<Plan> {
  const { args } = context;
  const accepted = args.status_code.includes(Number(fields.status));
  const result: Result = { changed: false, ...fields };
  const changes: Change[] = [];
  if (response !== undefined) {
    if (args.dest !== null) {
      Object.assign(result, await writeAnswer(context, args.dest, response, accepted, changes));
    }
    const json = maybeJson(response);
    if (json || args.return_content || !accepted) {
      const text = bodyText(response);
      const data = json ? parsedJson(text) : undefined;
      if (data !== undefined) result.json = data;
      if (args.return_content) result.content = text;
    } else if (response.status >= 300) result.body = bodyText(response);
  } else if (args.return_content) result.content = '';
  if (accepted) return { changes, result };
  const wanted = `[${args.status_code.join(', ')}]`;
  result.msg = `Status code was ${String(fields.status)} and not ${wanted}: ${String(fields.msg)}`;
  return { changes: [], result: { ...result, failed: true } };
}

/** Plans the file that the answer is written to, and its fields in the result. */
async function writeAnswer(
  { args, target }: ModuleContext<UriArguments>,
  dest: string,
  response: HttpResponse,
  accepted: boolean,
  changes: Change[],
): Promise<Result> {
  const folder = await target.stat(dest, { follow: true });
  const path = folder?.type === 'directory' ? posix.join(dest, responseFilename(response)) : dest;
  if (!accepted || response.status === 304) return { path };
  const [existing, parent] = await Promise.all([
    target.stat(path, { follow: true, checksum: 'sha1' }),
    target.stat(posix.dirname(path), { follow: true }),
  ]);
  const checksum = createHash('sha1').update(response.body).digest('hex');
  if (existing?.checksum !== checksum) {
    changes.push({ op: 'write', path, content: response.body });
  }
  const size = response.body.length;
  const base = existing
    ? { ...existing, size }
    : await createdStat(target, path, 'file', size, parent);
  const wanted = await planAttributes(args, base, target);
  if (wanted.changed) changes.push({ op: 'attributes', path, ...wanted.attributes });
  return { changed: true, path, ...fileInfo(wanted.after) };
}

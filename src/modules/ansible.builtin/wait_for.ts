import { setTimeout as pause } from 'node:timers/promises';
import { TargetError, TemplateError } from '../../diagnostics/errors.ts';
import { compileRegex } from '../../values/python-regex.ts';
import { javascriptPattern } from '../commands/python-pattern.ts';
import type { Json, ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { fileInfo } from '../files/file-info.ts';
import { probePort } from '../network/port-probe.ts';
import { activeConnections, kernelAddresses, TCP_STATES } from '../network/tcp-table.ts';

const ARGUMENTS = {
  host: arg.str({ default: '127.0.0.1', doc: 'Host or address to connect to.' }),
  timeout: arg.int({ default: 300, doc: 'Seconds to wait at most.' }),
  connect_timeout: arg.int({ default: 5, doc: 'Seconds that one connection may take.' }),
  delay: arg.int({ default: 0, doc: 'Seconds before the first look.' }),
  port: arg.int({ doc: 'Port to look at.' }),
  active_connection_states: arg.list({
    elements: 'str',
    default: ['ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'SYN_RECV', 'SYN_SENT', 'TIME_WAIT'],
    doc: 'States that count as active for drained.',
  }),
  path: arg.path({ doc: 'Path to look at.' }),
  search_regex: arg.str({ doc: 'Expression to find in the file, or in what the port sends.' }),
  state: arg.str({
    default: 'started',
    choices: ['absent', 'drained', 'present', 'started', 'stopped'],
    doc: 'What to wait for.',
  }),
  exclude_hosts: arg.list({
    elements: 'str',
    doc: 'Hosts whose connections do not count for drained.',
  }),
  sleep: arg.int({ default: 1, doc: 'Seconds between looks.' }),
  msg: arg.str({ doc: 'Text to fail with when the time is over.' }),
};

type WaitArguments = ArgumentValues<typeof ARGUMENTS>;
type WaitContext = ModuleContext<WaitArguments>;

export const wait_for = defineModule({
  name: 'ansible.builtin.wait_for',
  summary: 'Waits for a condition before continuing',
  examples: `- name: Wait for a port
  ansible.builtin.wait_for:
    port: 8000
    delay: 10

- name: Wait until a word is in a file
  ansible.builtin.wait_for:
    path: /tmp/foo
    search_regex: completed
`,
  args: ARGUMENTS,
  returns: {
    elapsed: 'Seconds that it took.',
    match_groups: 'Groups that search_regex matched in a file.',
    match_groupdict: 'Named groups that search_regex matched in a file.',
  },
  support: { check: 'none', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target } = context;
    const pattern = searchPattern(args.search_regex);
    checkArguments(args);
    const start = Date.now();
    const elapsed = (): number => Math.floor((Date.now() - start) / 1000);
    const end = start + args.timeout * 1000;
    await pause(args.delay * 1000);
    let found: Found = { groups: [], named: {} };
    if (!args.port && !args.path && args.state !== 'drained') {
      await pause(args.timeout * 1000);
    } else {
      const look = condition(context, pattern, end, elapsed);
      for (;;) {
        if (Date.now() >= end) fail(args.msg ?? timeoutMessage(args), { elapsed: elapsed() });
        const result = await look();
        if (result !== undefined) {
          found = result;
          break;
        }
        await pause(args.sleep * 1000);
      }
    }
    const result: Result = {
      state: args.state,
      port: args.port,
      search_regex: args.search_regex,
      match_groups: found.groups,
      match_groupdict: found.named,
      path: args.path,
      elapsed: elapsed(),
      changed: false,
    };
    const stat = args.path === null ? null : await target.stat(args.path);
    return { changes: [], result: { ...result, ...(stat === null ? {} : fileInfo(stat)) } };
  },
});

interface Found {
  readonly groups: readonly Json[];
  readonly named: { readonly [name: string]: Json };
}

const NOTHING: Found = { groups: [], named: {} };

function searchPattern(text: string | null): RegExp | undefined {
  if (text === null) return undefined;
  try {
    compileRegex(text, { multiline: true });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return fail(`Invalid regular expression: ${error.message}`);
  }
  const { source, flags } = javascriptPattern(text);
  return new RegExp(source, flags.includes('m') ? flags : `${flags}m`);
}

function checkArguments(args: WaitArguments): void {
  const refuse = (msg: string): never => fail(msg, { elapsed: 0 });
  if (args.port && args.path) refuse('port and path parameter can not both be passed to wait_for');
  if (args.path && (args.state === 'stopped' || args.state === 'drained')) {
    refuse(`state=${args.state} should only be used for checking a port in the wait_for module`);
  }
  if (args.exclude_hosts !== null && args.state !== 'drained') {
    refuse('exclude_hosts should only be with state=drained');
  }
  const unknown = args.active_connection_states.find((state) => !(state in TCP_STATES));
  if (unknown !== undefined) refuse(`unknown active_connection_state (${unknown}) defined`);
}

function timeoutMessage({ state, host, port, path, search_regex: search }: WaitArguments): string {
  const place = port ? `${host}:${port}` : path;
  if (state === 'drained') return `Timeout when waiting for ${host}:${port} to drain`;
  if (state === 'absent' || state === 'stopped') {
    return `Timeout when waiting for ${place} to ${port ? 'stop' : 'be absent'}.`;
  }
  if (search !== null) return `Timeout when waiting for search string ${search} in ${place}`;
  return `Timeout when waiting for ${port ? '' : 'file '}${place}`;
}

/** One look at the condition: what was found, or undefined while it isn't met. */
function condition(
  context: WaitContext,
  pattern: RegExp | undefined,
  end: number,
  elapsed: () => number,
): () => Promise<Found | undefined> {
  const { args, target } = context;
  const { state, path } = args;
  const port = args.port ?? 0;
  if (state === 'drained') return drained(context);
  if (state === 'absent' || state === 'stopped') {
    return async () => {
      if (path) return (await statQuietly(context, path)) === null ? NOTHING : undefined;
      const { open } = await probePort(target, args.host, port, args.connect_timeout);
      return open ? undefined : NOTHING;
    };
  }
  if (path) return () => lookAtPath(context, path, pattern, elapsed);
  return async () => {
    const left = Math.max(1, Math.ceil((end - Date.now()) / 1000));
    const wants =
      pattern === undefined
        ? undefined
        : { satisfied: (data: string) => pattern.test(data), readTimeout: left };
    const limit = Math.min(args.connect_timeout, left);
    const answer = await probePort(target, args.host, port, limit, wants);
    return answer.open && (pattern === undefined || pattern.test(answer.data))
      ? NOTHING
      : undefined;
  };
}

async function statQuietly({ target }: WaitContext, path: string): Promise<unknown> {
  try {
    return await target.stat(path, { follow: true });
  } catch (error) {
    if (error instanceof TargetError) return null;
    throw error;
  }
}

async function lookAtPath(
  { target, args }: WaitContext,
  path: string,
  pattern: RegExp | undefined,
  elapsed: () => number,
): Promise<Found | undefined> {
  let stat: unknown;
  try {
    stat = await target.stat(path, { follow: true });
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const reason = /\] (.*?)(?::|$)/.exec(error.message)?.[1] ?? error.message;
    fail(args.msg ?? `Failed to stat ${path}, ${reason}`, { elapsed: elapsed() });
  }
  if (stat === null) return undefined;
  if (pattern === undefined) return NOTHING;
  try {
    const match = pattern.exec((await target.readFile(path))?.toString() ?? '');
    if (match === null) return undefined;
    return {
      groups: match.slice(1).map((group) => group ?? null),
      named: Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, value]) => [name, value ?? null]),
      ),
    };
  } catch (error) {
    if (error instanceof TargetError) return undefined;
    throw error;
  }
}

function drained({ args, target }: WaitContext): () => Promise<Found | undefined> {
  const states = new Set(args.active_connection_states.map((state) => TCP_STATES[state] ?? ''));
  const addressesOf = async (hosts: readonly string[]): Promise<Set<string>> => {
    const resolved = await Promise.all(hosts.map((host) => resolveHost(target, host)));
    return new Set(resolved.flat().flatMap(kernelAddresses));
  };
  const known = Promise.all([addressesOf([args.host]), addressesOf(args.exclude_hosts ?? [])]);
  return async () => {
    const [addresses, excluded] = await known;
    const { stdout } = await target.query({
      shell: 'cat /proc/net/tcp /proc/net/tcp6 2>/dev/null',
    });
    const count = activeConnections(stdout.toString(), args.port ?? 0, addresses, excluded, states);
    return count === 0 ? NOTHING : undefined;
  };
}

async function resolveHost(target: WaitContext['target'], host: string): Promise<string[]> {
  if (/^[\d.]+$/.test(host) || host.includes(':')) return [host];
  const { stdout } = await target.query({ argv: ['getent', 'ahosts', host] });
  const addresses = stdout
    .toString()
    .split('\n')
    .map((line) => line.split(/\s+/)[0] ?? '');
  return [...new Set(addresses.filter(Boolean))];
}

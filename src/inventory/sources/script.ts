import { spawnSync } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';
import { InventoryError } from '../../diagnostics/errors.ts';
import { SourceText } from '../../diagnostics/source-text.ts';
import { JsonSyntaxError, parseJson } from '../../loader/json.ts';
import { str } from '../../values/repr.ts';
import type { Dict, Value } from '../../values/types.ts';
import { addHostsWithVars } from '../host-vars.ts';
import type { Inventory } from '../inventory.ts';
import { type InventorySource, isReadable, type SourceContext } from '../source.ts';

const OUTPUT_LIMIT = 1 << 30;

/** A program that prints the inventory as JSON: `--list`, and `--host NAME` where there is no `_meta`. */
export const script: InventorySource = {
  name: 'script',
  verify: (source) => isReadable(source) && (isExecutable(source) || hasShebang(source)),
  parse(inventory, source, context) {
    const { stdout, stderr } = run(source, ['--list']);
    const data = readList(source, stdout, stderr, context);
    const hosts = new Set<string>();
    let meta: Value | undefined;
    for (const [group, value] of data) {
      if (group === '_meta') {
        if (value instanceof Map) meta = value.get('hostvars') ?? meta;
      } else addGroup(inventory, str(group), value, hosts);
    }
    for (const host of hosts) {
      if (meta !== undefined && !(meta instanceof Map)) {
        throw new InventoryError(
          `Improperly formatted host information for ${host}: '${meta === null ? 'NoneType' : 'list'}' object has no attribute 'get'`,
        );
      }
      const vars =
        meta === undefined
          ? hostVariables(source, host, context)
          : ((meta as Dict).get(host) ?? new Map());
      addHostsWithVars(inventory, [host], vars);
    }
  },
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function hasShebang(path: string): boolean {
  const start = Buffer.alloc(2);
  try {
    const file = openSync(path, 'r');
    readSync(file, start, 0, 2, 0);
    closeSync(file);
  } catch {
    return false;
  }
  return start.toString('latin1') === '#!';
}

function run(source: string, args: readonly string[]): { stdout: Buffer; stderr: string } {
  const result = spawnSync(source, args, {
    stdio: ['inherit', 'pipe', 'pipe'],
    maxBuffer: OUTPUT_LIMIT,
  });
  if (result.error !== undefined) {
    throw new InventoryError(
      `problem running ${[source, ...args].join(' ')} (${spawnProblem(result.error, source)})`,
    );
  }
  const text = result.stderr.toString('utf8');
  const stderr = text !== '' && !text.endsWith('\n') ? `${text}\n` : text;
  if (result.status !== 0 && args[0] === '--list') {
    throw new InventoryError(`Inventory script (${source}) had an execution error: ${stderr} `);
  }
  return { stdout: result.stdout, stderr };
}

function spawnProblem(error: NodeJS.ErrnoException, source: string): string {
  if (error.code === 'EACCES') return `[Errno 13] Permission denied: '${source}'`;
  if (error.code === 'ENOEXEC') return `[Errno 8] Exec format error: '${source}'`;
  if (error.code === 'ENOENT') return `[Errno 2] No such file or directory: '${source}'`;
  return error.message;
}

function readList(source: string, stdout: Buffer, stderr: string, context: SourceContext): Dict {
  let data: Value;
  try {
    data = parseJson(new SourceText('<string>', stdout.toString('utf8')), {
      trusted: true,
      decryptVault: (text) => context.loader.vault.decrypt(text).toString('utf8'),
    });
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new InventoryError(
      `failed to parse executable inventory script results from ${source}: ${error.message}. ${error.message}\n${stderr}`,
    );
  }
  if (data instanceof Map) return data;
  throw new InventoryError(
    `failed to parse executable inventory script results from ${source}: needs to be a json dict\n${stderr}`,
  );
}

function addGroup(inventory: Inventory, name: string, value: Value, hosts: Set<string>): void {
  const group = inventory.addGroup(name);
  let data: Dict;
  if (!(value instanceof Map)) data = new Map<Value, Value>([['hosts', value]]);
  else if (['hosts', 'vars', 'children'].some((key) => value.has(key))) data = value;
  else {
    data = new Map<Value, Value>([
      ['hosts', [group]],
      ['vars', value],
    ]);
  }
  const members = data.get('hosts');
  if (members !== undefined) {
    if (!Array.isArray(members)) {
      throw new InventoryError(
        `You defined a group '${group}' with bad data for the host list:\n ${str(data)}`,
      );
    }
    for (const member of members) hosts.add(inventory.addHost(member, group).name);
  }
  const vars = data.get('vars');
  if (vars !== undefined) {
    if (!(vars instanceof Map)) {
      throw new InventoryError(
        `You defined a group '${group}' with bad data for variables:\n ${str(data)}`,
      );
    }
    for (const [key, entry] of vars) inventory.setVariable(group, str(key), entry);
  }
  const children = data.get('children');
  if (Array.isArray(children)) {
    for (const child of children) inventory.addChild(group, inventory.addGroup(child));
  }
}

function hostVariables(source: string, host: string, context: SourceContext): Value {
  const { stdout } = run(source, ['--host', host]);
  const text = stdout.toString('utf8');
  if (text.trim() === '') return new Map();
  return context.loader.loadText(text, source, { trusted: true });
}

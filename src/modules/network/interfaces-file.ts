import type { Json } from '../contract.ts';
import { fail } from '../definition/failure.ts';

/** A line of an interfaces(5) file, with its end. */
export interface InterfaceLine {
  readonly line: string;
  /** The interface whose stanza it begins or stands in. */
  readonly iface?: string;
  readonly family?: string | null;
  /** Of a stanza's first line. */
  readonly method?: string | null;
  readonly option?: string;
  readonly value?: string;
}

/** An option as it is to be. */
export interface WantedOption {
  readonly iface: string;
  readonly option: string;
  readonly value: string | null;
  readonly present: boolean;
  /** Only stanzas of this address family. */
  readonly family: string | null;
}

/** Options that may stand several times. */
const COMMANDS: readonly string[] = ['pre-up', 'up', 'down', 'post-up'];
/** Words that begin something else than an interface; options may follow nothing of it. */
const OTHERS =
  /^(source|source-dir|source-directory|auto|allow-.*|no-auto-down|no-scripts|mapping)$/;

/** Tells what the lines of a file are. @throws ModuleFailure for an option that belongs nowhere */
export function readInterfaces(lines: readonly string[]): InterfaceLine[] {
  let stanza: { iface: string; family: string | null } | 'other' | null = null;
  return lines.map((line, at) => {
    const [first, iface = '', family = null, method = null] = line.trim().split(/\s+/);
    if (!first || first.startsWith('#')) return { line };
    if (OTHERS.test(first)) {
      stanza = 'other';
      return { line };
    }
    if (first === 'iface') {
      stanza = { iface, family };
      return { line, iface, family, method };
    }
    if (stanza === null) return fail(`misplaced option ${line} in line ${at + 1}`);
    if (stanza === 'other') return { line };
    return { line, ...stanza, option: first, value: line.trim().slice(first.length).trim() };
  });
}

/** The interfaces by name, each with its family, method and options. */
export function describeInterfaces(lines: readonly InterfaceLine[]): Record<string, Json> {
  const found: Record<string, Record<string, Json>> = {};
  for (const { iface, family, method, option, value } of lines) {
    if (iface === undefined) continue;
    if (option === undefined) {
      const lists = Object.fromEntries(COMMANDS.map((name) => [name, []]));
      found[iface] = { ...lists, address_family: family ?? null, method: method ?? null };
    } else {
      const own = found[iface] ?? {};
      own[option] = COMMANDS.includes(option)
        ? [...(own[option] as Json[]), value ?? '']
        : (value ?? '');
    }
  }
  return found;
}

/** The lines with an option as it is to be; null where they stay. @throws ModuleFailure */
export function setOption(
  lines: readonly InterfaceLine[],
  wanted: WantedOption,
): InterfaceLine[] | null {
  const { iface, option, value, present, family } = wanted;
  const own = lines.filter(
    (one) => one.iface === iface && (family === null || one.family === family),
  );
  const last = own.at(-1);
  if (last === undefined) fail(`Error: interface ${iface} not found`);
  const options = own.filter((one) => one.option === option);
  const target = options.at(-1);
  if (!present) {
    const gone =
      COMMANDS.includes(option) && value !== null && value !== 'None'
        ? options.filter((one) => one.value === value)
        : options;
    return gone.length === 0 ? null : lines.filter((one) => !gone.some((line) => same(one, line)));
  }
  const text = value ?? 'None';
  const indented = own.some((one) => one.option !== undefined);
  if (target === undefined) {
    if (option === 'method') return setMethod(lines, iface, text);
    return insertAfter(lines, last, wanted, text, indented);
  }
  if (COMMANDS.includes(option)) {
    if (options.some((one) => one.value === text)) return null;
    return insertAfter(lines, target, wanted, text, indented);
  }
  if (target.value === text) return null;
  const at = lines.findLastIndex((one) => same(one, target));
  return lines.with(at, { ...target, line: replaceValue(target, text), value: text });
}

function setMethod(
  lines: readonly InterfaceLine[],
  iface: string,
  method: string,
): InterfaceLine[] | null {
  const differs = (one: InterfaceLine): boolean =>
    one.iface === iface && one.option === undefined && one.method !== method;
  if (!lines.some(differs)) return null;
  return lines.map((one) => {
    if (!differs(one) || !one.method) return one;
    const end = one.line.trimEnd();
    const line = end.slice(0, -one.method.length) + method + one.line.slice(end.length);
    return end.endsWith(one.method) ? { ...one, line, method } : { ...one, method };
  });
}

/** Puts a new option after a line, as far in as that is; the first of its stanza four blanks further. */
function insertAfter(
  lines: readonly InterfaceLine[],
  before: InterfaceLine,
  { iface, option }: WantedOption,
  value: string,
  indented: boolean,
): InterfaceLine[] {
  const start = before.line.length - before.line.trimStart().length;
  const end = before.line.slice(before.line.trimEnd().length);
  const line = `${before.line.slice(0, start)}${indented ? '' : '    '}${option} ${value}${end}`;
  const at = lines.findLastIndex((one) => same(one, before)) + 1;
  return [...lines.slice(0, at), { line, iface, option, value }, ...lines.slice(at)];
}

/** The line with another value, its blanks kept. */
function replaceValue({ line, option = '', value = '' }: InterfaceLine, text: string): string {
  const from = line.indexOf(option) + option.length;
  const words = value.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return line.slice(0, from) + line.slice(from).replace(new RegExp(words.join('\\s+')), () => text);
}

function same(a: InterfaceLine, b: InterfaceLine): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

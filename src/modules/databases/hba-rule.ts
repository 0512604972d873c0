import { pythonRepr } from '../definition/python-text.ts';
import { ipBytes, ipNetwork } from '../network/ip-network.ts';

/** Fields of a line of pg_hba.conf, in their order. */
export const HBA_FIELDS = ['type', 'db', 'usr', 'src', 'mask', 'method', 'options'] as const;
export const HBA_TYPES = [
  'local',
  'host',
  'hostssl',
  'hostnossl',
  'hostgssenc',
  'hostnogssenc',
] as const;
export const HBA_METHODS = [
  'trust',
  'reject',
  'md5',
  'password',
  'gss',
  'sspi',
  'krb5',
  'ident',
  'peer',
  'ldap',
  'radius',
  'cert',
  'pam',
  'scram-sha-256',
] as const;

/** A rule by field, in the order that results show; the comment is without its `#`. */
export type HbaRule = Readonly<Record<string, string>>;

/** A rule that can't be; `skipped` ones are left out where a file holds them. */
export class HbaError extends Error {
  readonly skipped: boolean;
  constructor(text: string, skipped = false) {
    super(text);
    this.skipped = skipped;
  }
}

/** Reads a line of the file. @throws HbaError with Ansible's text */
export function readHbaLine(line: string, comment: string | null): HbaRule {
  const columns: (string | null)[] = line.split(/\s+/);
  if (columns.length < 4) throw new HbaError(`Rule ${line} has too few columns.`);
  const [type] = columns;
  if (!isOneOf(HBA_TYPES, type)) throw new HbaError(`Rule ${line} has unknown type: ${type}.`);
  if (type === 'local') columns.splice(3, 0, null, null);
  if (columns.length < 6 || !isOneOf(HBA_METHODS, columns[5])) columns.splice(4, 0, null);
  if (!isOneOf(HBA_METHODS, columns[5])) {
    throw new HbaError(
      `Rule ${line} of '${type}' type has invalid auth-method '${columns[5] ?? 'None'}'`,
    );
  }
  const options = columns.length < 7 ? null : columns.slice(6).join(' ');
  const fields = [...columns.slice(0, 6), options].map((value, index) => [
    HBA_FIELDS[index],
    value ?? '',
  ]);
  return checked({ ...present(Object.fromEntries(fields)), ...present({ comment }) });
}

/** Makes a rule of its fields; empty ones count as not given. @throws HbaError with Ansible's text */
export function makeHbaRule(
  fields: Readonly<Partial<Record<(typeof HBA_FIELDS)[number], string | null>>>,
  comment: string | null,
): HbaRule {
  const inOrder = Object.fromEntries(HBA_FIELDS.map((name) => [name, fields[name] ?? null]));
  return checked(present({ comment, ...inOrder }));
}

const present = (fields: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );

function checked({ mask, ...rule }: Record<string, string>): HbaRule {
  for (const name of ['method', 'type']) {
    if (rule[name] === undefined) {
      throw new HbaError(`Missing ${name} in rule ${pythonRepr(rule)}`, true);
    }
  }
  const allowed = (values: readonly string[]): string =>
    `(should be one of '${values.join("', '")}').`;
  if (!isOneOf(HBA_METHODS, rule.method)) {
    throw new HbaError(`invalid method ${rule.method} ${allowed(HBA_METHODS)}`, true);
  }
  if (!isOneOf(HBA_TYPES, rule.type)) {
    throw new HbaError(`invalid connection type ${rule.type} ${allowed(HBA_TYPES)}`, true);
  }
  if (rule.type === 'local') {
    const { src: _, ...local } = rule;
    return local;
  }
  const { src } = rule;
  if (src === undefined) throw new HbaError(`Missing src in rule ${pythonRepr(rule)}`, true);
  if (src.includes('/')) return rule;
  return { ...rule, src: mask === undefined ? hbaSource(rule) : maskedSource(src, mask) };
}

function maskedSource(src: string, mask: string): string {
  if (ipBytes(src) === undefined) {
    throw new HbaError(`Mask was specified, but source "${src}" is not valid ip`);
  }
  const bytes = ipBytes(mask);
  if (bytes === undefined) throw new HbaError(`Mask ${mask} seems to be invalid`);
  // A mask may begin with zeros for Ansible, which looks at it as a number.
  const binary = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  if (binary.replace(/^0+/, '').includes('01')) {
    throw new HbaError(`IP mask ${mask} seems invalid (binary value has 1 after 0)`);
  }
  const range = `${src}/${binary.replaceAll('0', '').length}`;
  const network = ipNetwork(range);
  if (network === undefined) throw new HbaError(`${range} is not valid address range`);
  return network.text;
}

/** The rule's source: a network in its plain form, or the word or name that it is. */
export function hbaSource(rule: HbaRule): string {
  const src = rule.src ?? '';
  return ipNetwork(src)?.text ?? src;
}

/** What may stand only once in a file. */
export const hbaKey = (rule: HbaRule): string =>
  JSON.stringify([rule.type === 'local' ? 'local' : hbaSource(rule), rule.db, rule.usr]);

/** The rule as a line. */
export const hbaLine = (rule: HbaRule): string =>
  HBA_FIELDS.flatMap((name) => rule[name] ?? []).join('\t');

const isOneOf = (values: readonly string[], value: string | null | undefined): boolean =>
  typeof value === 'string' && values.includes(value);

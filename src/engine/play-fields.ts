import { ParseError, UndefinedVariableError } from '../diagnostics/errors.ts';
import type { Play } from '../playbook/nodes.ts';
import { OMIT } from '../template/ansible/omit.ts';
import type { TemplarContract } from '../template/contract.ts';
import { parseFloatText, parseInteger, repr, str, truthy, typeName } from '../values/index.ts';
import { PyFloat, type Value } from '../values/types.ts';
import { toBoolean } from './boolean.ts';
import { invalidBoolean } from './keyword-values.ts';
import { withoutTemplates } from './source-form.ts';

/** The keywords of a play that count before its first task, in Ansible's order, with what they are converted to. */
const fields: readonly (readonly [name: string, type?: 'bool' | 'int' | 'percent'])[] = [
  ['name'],
  ['hosts'],
  ['gather_facts', 'bool'],
  ['gather_subset'],
  ['gather_timeout', 'int'],
  ['check_mode'],
  ['force_handlers', 'bool'],
  ['max_fail_percentage', 'percent'],
  ['serial'],
  ['strategy'],
  ['order'],
];

/** Renders a play's own keywords and puts them into the play. @throws ParseError in Ansible's words, with the play's place */
export function settlePlayFields(play: Play, templar: TemplarContract): void {
  nameByHosts(play, templar);
  for (const [name, type] of fields) {
    const raw = play.keywords.get(name) ?? null;
    if (raw === null) continue;
    const value = rendered(play, templar, name, raw);
    if (value === OMIT) play.keywords.set(name, null);
    else if (name === 'hosts' && value !== null) play.keywords.set(name, hostsIn(value, play));
    else if (value !== null) play.keywords.set(name, value);
    const reason = type && value !== OMIT && value !== null ? refusal(type, value) : undefined;
    if (reason === undefined) continue;
    throw new ParseError(
      `the field '${name}' has an invalid value (${str(withoutTemplates(raw))}), and could not be converted to an ${type}.The error was: ${reason}`,
      { span: play.span },
    );
  }
}

function rendered(play: Play, templar: TemplarContract, name: string, raw: Value): Value {
  try {
    return templar.template(raw);
  } catch (error) {
    if (!(error instanceof UndefinedVariableError)) throw error;
    if (name === 'name') return raw;
    throw new ParseError(
      `The field '${name}' has an invalid value, which includes an undefined variable. The error was: ${error.message}`,
      { span: play.span, cause: error },
    );
  }
}

/** A play without a name is called by its hosts as they are written: a template that gives a list shows as Python does. */
function nameByHosts(play: Play, templar: TemplarContract): void {
  if (truthy(play.keywords.get('name') ?? null)) return;
  const hosts = play.keywords.get('hosts') ?? null;
  const name = Array.isArray(hosts)
    ? hosts.map((one) => str(rendered(play, templar, 'hosts', one))).join(',')
    : rendered(play, templar, 'hosts', hosts);
  play.keywords.set('name', name === OMIT ? null : str(name));
}

/** The patterns of a play as a list. @throws ParseError for what is no text, and for text without anything in it */
function hostsIn(value: Value, play: Play): Value[] {
  const list = Array.isArray(value) ? value : [value];
  const { span } = play;
  for (const one of list) {
    if (typeof one !== 'string')
      throw new ParseError(
        `the field 'hosts' should be a list of (<class 'str'>,), but the item '${str(one)}' is a <class '${typeName(one)}'>`,
        { span },
      );
    if (one.trim() === '')
      throw new ParseError("the field 'hosts' is required, and cannot have empty values", { span });
  }
  return list;
}

/** Why Python would not convert a value; undefined where it would. */
function refusal(type: 'bool' | 'int' | 'percent', value: Value): string | undefined {
  if (type === 'bool') return toBoolean(value) === undefined ? invalidBoolean(value) : undefined;
  if (typeof value !== 'string') {
    if (typeof value === 'number' || typeof value === 'boolean' || value instanceof PyFloat)
      return undefined;
    const wanted =
      type === 'int'
        ? "int() argument must be a string, a bytes-like object or a real number, not '"
        : "float() argument must be a string or a real number, not '";
    return `${wanted}${Array.isArray(value) ? 'list' : 'dict'}'`;
  }
  if (type === 'int')
    return parseInteger(value) === undefined
      ? `invalid literal for int() with base 10: ${repr(value)}`
      : undefined;
  const text = value.replaceAll('%', '');
  return parseFloatText(text) === undefined
    ? `could not convert string to float: ${repr(text)}`
    : undefined;
}

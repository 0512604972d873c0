import { TemplateError } from '../../diagnostics/errors.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { filterError, type Plugin, plugin } from '../ansible/plugin.ts';
import { VERSION_TYPES } from './versions.ts';

const OPERATORS: Readonly<Record<string, string>> = {
  '==': 'eq',
  '=': 'eq',
  eq: 'eq',
  '<': 'lt',
  lt: 'lt',
  '<=': 'le',
  le: 'le',
  '>': 'gt',
  gt: 'gt',
  '>=': 'ge',
  ge: 'ge',
  '!=': 'ne',
  '<>': 'ne',
  ne: 'ne',
};

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

const version = plugin(
  'version_compare',
  ['value', 'version', ['operator', 'eq'], ['strict', null], ['version_type', null]],
  ({ args: [value = '', other = '', operator = 'eq', strict = null, type = null] }) => {
    if (strict !== null && type !== null) {
      throw filterError("Cannot specify both 'strict' and 'version_type'");
    }
    if (!truthy(value)) throw filterError('Input version value cannot be empty');
    if (!truthy(other)) throw filterError('Version parameter to compare against cannot be empty');
    const name = truthy(strict) ? 'strict' : truthy(type) ? str(type) : 'loose';
    const compare = Object.hasOwn(VERSION_TYPES, name) ? VERSION_TYPES[name] : undefined;
    if (!compare) {
      throw filterError(
        `Invalid version type (${name}). Must be one of ${quoted(Object.keys(VERSION_TYPES))}`,
      );
    }
    const sign = str(operator);
    const op = Object.hasOwn(OPERATORS, sign) ? OPERATORS[sign] : undefined;
    if (op === undefined) {
      throw filterError(
        `Invalid operator type (${sign}). Must be one of ${quoted(Object.keys(OPERATORS))}`,
      );
    }
    let order: number;
    try {
      order = compare(str(value), str(other));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw filterError(`Version comparison failed: ${error.message}`);
    }
    switch (op) {
      case 'eq':
        return order === 0;
      case 'ne':
        return order !== 0;
      case 'lt':
        return order < 0;
      case 'le':
        return order <= 0;
      case 'gt':
        return order > 0;
    }
    return order >= 0;
  },
);

export const versionTests: Readonly<Record<string, Plugin>> = { version, version_compare: version };

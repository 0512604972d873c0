import { LoadError, TemplateError } from '../../diagnostics/errors.ts';
import { asInt } from '../../values/int.ts';
import { toList } from '../../values/iterate.ts';
import { dumpJson, type JsonOptions } from '../../values/json.ts';
import { isText } from '../../values/markup.ts';
import { failUndefined, typeError } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { Callable, PyObject, Undefined, type Value, VaultText } from '../../values/types.ts';
import { dumpYaml, type YamlDumpOptions } from '../../values/yaml/dump.ts';
import type { ScalarStyle } from '../../values/yaml/nodes.ts';
import { filterError, type Plugin, type PluginCall, plugin } from '../ansible/plugin.ts';
import { parseJson } from './parse-json.ts';

/** Dates become ISO text; what JSON can't carry is refused as Python does. */
function jsonFallback(value: Value): Value {
  if (value instanceof PyObject) {
    const isoformat = value.getAttribute('isoformat');
    if (isoformat instanceof Callable) return isoformat.call([], new Map());
  }
  if (value instanceof Undefined) failUndefined(value);
  throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
}

const separatorsOf = (value: Value): [string, string] => {
  const [item = '', key = ''] = toList(value);
  return [str(item), str(key)];
};

function jsonOptions(options: ReadonlyMap<string, Value>): JsonOptions {
  const settings: JsonOptions = { fallback: jsonFallback };
  for (const [key, value] of options) {
    switch (key) {
      case 'indent': {
        const n = asInt(value);
        settings.indent = value === null ? null : n === undefined ? str(value) : Number(n);
        break;
      }
      case 'sort_keys':
        settings.sortKeys = truthy(value);
        break;
      case 'ensure_ascii':
        settings.ensureAscii = truthy(value);
        break;
      case 'separators':
        if (value !== null) settings.separators = separatorsOf(value);
        break;
      case 'skipkeys':
        settings.skipKeys = truthy(value);
        break;
      case 'allow_nan':
        settings.allowNan = truthy(value);
        break;
      case 'check_circular':
      case 'vault_to_text':
      case 'preprocess_unsafe':
      case 'default':
        break;
      default:
        throw typeError(`JSONEncoder.__init__() got an unexpected keyword argument '${key}'`);
    }
  }
  return settings;
}

function onePositional(rest: readonly Value[]): void {
  if (rest.length > 0) {
    throw typeError(
      `dumps() takes 1 positional argument but ${rest.length + 1} positional arguments (and 3 keyword-only arguments) were given`,
    );
  }
}

const toJson = plugin(
  'to_json',
  ['a'],
  ({ args: [value = null], rest, options }) => {
    onePositional(rest);
    return dumpJson(value, jsonOptions(options));
  },
  { rest: true, options: true },
);

const toNiceJson = plugin(
  'to_nice_json',
  ['a', ['indent', 4], ['sort_keys', true]],
  ({ args: [value = null, indent = 4, sortKeys = true], rest, options }) => {
    onePositional(rest);
    if (options.has('separators')) {
      throw typeError("to_json() got multiple values for keyword argument 'separators'");
    }
    const all = new Map<string, Value>([['indent', indent], ['sort_keys', sortKeys], ...options]);
    return dumpJson(value, { ...jsonOptions(all), separators: [',', ': '] });
  },
  { rest: true, options: true },
);

const fromJson = plugin('loads', ['s'], ({ args: [text = null] }) => {
  if (text instanceof VaultText || isText(text)) return parseJson(str(text));
  if (text instanceof Uint8Array) return parseJson(Buffer.from(text).toString('utf8'));
  if (text instanceof Undefined) {
    throw typeError('the JSON object must be str, bytes or bytearray, not AnsibleUndefined');
  }
  throw typeError(`the JSON object must be str, bytes or bytearray, not ${typeName(text)}`);
});

const number = (value: Value): number | undefined => {
  const n = asInt(value);
  return n === undefined ? undefined : Number(n);
};

function yamlOptions(options: ReadonlyMap<string, Value>): YamlDumpOptions {
  const settings: YamlDumpOptions = { allowUnicode: true };
  for (const [key, value] of options) {
    switch (key) {
      case 'indent':
      case 'width': {
        const n = number(value);
        if (value !== null && n === undefined) throw typeError('an integer is required');
        if (n !== undefined) settings[key] = n;
        break;
      }
      case 'default_flow_style':
        settings.defaultFlowStyle = value === null ? null : truthy(value);
        break;
      case 'default_style':
        if (value !== null) settings.defaultStyle = str(value) as ScalarStyle;
        break;
      case 'sort_keys':
        settings.sortKeys = truthy(value);
        break;
      case 'explicit_start':
        settings.explicitStart = truthy(value);
        break;
      case 'explicit_end':
        settings.explicitEnd = truthy(value);
        break;
      case 'canonical':
        settings.canonical = truthy(value);
        break;
      case 'line_break':
        // libyaml knows these three; any other text leaves the line feed.
        if (value === '\n' || value === '\r' || value === '\r\n') settings.lineBreak = value;
        break;
      case 'version':
        if (value !== null) settings.version = toList(value).map(str).join('.');
        break;
      case 'encoding':
      case 'tags':
        break;
      case 'allow_unicode':
        throw typeError("yaml.dump() got multiple values for keyword argument 'allow_unicode'");
      default:
        throw typeError(`CDumper.__init__() got an unexpected keyword argument '${key}'`);
    }
  }
  return settings;
}

const toYamlWith =
  (name: string, defaults: readonly [string, Value][]) =>
  ({ args: [value = null, ...named], options }: PluginCall): string => {
    try {
      if (name === 'to_nice_yaml' && options.has('default_flow_style'))
        throw typeError(
          "yaml.dump() got multiple values for keyword argument 'default_flow_style'",
        );
      const all = new Map<string, Value>([...defaults, ...options]);
      if (named[0] !== undefined) all.set('indent', named[0]);
      return dumpYaml(value, yamlOptions(all));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw filterError(`${name} - ${error.message}. ${error.message}`);
    }
  };

const toYaml = plugin('to_yaml', ['a'], toYamlWith('to_yaml', [['default_flow_style', null]]), {
  rest: true,
  options: true,
});

const toNiceYaml = plugin(
  'to_nice_yaml',
  ['a', ['indent', 4]],
  toYamlWith('to_nice_yaml', [['default_flow_style', false]]),
  { rest: true, options: true },
);

const YAML_ERRORS: readonly [RegExp, string][] = [
  [/constructor for the tag|unhashable|expected a mapping|expected a sequence/, 'ConstructorError'],
  [/another document|undefined alias|duplicate anchor/, 'ComposerError'],
  [/comment or line break|directive name|tag (?:URI|handle)|hexdecimal|alphabetic/, 'ScannerError'],
  [/did not find expected|expected <|but found/, 'ParserError'],
  [/is not a boolean/, 'KeyError'],
  [
    /invalid literal for int|month must be|day is out of range|(?:hour|minute|second) must be/,
    'ValueError',
  ],
  [/control characters/, 'ReaderError'],
];

/** Reads YAML; a fault is raised as PyYAML's own error. */
function readYaml(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    const problem = error.cause instanceof Error ? error.cause.message : error.message;
    const name = YAML_ERRORS.find(([pattern]) => pattern.test(problem))?.[1] ?? 'ScannerError';
    const { span } = error;
    const place =
      span === undefined
        ? ''
        : `\n  in "<unicode string>", line ${span.line}, column ${span.column}`;
    throw new TemplateError(name, `${problem}${place}`, { cause: error });
  }
}

const fromYaml = plugin('from_yaml', ['data'], ({ args: [data = null], context }) => {
  if (!isText(data) && !(data instanceof VaultText)) return data;
  return readYaml(() => context.services.loadYaml(str(data), '<unicode string>', false));
});

const fromYamlAll = plugin('from_yaml_all', ['data'], ({ args: [data = null], context }) => {
  if (!isText(data) && !(data instanceof VaultText)) return data;
  const text = str(data);
  const { services } = context;
  return readYaml(() =>
    services.loadYamlAll
      ? services.loadYamlAll(text, '<unicode string>', false)
      : [services.loadYaml(text, '<unicode string>', false)],
  );
});

export const serializationFilters: Readonly<Record<string, Plugin>> = {
  from_json: fromJson,
  from_yaml: fromYaml,
  from_yaml_all: fromYamlAll,
  to_json: toJson,
  to_nice_json: toNiceJson,
  to_nice_yaml: toNiceYaml,
  to_yaml: toYaml,
};

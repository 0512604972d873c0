/** YAML 1.1's implicit types, as PyYAML's resolver has them. */

const PREFIX = 'tag:yaml.org,2002:';

export const TAGS = {
  null: `${PREFIX}null`,
  bool: `${PREFIX}bool`,
  int: `${PREFIX}int`,
  float: `${PREFIX}float`,
  binary: `${PREFIX}binary`,
  timestamp: `${PREFIX}timestamp`,
  omap: `${PREFIX}omap`,
  pairs: `${PREFIX}pairs`,
  set: `${PREFIX}set`,
  str: `${PREFIX}str`,
  seq: `${PREFIX}seq`,
  map: `${PREFIX}map`,
  merge: `${PREFIX}merge`,
  value: `${PREFIX}value`,
  yaml: `${PREFIX}yaml`,
  pythonDict: `${PREFIX}python/dict`,
  pythonUnicode: `${PREFIX}python/unicode`,
} as const;

const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const INT =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const TIMESTAMP =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?)$/;

/** The tag of an unquoted scalar without a tag of its own. */
export function resolvePlain(value: string): string {
  if (value === '') return TAGS.null;
  switch (value.charCodeAt(0)) {
    case 0x79: // y
    case 0x59:
    case 0x74: // t
    case 0x54:
    case 0x66: // f
    case 0x46:
    case 0x6f: // o
    case 0x4f:
      return value.length <= 5 && BOOL.test(value) ? TAGS.bool : TAGS.str;
    case 0x6e: // n
    case 0x4e:
      if (value.length > 4) return TAGS.str;
      return BOOL.test(value) ? TAGS.bool : NULL.test(value) ? TAGS.null : TAGS.str;
    case 0x7e: // ~
      return value === '~' ? TAGS.null : TAGS.str;
    case 0x3c: // <
      return value === '<<' ? TAGS.merge : TAGS.str;
    case 0x3d: // =
      return value === '=' ? TAGS.value : TAGS.str;
    case 0x21: // !
    case 0x26:
    case 0x2a:
      return value.length === 1 ? TAGS.yaml : TAGS.str;
    case 0x2e: // .
      return FLOAT.test(value) ? TAGS.float : TAGS.str;
    case 0x2b: // + -
    case 0x2d:
      return INT.test(value) ? TAGS.int : FLOAT.test(value) ? TAGS.float : TAGS.str;
    default: {
      const first = value.charCodeAt(0);
      if (first < 48 || first > 57) return TAGS.str;
      if (INT.test(value)) return TAGS.int;
      if (FLOAT.test(value)) return TAGS.float;
      return TIMESTAMP.test(value) ? TAGS.timestamp : TAGS.str;
    }
  }
}

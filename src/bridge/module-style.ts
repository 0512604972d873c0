/** How a module wants to be run. */
export type ModuleStyle =
  /** Python that imports module_utils: packed with them. */
  | 'python'
  /** Has a place for its arguments as JSON in its text. */
  | 'jsonargs'
  /** Reads a file of JSON. */
  | 'wantJson'
  /** Reads a file of `key=value` words. */
  | 'old'
  /** A program; reads a file of JSON. */
  | 'binary'
  /** PowerShell: needs Windows. */
  | 'powershell';

export const OLD_INCLUDE = '#<<INCLUDE_ANSIBLE_MODULE_COMMON>>';
export const JSON_ARGUMENTS = '<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>';

const IMPORTS_MODULE_UTILS =
  /(?:^|\n)\s*(?:import\s+ansible\.module_utils\.|from\s+ansible\.module_utils\.|from\s+ansible\.module_utils\s+import|import\s+ansible_collections\.[^.]+\.[^.]+\.plugins\.module_utils\.|import\s+ansible_collections\.[^.]+\.[^.]+\.plugins\.module_utils|from\s+ansible_collections\.[^.]+\.[^.]+\.plugins\.module_utils|from\s+\.+module_utils)/;

/** Tells a module's style from its content, as Ansible does. */
export function styleOf(content: Buffer): ModuleStyle {
  if (isBinary(content)) return 'binary';
  const text = content.toString('latin1');
  if (text.includes(OLD_INCLUDE) || IMPORTS_MODULE_UTILS.test(text)) return 'python';
  if (text.includes('# POWERSHELL_COMMON') || /#(Ansible)?Requires -/i.test(text))
    return 'powershell';
  if (text.includes(JSON_ARGUMENTS)) return 'jsonargs';
  return text.includes('WANT_JSON') ? 'wantJson' : 'old';
}

/** Control characters that text doesn't have, within the first kilobyte. */
function isBinary(content: Buffer): boolean {
  return content
    .subarray(0, 1024)
    .some(
      (byte) =>
        byte === 0x7f || (byte < 0x20 && !(byte >= 7 && byte <= 13 && byte !== 11) && byte !== 27),
    );
}

export interface Shebang {
  readonly interpreter: string;
  readonly args: readonly string[];
}

/** The interpreter line of a script. */
export function shebangOf(content: Buffer): Shebang | undefined {
  const end = content.indexOf(10);
  const line = content.toString('utf8', 0, end < 0 ? content.length : end).trim();
  if (!line.startsWith('#!')) return undefined;
  const [interpreter, ...args] = line.slice(2).trim().split(/\s+/);
  return interpreter ? { interpreter, args } : undefined;
}

/** An import of module_utils, as it stands in a Python file. */
export interface PythonImport {
  /** Dotted name as parts; the last may be a module or something within the one before. */
  readonly parts: readonly string[];
  /** Within a function, `try` or condition: the file runs without it as well. */
  readonly optional: boolean;
}

/** Comments, strings, continued lines, brackets, ends of lines, and what is between them. */
export const PYTHON_TOKEN =
  /#[^\n]*|[rRbBuUfF]{0,2}(?:"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')|\\\r?\n|[([{]|[)\]}]|\r?\n|[^#"'\\()[\]{}\r\n]+|[\s\S]/g;

/**
 * Finds the imports of `ansible.module_utils` and of collections in Python source, without running it.
 * @param name the file's own dotted name, for relative imports
 */
export function importsOf(source: string, name: string, isPackage: boolean): PythonImport[] {
  const found: PythonImport[] = [];
  for (const line of importLines(source)) {
    const optional = /^\s/.test(line) || !/^(from|import)\b/.test(line);
    for (const statement of line.split(/[;:]/)) {
      for (const parts of namesOf(statement.trim(), name, isPackage)) {
        if (isWanted(parts)) found.push({ parts, optional });
      }
    }
  }
  return found;
}

/** Logical lines that import something; strings and comments are taken out, brackets and continued lines joined. */
function importLines(source: string): string[] {
  if (!source.includes('import')) return [];
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  for (const [token] of source.matchAll(PYTHON_TOKEN)) {
    const first = token[0] as string;
    if (first === '\n' || first === '\r') {
      if (depth > 0) line += ' ';
      else {
        if (line.includes('import')) lines.push(line);
        line = '';
      }
    } else if (first === '\\') line += ' ';
    else if (first === '#') continue;
    else if (token.length > 1 && /["']$/.test(token)) line += 'None';
    else {
      if (first === '(' || first === '[' || first === '{') depth++;
      else if (first === ')' || first === ']' || first === '}') depth = Math.max(0, depth - 1);
      line += token;
    }
  }
  if (line.includes('import')) lines.push(line);
  return lines;
}

function namesOf(statement: string, name: string, isPackage: boolean): string[][] {
  const plain = /^import\s+(.+)$/.exec(statement);
  if (plain) {
    return items(plain[1] as string).map((one) => one.split('.'));
  }
  const from = /^from\s+(\.*)\s*([\w.]*)\s+import\b\s*\(?([^)]*)/.exec(statement);
  if (!from) return [];
  const [, dots = '', module = '', list = ''] = from;
  const names = items(list);
  if (names[0] === '_six') return [];
  let parts = module === '' ? [] : module.split('.');
  if (dots !== '') {
    const own = name.split('.');
    const up = dots.length - (isPackage ? 1 : 0);
    parts = [...own.slice(0, own.length - up), ...parts];
  }
  return names.map((one) => [...parts, one]);
}

/** Names of an import list, without what they are called here. */
function items(list: string): string[] {
  return list
    .split(',')
    .map((one) => one.trim().split(/\s+/)[0] ?? '')
    .filter((one) => /^[\w.*]+$/.test(one));
}

function isWanted(parts: readonly string[]): boolean {
  if (parts[0] === 'ansible') return parts[1] === 'module_utils' && parts.length > 2;
  return (
    parts[0] === 'ansible_collections' && parts[3] === 'plugins' && parts[4] === 'module_utils'
  );
}

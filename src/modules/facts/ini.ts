/**
 * Reads an ini file as Python's ConfigParser does: option names in lower case, `=` or `:` between name and
 * value, indented lines continue a value, `[DEFAULT]` reaches into every section.
 * @returns undefined when the text is no ini file
 */
export function parseIni(text: string): Record<string, Record<string, string>> | undefined {
  const defaults: Record<string, string> = {};
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> | undefined;
  let option: string | undefined;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    if (/^\s/.test(line) && section !== undefined && option !== undefined) {
      section[option] = `${section[option] ?? ''}\n${trimmed}`;
      continue;
    }
    const header = /^\[([^\]]+)\]/.exec(trimmed)?.[1];
    if (header !== undefined) {
      if (sections.has(header)) return undefined;
      section = header === 'DEFAULT' ? defaults : {};
      if (header !== 'DEFAULT') sections.set(header, section);
      option = undefined;
      continue;
    }
    const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(trimmed);
    if (section === undefined || pair?.[1] === undefined || pair[2] === undefined) return undefined;
    option = pair[1].toLowerCase();
    section[option] = pair[2];
  }
  return Object.fromEntries(
    [...sections].map(([name, options]) => [name, { ...defaults, ...options }]),
  );
}

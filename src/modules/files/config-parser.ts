/** Sections of an INI file by name, options (lower case) by name: as Python's RawConfigParser reads them. */
export type ConfigSections = Map<string, Map<string, string>>;

/**
 * Reads an INI file: `#` and `;` begin comment lines, `=` or `:` ends a name, lines further in than their option
 * go on with its value.
 */
export function parseConfig(text: string): ConfigSections {
  const sections: ConfigSections = new Map();
  let section: Map<string, string> | undefined;
  let option: string | undefined;
  let indent = 0;
  for (const line of text.split('\n')) {
    const content = line.trim();
    if (content.startsWith('#') || content.startsWith(';')) continue;
    const own = line.length - line.trimStart().length;
    if (option !== undefined && section !== undefined && (content === '' || own > indent)) {
      section.set(option, `${section.get(option) ?? ''}\n${content}`);
      continue;
    }
    if (content === '') continue;
    indent = own;
    const header = /^\[(.+)\]/.exec(content)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map();
      sections.set(header, section);
      option = undefined;
      continue;
    }
    const at = content.search(/[=:]/);
    if (at < 0 || section === undefined) continue;
    option = content.slice(0, at).trim().toLowerCase();
    section.set(option, content.slice(at + 1).trim());
  }
  for (const one of sections.values()) {
    for (const [name, value] of one) one.set(name, value.trimEnd());
  }
  return sections;
}

/** The file's text. */
export function renderConfig(sections: ConfigSections): string {
  return [...sections]
    .map(([name, options]) => {
      const lines = [...options].map(
        ([key, value]) => `${key} = ${value.replaceAll('\n', '\n\t')}\n`,
      );
      return `[${name}]\n${lines.join('')}\n`;
    })
    .join('');
}

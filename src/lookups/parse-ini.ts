import { TemplateError } from '../diagnostics/errors.ts';

export interface IniOptions {
  caseSensitive: boolean;
  allowNone: boolean;
}

export type IniSections = Map<string, Map<string, string | null>>;

function parsingError(line: number, text: string): TemplateError {
  return new TemplateError(
    'configparser.ParsingError',
    `Source contains parsing errors: '<???>'\n\t[line ${String(line).padStart(2)}]: ${JSON.stringify(text).replace(/^"|"$/g, "'")}`,
  );
}

/**
 * Sections of an INI file as Python's configparser reads them: `=` or `:`, indented lines continue a value,
 * DEFAULT's keys show in every section.
 * @throws TemplateError with configparser's classes
 */
export function parseIni(text: string, { caseSensitive, allowNone }: IniOptions): IniSections {
  const sections: IniSections = new Map();
  const defaults = new Map<string, string | null>();
  let section: Map<string, string | null> | undefined;
  let sectionName = '';
  let key: string | undefined;
  let indent = 0;
  let failure: TemplateError | undefined;
  const values = new Map<string, string[]>();
  const finish = (): void => {
    if (section && key !== undefined) {
      const lines = values.get(key);
      if (lines) section.set(key, lines.join('\n').trimEnd());
    }
    values.clear();
    key = undefined;
  };
  for (const [number, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const comment = /^\s*[#;]/.test(raw);
    const line = comment ? '' : raw.trim();
    if (line === '') {
      // An empty line within a value belongs to it; a comment doesn't end it either.
      if (!comment && key !== undefined) values.get(key)?.push('');
      continue;
    }
    const depth = raw.search(/\S/);
    if (section && key !== undefined && depth > indent) {
      values.get(key)?.push(line);
      continue;
    }
    indent = depth;
    const header = /^\[(.+)\]/.exec(line);
    if (header) {
      finish();
      sectionName = header[1] as string;
      if (sectionName === 'DEFAULT') section = defaults;
      else if (sections.has(sectionName)) {
        throw new TemplateError(
          'configparser.DuplicateSectionError',
          `While reading from '<???>' [line ${number + 1}]: section '${sectionName}' already exists`,
        );
      } else {
        section = new Map();
        sections.set(sectionName, section);
      }
      continue;
    }
    if (!section) {
      throw new TemplateError(
        'configparser.MissingSectionHeaderError',
        `File contains no section headers.\nfile: '<???>', line: ${number + 1}\n'${line}\\n'`,
      );
    }
    const option = /^(.*?)\s*[=:]\s*(.*)$/.exec(line);
    if (!option && !allowNone) {
      failure ??= parsingError(number + 1, `${raw}\\n`);
      continue;
    }
    finish();
    const name = (option?.[1] ?? line).trimEnd();
    const own = caseSensitive ? name : name.toLowerCase();
    if (section.has(own)) {
      throw new TemplateError(
        'DuplicateOptionError',
        `While reading from '<???>' [line ${number + 1}]: option '${own}' in section '${sectionName}' already exists`,
      );
    }
    section.set(own, option ? (option[2] as string) : null);
    key = own;
    if (option) values.set(own, [option[2] as string]);
  }
  finish();
  if (failure) throw failure;
  for (const values of sections.values()) {
    for (const [name, value] of defaults) if (!values.has(name)) values.set(name, value);
  }
  return sections;
}

/** configparser's BasicInterpolation: `%(name)s` and `%%`. @throws TemplateError */
export function interpolate(
  value: string,
  section: ReadonlyMap<string, string | null>,
  depth = 0,
): string {
  if (!value.includes('%')) return value;
  if (depth > 10)
    throw new TemplateError(
      'configparser.InterpolationDepthError',
      'Recursion limit exceeded in value substitution',
    );
  return value.replace(
    /%(%|\(([^)]*)\)s|[\s\S]?)/g,
    (whole, mark: string, name: string | undefined) => {
      if (mark === '%') return '%';
      if (name === undefined) {
        throw new TemplateError(
          'configparser.InterpolationSyntaxError',
          `'%' must be followed by '%' or '(', found: '${whole}'`,
        );
      }
      const other = section.get(name.toLowerCase());
      if (other === undefined) {
        throw new TemplateError(
          'configparser.InterpolationMissingOptionError',
          `Bad value substitution: ${name}`,
        );
      }
      return interpolate(other ?? '', section, depth + 1);
    },
  );
}

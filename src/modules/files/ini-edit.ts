import { escapeRegex } from '../../values/python-regex.ts';

/** What ini_file is asked to do. */
export interface IniRequest {
  /** Null or empty: the lines before the first section. */
  readonly section: string | null;
  readonly option: string | null;
  readonly values: readonly string[];
  readonly present: boolean;
  readonly exclusive: boolean;
  readonly noExtraSpaces: boolean;
  readonly allowNoValue: boolean;
}

/** What it came to. */
export interface IniEdit {
  readonly lines: string[];
  readonly changed: boolean;
  readonly msg: string;
}

interface Section {
  readonly lines: string[];
  /** Whether a line has been settled already. */
  readonly settled: boolean[];
  changed: boolean;
  msg: string;
}

const BLANK_OR_COMMENT = /^[ \t]*([#;].*)?\n?$/;

/** Sets or removes an option or a section. Lines keep their newlines. */
export function editIni(before: readonly string[], request: IniRequest): IniEdit {
  const lines = before.length ? [...before] : ['\n'];
  let changed = false;
  const last = lines.length - 1;
  if (!lines[last]?.endsWith('\n')) {
    lines[last] += '\n';
    changed = true;
  }
  const { section } = request;
  const bounds = findSection(lines, section);
  if (!bounds) {
    if (!request.present) return { lines, changed, msg: 'OK' };
    return {
      lines: [...lines, ...newSection(request)],
      changed: true,
      msg: newSectionMessage(request),
    };
  }
  const part: Section = {
    lines: lines.slice(bounds.start, bounds.end),
    settled: [],
    changed,
    msg: 'OK',
  };
  const head = section ? 1 : 0;
  if (request.present) setOption(part, request, head);
  else removeOption(part, request);
  return {
    lines: [...lines.slice(0, bounds.start), ...part.lines, ...lines.slice(bounds.end)],
    changed: part.changed,
    msg: part.msg,
  };
}

/** Where the section's lines are, its heading included. */
function findSection(
  lines: readonly string[],
  section: string | null,
): { start: number; end: number } | null {
  const start = section ? lines.findIndex((line) => line.startsWith(`[${section}]`)) : 0;
  if (start < 0) return null;
  const next = lines.findIndex(
    (line, index) =>
      index >= start + (section ? 1 : 0) &&
      line.startsWith('[') &&
      !(section && line.startsWith(`[${section}]`)),
  );
  return { start, end: next < 0 ? lines.length : next };
}

function assignment({ option, noExtraSpaces }: IniRequest, value: string): string {
  return noExtraSpaces ? `${option}=${value}\n` : `${option} = ${value}\n`;
}

function newSection(request: IniRequest): string[] {
  const { section, option, values, allowNoValue } = request;
  const lines = [`[${section}]\n`];
  if (option && values.length) lines.push(...values.map((value) => assignment(request, value)));
  else if (option && allowNoValue) lines.push(`${option}\n`);
  return lines;
}

function newSectionMessage({ option, values, allowNoValue }: IniRequest): string {
  const filled = option && (values.length > 0 || allowNoValue);
  return filled ? 'section and option added' : 'only section added';
}

/** Value of a line that sets the option, commented out or not; undefined for other lines. */
function optionValue(option: string | null, line: string, active = false): string | undefined {
  const lead = active ? '[ \\t]*' : '[#;]?[ \\t]*';
  const name = escapeRegex(option ?? '');
  const match = new RegExp(`^${lead}(?:${name})[ \\t]*(?:=|\\n?$)[ \\t]*(.*)`).exec(line);
  return match ? (match[1] ?? '') : undefined;
}

function settle(part: Section, index: number, line: string): void {
  if (part.lines[index] !== line) {
    part.changed = true;
    part.msg = 'option changed';
  }
  part.lines[index] = line;
  part.settled[index] = true;
}

function setOption(part: Section, request: IniRequest, head: number): void {
  const { option, exclusive, allowNoValue } = request;
  const values = [...request.values];
  let bare = false;
  if (option) {
    for (const [index, line] of part.lines.entries()) {
      const value = optionValue(option, line);
      if (value === undefined) continue;
      if (values.length && values.includes(value)) {
        const empty = value === '' && allowNoValue;
        bare ||= empty;
        settle(part, index, empty ? `${option}\n` : assignment(request, value));
        values.splice(values.indexOf(value), 1);
      } else if (!values.length && allowNoValue) {
        settle(part, index, `${option}\n`);
        bare = true;
        break;
      }
    }
  }
  if (exclusive && !allowNoValue && option) overrideOthers(part, request, values, head);
  insertMissing(part, request, values, bare);
}

/** Lines of the option that hold other values take the values left, the rest goes. */
function overrideOthers(part: Section, request: IniRequest, values: string[], head: number): void {
  for (const [index, line] of part.lines.entries()) {
    const [value] = values;
    if (value === undefined) break;
    if (part.settled[index] || optionValue(request.option, line) === undefined) continue;
    values.shift();
    settle(part, index, assignment(request, value));
  }
  for (let index = part.lines.length - 1; index >= head; index--) {
    if (part.settled[index]) continue;
    if (optionValue(request.option, part.lines[index] ?? '') === undefined) continue;
    part.lines.splice(index, 1);
    part.settled.splice(index, 1);
    part.changed = true;
    part.msg = 'option changed';
  }
}

function insertMissing(
  part: Section,
  request: IniRequest,
  values: readonly string[],
  bare: boolean,
): void {
  const { option, allowNoValue, section } = request;
  if (!option) return;
  const added = values.length
    ? values.map((value) => assignment(request, value))
    : allowNoValue && !bare
      ? [`${option}\n`]
      : [];
  if (!added.length) return;
  const lastFull = part.lines.findLastIndex((line) => !BLANK_OR_COMMENT.test(line));
  // The lines before the first section have no heading that would count as one.
  if (lastFull < 0 && section) return;
  part.lines.splice(lastFull + 1, 0, ...added);
  part.changed = true;
  part.msg = 'option added';
}

function removeOption(part: Section, request: IniRequest): void {
  const { option, exclusive, values } = request;
  if (!option) {
    if (part.lines.length) {
      part.lines.length = 0;
      part.changed = true;
      part.msg = 'section removed';
    }
    return;
  }
  if (!exclusive && !values.length) return;
  const kept = part.lines.filter((line) => {
    const value = optionValue(option, line, true);
    return value === undefined || (!exclusive && !values.includes(value));
  });
  if (kept.length === part.lines.length) return;
  part.lines.splice(0, part.lines.length, ...kept);
  part.changed = true;
  part.msg = 'option changed';
}

export interface ScalarAnalysis {
  multiline: boolean;
  flowPlain: boolean;
  blockPlain: boolean;
  singleQuoted: boolean;
  block: boolean;
}

export const isBreak = (char: string | undefined): boolean =>
  char === '\n' || char === '\r' || char === '\x85' || char === '\u2028' || char === '\u2029';

const isBlankOrEnd = (char: string | undefined): boolean =>
  char === undefined || char === ' ' || char === '\t' || char === '\0' || isBreak(char);

/** What libyaml writes as it is; the rest (tabs, controls, astral characters) is escaped. */
export function isPrintable(char: string): boolean {
  const code = char.codePointAt(0) as number;
  return (
    code === 0x0a ||
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code < 0xfffe && code !== 0xfeff)
  );
}

/** Which styles can carry a text, by the rules of libyaml's emitter. */
export function analyzeScalar(chars: readonly string[], unicode: boolean): ScalarAnalysis {
  if (chars.length === 0) {
    return {
      multiline: false,
      flowPlain: false,
      blockPlain: true,
      singleQuoted: true,
      block: false,
    };
  }
  const opening = chars.slice(0, 3).join('');
  let blockIndicator = opening === '---' || opening === '...';
  let flowIndicator = blockIndicator;
  let lineBreaks = false;
  let special = false;
  let leading = false;
  let trailing = false;
  let trailingSpace = false;
  let breakSpace = false;
  let spaceBreak = false;
  let previousSpace = false;
  let previousBreak = false;
  let afterBlank = true;
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string;
    const beforeBlank = isBlankOrEnd(chars[i + 1]);
    if (i === 0) {
      if ('#,[]{}&*!|>\'"%@`'.includes(char)) flowIndicator = blockIndicator = true;
      else if (char === '?' || char === ':') {
        flowIndicator = true;
        if (beforeBlank) blockIndicator = true;
      } else if (char === '-' && beforeBlank) flowIndicator = blockIndicator = true;
    } else if (',?[]{}'.includes(char)) flowIndicator = true;
    else if (char === ':') {
      flowIndicator = true;
      if (beforeBlank) blockIndicator = true;
    } else if (char === '#' && afterBlank) flowIndicator = blockIndicator = true;
    if (!isPrintable(char) || (char > '\x7f' && !unicode)) special = true;
    const broken = isBreak(char);
    if (broken) lineBreaks = true;
    if (char === ' ') {
      if (i === 0) leading = true;
      if (i === chars.length - 1) trailing = trailingSpace = true;
      if (previousBreak) breakSpace = true;
    } else if (broken) {
      if (i === 0) leading = true;
      if (i === chars.length - 1) trailing = true;
      if (previousSpace) spaceBreak = true;
    }
    previousSpace = char === ' ';
    previousBreak = broken;
    afterBlank = isBlankOrEnd(char);
  }
  const plain = !leading && !trailing && !breakSpace && !spaceBreak && !special && !lineBreaks;
  return {
    multiline: lineBreaks,
    flowPlain: plain && !flowIndicator,
    blockPlain: plain && !blockIndicator,
    singleQuoted: !breakSpace && !spaceBreak && !special,
    block: !trailingSpace && !spaceBreak && !special,
  };
}

/** A rule of a PAM service. */
export interface PamRule {
  readonly type: string;
  /** A word, or `[value=action …]`. */
  readonly control: string;
  readonly path: string;
  readonly arguments: readonly string[];
}

/** A line of a service's file: a rule, which is laid out anew, or text. */
export interface ServiceLine {
  readonly text: string;
  readonly rule?: PamRule;
}

const RULE = /(-?(?:auth|account|session|password))\s+(\[.*\]|\S*)\s+(\S*)\s*(.*)/;
const CONTROLS = /^(required|requisite|sufficient|optional|include|substack|definitive)$/;
const VALUES =
  /^(success|(open|symbol|service|system|buf|auth|session|cred|conv|authtok|authtok_recover)_err|perm_denied|cred_insufficient|authinfo_unavail|user_unknown|maxtries|new_authtok_reqd|(acct|cred|authtok)_expired|cred_unavail|no_module_data|authtok_(lock_busy|disable_aging)|try_again|ignore|abort|module_unknown|bad_item|conv_again|incomplete|default)$/;
const ACTIONS = /^(ignore|bad|die|ok|done|reset|\+?\d+)$/;
const MARK = '# Updated by Ansible';

/**
 * Tells what the lines of a service are.
 * @throws TypeError, with the exception that ends Ansible's module, for a line that is nothing known
 */
export function readRules(lines: readonly string[]): ServiceLine[] {
  return lines.map((text) => {
    const start = text.trimStart();
    if (start === '' || start.startsWith('#') || start.startsWith('@include')) return { text };
    const [, type, control, path = '', rest = ''] = RULE.exec(text) ?? [];
    if (type === undefined || control === undefined) {
      throw new TypeError("AttributeError: 'NoneType' object has no attribute 'group'");
    }
    return ruleLine({ type, control, path, arguments: ruleArguments([rest]) });
  });
}

/** Arguments of a module, word by word; what stands in brackets is one. */
export function ruleArguments(given: readonly string[]): string[] {
  return given.flatMap((text) => text.match(/\[.*\]|\S+/g) ?? []);
}

function ruleLine(rule: PamRule): ServiceLine {
  const control = rule.control.startsWith('[')
    ? `[${rule.control.replaceAll(' = ', '=').replace(/[[\]]/g, '')}]`
    : rule.control;
  const words = [control, rule.path, ...rule.arguments].join(' ');
  return { text: rule.type.padEnd(11) + words, rule: { ...rule, control } };
}

/** What is wrong with a line; null where nothing is. */
export function ruleFault({ text, rule }: ServiceLine): string | null {
  if (rule === undefined) {
    return text.trim() === '' || text.startsWith('#') || text.startsWith('@include')
      ? null
      : `Rule is not valid ${text}`;
  }
  if (!rule.control.startsWith('[')) {
    return CONTROLS.test(rule.control)
      ? null
      : `Rule control, ${rule.control}, is not valid in rule ${text}`;
  }
  for (const pair of rule.control.slice(1, -1).split(' ')) {
    const [value = '', action = ''] = keyAndValue(pair);
    if (!VALUES.test(value)) {
      return `Rule control value, ${value}, is not valid in rule ${text}`;
    }
    if (!ACTIONS.test(action)) {
      return `Rule control action, ${action}, is not valid in rule ${text}`;
    }
  }
  return null;
}

function keyAndValue(pair: string): string[] {
  const parts = pair.split('=');
  if (parts.length < 2) {
    throw new TypeError('ValueError: not enough values to unpack (expected 2, got 1)');
  }
  if (parts.length > 2) throw new TypeError('ValueError: too many values to unpack (expected 2)');
  return parts;
}

/** A rule with other parts, those that are given; null where they are the same. */
export function updateRule(
  { rule }: ServiceLine,
  wanted: { readonly [K in keyof PamRule]: PamRule[K] | null },
): ServiceLine | null {
  if (rule === undefined) return null;
  const after: PamRule = {
    type: wanted.type || rule.type,
    control: wanted.control || rule.control,
    path: wanted.path || rule.path,
    arguments: wanted.arguments ?? rule.arguments,
  };
  return JSON.stringify(after) === JSON.stringify({ ...rule }) ? null : ruleLine(after);
}

/** A rule with further arguments; `key=value` replaces another value. Null where it has them. */
export function addArguments({ rule }: ServiceLine, given: readonly string[]): ServiceLine | null {
  if (rule === undefined) return null;
  const own = [...rule.arguments];
  const plain = given.filter((one) => !one.includes('='));
  const pairs = given.filter((one) => one.includes('=')).map(keyAndValue);
  const keyOf = (text: string): string | null =>
    text.startsWith('[') || !text.includes('=') ? null : (keyAndValue(text)[0] ?? null);
  const ownKeys = own.map(keyOf);
  const added = new Set(plain.filter((one) => !own.includes(one)));
  for (const [key = '', value = ''] of pairs) {
    const at = ownKeys.lastIndexOf(key);
    if (at < 0) added.add(`${key}=${value}`);
    else own[own.indexOf(own[at] ?? '')] = `${key}=${value}`;
  }
  const after = [...own, ...added];
  return after.join('\n') === rule.arguments.join('\n')
    ? null
    : ruleLine({ ...rule, arguments: after });
}

/** A rule without some arguments; null where it has none of them. */
export function removeArguments(
  { rule }: ServiceLine,
  given: readonly string[],
): ServiceLine | null {
  if (!rule?.arguments.some((one) => given.includes(one))) return null;
  return ruleLine({ ...rule, arguments: rule.arguments.filter((one) => !given.includes(one)) });
}

/**
 * Puts a rule before or after the chosen ones, where it isn't already. Comments and empty lines in between are
 * lost, as with Ansible, unless they begin the file.
 */
export function insertBeside(
  lines: readonly ServiceLine[],
  chosen: readonly ServiceLine[],
  side: 'before' | 'after',
  rule: PamRule,
): { lines: readonly ServiceLine[]; changes: number } {
  const after = [...lines];
  let changes = 0;
  for (const line of chosen) {
    const at = after.indexOf(line);
    const step = side === 'before' ? -1 : 1;
    let next = at + step;
    while (isAside(after[next])) next += step;
    const neighbour = after[next];
    const known = neighbour?.rule;
    if (
      known !== undefined &&
      known.type === rule.type &&
      known.control === rule.control &&
      known.path === rule.path
    ) {
      continue;
    }
    changes++;
    if (side === 'after') after.splice(at + 1, next - at - 1, ruleLine(rule));
    else if (neighbour === undefined) after.splice(at, 0, ruleLine(rule));
    else after.splice(next + 1, at - next - 1, ruleLine(rule));
  }
  return { lines: after, changes };
}

function isAside(line: ServiceLine | undefined): boolean {
  if (line === undefined || line.rule !== undefined) return false;
  return !line.text.trimStart().startsWith('@include');
}

/** The file's text, whose second line says when it was changed. */
export function markUpdated(lines: readonly ServiceLine[]): string {
  const texts = lines.map(({ text }) => text);
  const mark = `${MARK} - ${localMoment(new Date())}`;
  if (texts.length <= 1) texts.unshift('', mark);
  else texts.splice(1, texts[1]?.startsWith(MARK) ? 1 : 0, mark);
  return `${texts.join('\n')}\n`;
}

/** A moment as Python's isoformat() has it, in local time and with six digits of a second. */
function localMoment(moment: Date): string {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().replace('Z', '000');
}

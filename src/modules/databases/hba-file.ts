import { compareHbaRules } from './hba-order.ts';
import { HbaError, type HbaRule, hbaKey, hbaLine, readHbaLine } from './hba-rule.ts';

/** A file pg_hba.conf: its rules, one for each key, and its comments, which are kept above them. */
export class HbaFile {
  /** Rules as they were in the file; null where there is none. */
  readonly #before: ReadonlyMap<string, HbaRule> | null;
  readonly #rules: Map<string, HbaRule>;
  readonly #comments: string[] = [];
  /** Lines of rules that were put in or changed, and of those that were to be removed. */
  readonly added: string[] = [];
  readonly removed: string[] = [];

  /**
   * @param text null where there is no file
   * @param keepComments whether a comment behind a rule stays there
   * @throws HbaError for a line that is no rule
   */
  constructor(text: string | null, keepComments: boolean) {
    const rules = new Map<string, HbaRule>();
    for (const raw of (text ?? '').split(/\r\n|\r|\n/)) {
      const [, line = '', comment = ''] = /^([^#]*)(?:#(.*))?$/s.exec(raw.trim()) ?? [];
      const bare = line.trimEnd();
      if (comment !== '' && (bare === '' || !keepComments)) this.#comments.push(`#${comment}`);
      if (bare === '') continue;
      try {
        const rule = readHbaLine(bare, keepComments ? comment : null);
        rules.set(hbaKey(rule), rule);
      } catch (error) {
        if (!(error instanceof HbaError && error.skipped)) throw error;
      }
    }
    this.#before = text === null ? null : rules;
    this.#rules = new Map(rules);
  }

  clear(): void {
    this.#rules.clear();
  }

  add(rule: HbaRule): void {
    const key = hbaKey(rule);
    const old = this.#rules.get(key);
    if (old !== undefined && sameRule(old, rule)) return;
    this.#rules.set(key, rule);
    this.added.push(hbaLine(rule));
  }

  /** Removes the rule with the key of this one. */
  remove(rule: HbaRule): void {
    if (this.#rules.delete(hbaKey(rule))) this.removed.push(hbaLine(rule));
  }

  get changed(): boolean {
    const before = this.#before ?? new Map<string, HbaRule>();
    if (this.#before === null) return this.#rules.size > 0;
    return (
      before.size !== this.#rules.size ||
      [...this.#rules].some(([key, rule]) => {
        const old = before.get(key);
        return old === undefined || !sameRule(old, rule);
      })
    );
  }

  /** The rules in their order. */
  get rules(): readonly HbaRule[] {
    return [...this.#rules.values()].sort(compareHbaRules);
  }

  /** The file's text. */
  render(): string {
    const lines = this.rules.map((rule) =>
      rule.comment === undefined ? hbaLine(rule) : `${hbaLine(rule)}\t#${rule.comment}`,
    );
    const text = `${this.#comments.join('\n')}\n${lines.join('\n')}`;
    return text.endsWith('\n') ? text : `${text}\n`;
  }
}

function sameRule(a: HbaRule, b: HbaRule): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

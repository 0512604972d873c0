/** What Ansible says about common mistakes in the line of a fault; users know and search for these texts. */

export const SHORTHAND_HINT =
  "There appears to be both 'k=v' shorthand syntax and YAML in this task. Only one syntax may be used.\n";

const LEADING_TAB = `\
There appears to be a tab character at the start of the line.

YAML does not use tabs for formatting. Tabs should be replaced with spaces.

For example:
    - name: update tooling
      vars:
        version: 1.2.3
#    ^--- there is a tab there.

Should be written as:
    - name: update tooling
      vars:
        version: 1.2.3
# ^--- all spaces here.
`;

const UNQUOTED_VARIABLE = `\
We could be wrong, but this one looks like it might be an issue with
missing quotes. Always quote template expression brackets when they
start a value. For instance:

    with_items:
      - {{ foo }}

Should be written as:

    with_items:
      - "{{ foo }}"
`;

const DICT = `\
This one looks easy to fix. YAML thought it was looking for the start of a
hash/dictionary and was confused to see a second "{". Most likely this was
meant to be an ansible template evaluation instead, so we have to give the
parser a small hint that we wanted a string instead. The solution here is to
just quote the entire value.

For instance, if the original line was:

    app_path: {{ base_path }}/foo

It should be written as:

    app_path: "{{ base_path }}/foo"
`;

const UNQUOTED_COLON = `\
This one looks easy to fix. There seems to be an extra unquoted colon in the line
and this is confusing the parser. It was only expecting to find one free
colon. The solution is just add some quotes around the colon, or quote the
entire line after the first colon.

For instance, if the original line was:

    copy: src=file.txt dest=/path/filename:with_colon.txt

It can be written as:

    copy: src=file.txt dest='/path/filename:with_colon.txt'

Or:

    copy: 'src=file.txt dest=/path/filename:with_colon.txt'
`;

const PARTIALLY_QUOTED = `\
This one looks easy to fix. It seems that there is a value started
with a quote, and the YAML parser is expecting to see the line ended
with the same kind of quote. For instance:

    when: "ok" in result.stdout

Could be written as:

   when: '"ok" in result.stdout'

Or equivalently:

   when: "'ok' in result.stdout"
`;

const UNBALANCED_QUOTES = `\
We could be wrong, but this one looks like it might be an issue with
unbalanced quotes. If starting a value with a quote, make sure the
line ends with the same set of quotes. For instance this arbitrary
example:

    foo: "bad" "wolf"

Could be written as:

    foo: '"bad" "wolf"'
`;

/** The hints for a line (with its line break) whose fault is at a 1-based column. */
export function yamlHints(line: string, column: number): string {
  const tab = line.includes('\t') ? LEADING_TAB : '';
  if (
    line.includes('{{') &&
    line.includes('}}') &&
    !(line.includes('"{{') && line.includes("'{{"))
  ) {
    return tab + UNQUOTED_VARIABLE;
  }
  if (line.replaceAll(' ', '').includes(':{{') && line.includes('}}')) return tab + DICT;
  if (line.length > 1 && line[column] === ':' && count(line, ':') > 1) return tab + UNQUOTED_COLON;
  return tab + quoteHints(line);
}

function quoteHints(line: string): string {
  const value = line.split(':')[1]?.trim();
  if (value === undefined) return '';
  const opened = ["'", '"'].some((quote) => value.startsWith(quote) && !value.endsWith(quote));
  const quoted = /^['"]/.test(value) && /['"]$/.test(value);
  const unbalanced = (quoted && count(line, "'") > 2) || count(line, '"') > 2;
  return (opened ? PARTIALLY_QUOTED : '') + (unbalanced ? UNBALANCED_QUOTES : '');
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

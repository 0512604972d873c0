/** Outcome of one task on one host. */
export interface TestCase {
  readonly name: string;
  readonly className: string;
  /** Seconds. */
  readonly time: number;
  readonly error?: Trouble;
  readonly failure?: Trouble;
  readonly skipped?: string;
  readonly output?: string;
}

interface Trouble {
  readonly message: string;
  readonly output: string;
}

type Attributes = Readonly<Record<string, string | number>>;

/** A JUnit report with one suite. */
export function junitReport(suite: string, cases: readonly TestCase[]): string {
  const counts = {
    disabled: 0,
    errors: cases.filter(({ error }) => error !== undefined).length,
    failures: cases.filter(({ failure }) => failure !== undefined).length,
  };
  const time = cases.reduce((sum, each) => sum + each.time, 0);
  const skipped = cases.filter((each) => each.skipped !== undefined).length;
  const suiteAttributes = { ...counts, name: suite, skipped, tests: cases.length, time };
  return [
    '<?xml version="1.0" ?>',
    open('testsuites', { ...counts, tests: cases.length, time }),
    `\t${open('testsuite', suiteAttributes, cases.length === 0)}`,
    ...cases.flatMap(caseLines),
    ...(cases.length === 0 ? [] : ['\t</testsuite>']),
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines(testCase: TestCase): string[] {
  const { className, name, time, error, failure, skipped, output } = testCase;
  const children = [
    ...(skipped === undefined ? [] : [element('skipped', {}, skipped)]),
    ...(error === undefined ? [] : [trouble('error', error)]),
    ...(failure === undefined ? [] : [trouble('failure', failure)]),
    ...(output === undefined ? [] : [element('system-out', {}, output)]),
  ];
  const attributes = { classname: className, name, time };
  if (children.length === 0) return [`\t\t${open('testcase', attributes, true)}`];
  return [
    `\t\t${open('testcase', attributes)}`,
    ...children.map((child) => `\t\t\t${child}`),
    '\t\t</testcase>',
  ];
}

function trouble(tag: string, { message, output }: Trouble): string {
  return element(tag, { message, type: tag }, output);
}

function element(tag: string, attributes: Attributes, text: string): string {
  return text === ''
    ? open(tag, attributes, true)
    : `${open(tag, attributes)}${escapeXml(text)}</${tag}>`;
}

function open(tag: string, attributes: Attributes, empty = false): string {
  const pairs = Object.entries(attributes).map(
    ([name, value]) => ` ${name}="${escapeXml(String(value))}"`,
  );
  return `<${tag}${pairs.join('')}${empty ? '/' : ''}>`;
}

function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll('>', '&gt;');
}

import { blockKeywords, playKeywords, taskKeywords } from './keywords.ts';

/** Names that a variable should not have: keywords, and functions that templates have of their own. */
const reserved: ReadonlySet<string> = new Set([
  ...Object.keys(playKeywords).filter((name) => name !== 'user'),
  ...Object.keys(blockKeywords),
  ...Object.keys(taskKeywords),
  'async_val',
  'loop_with',
  'with_',
  'cycler',
  'dict',
  'joiner',
  'lipsum',
  'lookup',
  'namespace',
  'now',
  'q',
  'query',
  'range',
  'undef',
]);

/** Those of `names` that are reserved; `vars` is Ansible's own. */
export function reservedAmong(names: Iterable<string>): string[] {
  return [...names].filter((name) => name !== 'vars' && reserved.has(name));
}

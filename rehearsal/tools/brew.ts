import { type Answer, failed, type Invocation, ok } from './invocation.ts';

/** As much of Homebrew as somebody asks who wants to know whether a package is there: all are. */
export function brew(invocation: Invocation): Answer {
  const [verb, ...words] = invocation.argv;
  const name = words.filter((word) => !word.startsWith('-')).at(-1) ?? '';
  if (verb === '--prefix') return ok('/usr/local');
  if (verb === 'info' || verb === 'list')
    return ok(`${name}: stable 0.3.3\n/usr/local/Cellar/${name}/0.3.3`);
  return failed(`Error: Unknown command: ${verb}`);
}

import { arg } from '../define.ts';

/** Options for names and for the real module's library, which all modules that tell of such files have. */
export const BACKEND = arg.str({
  default: 'auto',
  choices: ['auto', 'cryptography'],
  doc: 'Library of the real module.',
});
export const NAME_ENCODING = arg.str({
  default: 'ignore',
  choices: ['ignore', 'idna', 'unicode'],
  doc: 'How to show international names.',
});

/** The file is named, or is given itself. */
export const PATH_OR_CONTENT = {
  requiredOneOf: [['path', 'content']],
  mutuallyExclusive: [['path', 'content']],
};

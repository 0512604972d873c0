import type { ReadTarget } from '../../targets/types.ts';
import { ask, expandWords, requireProgram, succeeded } from '../commands/program.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const xattr = defineModule({
  name: 'community.general.xattr',
  summary: 'Manages extended attributes of files',
  examples: `- name: Say where a file comes from
  community.general.xattr:
    path: /srv/data
    key: origin
    value: backup
`,
  args: {
    path: arg.path({ required: true, aliases: ['name'], doc: 'The file.' }),
    namespace: arg.str({ default: 'user', doc: 'What the name of the attribute begins with.' }),
    key: arg.str({ doc: 'Name of the attribute.' }),
    value: arg.str({ doc: 'What it is to hold.' }),
    state: arg.str({
      default: 'read',
      choices: ['absent', 'all', 'keys', 'present', 'read'],
      doc: 'What is to be of it, or what is to be told.',
    }),
    follow: arg.bool({ default: true, doc: 'Follow symbolic links.' }),
  },
  returns: { xattr: 'Attributes as they were.' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const { path, state, value } = args;
    if ((await target.stat(path, { follow: true })) === null) {
      fail('path not found or not accessible!');
    }
    if (args.key === null && (state === 'absent' || state === 'present')) {
      fail(`${state} needs a key parameter`);
    }
    const key = fullName(args.key, args.namespace);
    const link = args.follow ? [] : ['-h'];
    const begin = [await requireProgram(target, 'getfattr'), '--absolute-names', ...link];
    if (state === 'keys') return told('returning all keys', await names([...begin, path], target));
    const asking = [...begin, ...(key === null || state === 'all' ? ['-d'] : ['-n', key]), path];
    const current = attributesOf((await ask(target, asking)).stdout);
    if (state === 'present' || value !== null) {
      const msg = `${key} set to ${pythonNone(value)}`;
      if (key !== null && value !== null && current[key] === value) return told(msg, current);
      return change(['-n', key ?? '', '-v', value ?? ''], { msg, xattr: current });
    }
    if (state === 'absent') {
      const msg = `${key} removed`;
      if (key === null || !(key in current)) return told(msg, current);
      return change(['-x', key], { msg, xattr: current });
    }
    return told(state === 'all' ? 'dumping all' : `returning ${pythonNone(key)}`, current);

    async function change(words: readonly string[], result: Result): Promise<Plan> {
      const program = await requireProgram(target, 'setfattr');
      const step = await expandWords(target, [program, ...link, ...words, path]);
      return stepsPlan([step], { changed: true, ...result }, { tolerant: words[0] === '-x' });
    }
  },
});

type Attributes = Record<string, string>;

const pythonNone = (text: string | null): string => text ?? 'None';

function told(msg: string, xattr: Attributes): Plan {
  return { changes: [], result: { changed: false, msg, xattr } };
}

function fullName(key: string | null, namespace: string): string | null {
  if (key === null || namespace === '') return key;
  return namespace === 'user' && key.startsWith('user.') ? key : `${namespace}.${key}`;
}

async function names(argv: readonly string[], target: ReadTarget): Promise<Attributes> {
  return attributesOf(succeeded(argv, await ask(target, argv)).stdout);
}

/** What getfattr lists: names, or names and values in quotes. */
function attributesOf(listing: string): Attributes {
  const found: Attributes = {};
  for (const line of listing.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name = line, value = ''] = /^(.*?)=(.*)$/.exec(line) ?? [];
    found[name] = value.replace(/^"+|"+$/g, '');
  }
  return found;
}

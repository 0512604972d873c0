import { TargetError } from '../../diagnostics/errors.ts';
import type { ReadTarget } from '../../targets/types.ts';
import { stringRepr } from '../../values/string-repr.ts';
import { arg, defineModule, fail } from '../define.ts';
import { componentPaths } from '../files/paths.ts';

export const slurp = defineModule({
  name: 'ansible.builtin.slurp',
  summary: 'Reads a file of a host as base64',
  examples: `
- name: Which hosts are known there
  ansible.builtin.slurp:
    src: /etc/hosts
  register: hosts

- ansible.builtin.debug:
    msg: "{{ hosts.content | b64decode }}"
`,
  args: {
    src: arg.path({ required: true, aliases: ['path'], doc: 'The file, on the host.' }),
  },
  returns: {
    content: 'Base64 of the file',
    source: 'The file',
    encoding: 'Always base64',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args: { src }, target }) {
    const content = await target.readFile(src).catch((error: unknown) => {
      if (!(error instanceof TargetError)) throw error;
      return fail(refusal(error.message, src));
    });
    if (!content) return fail(await absence(src, target));
    return {
      changes: [],
      result: { content: content.toString('base64'), source: src, encoding: 'base64' },
    };
  },
});

/** Nothing is there: a file that stands where a folder should is told apart. */
async function absence(src: string, target: ReadTarget): Promise<string> {
  const above = await Promise.all(
    componentPaths(src).map((path) => target.stat(path, { follow: true })),
  );
  return above.some((stat) => stat !== null && stat.type !== 'directory')
    ? `unable to slurp file: [Errno 20] Not a directory: ${stringRepr(src)}`
    : `file not found: ${src}`;
}

function refusal(message: string, src: string): string {
  if (message.includes('Permission denied')) return `file is not readable: ${src}`;
  if (message.includes('Is a directory')) {
    return `source is a directory and must be a file: ${src}`;
  }
  return `unable to slurp file: ${message}`;
}

import { randomInt } from 'node:crypto';
import { arg, defineModule } from '../define.ts';
import { asException } from '../definition/crash.ts';
import { withTextPath } from '../definition/python-text.ts';
import { skippedInCheckMode } from '../files/check-mode.ts';
import { createdStat } from '../files/creation.ts';
import { fileInfo } from '../files/file-info.ts';
import { joinPath } from '../files/paths.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_';

export const tempfile = defineModule({
  name: 'ansible.builtin.tempfile',
  summary: 'Makes temporary files and folders',
  examples: `
- name: A folder to build in
  ansible.builtin.tempfile:
    state: directory
    suffix: build
  register: build
`,
  args: {
    state: arg.str({ default: 'file', choices: ['file', 'directory'], doc: 'What to make.' }),
    path: arg.path({ doc: "Folder to make it in; the host's folder for temporary files." }),
    prefix: arg.str({ default: 'ansible.', doc: 'Start of the name.' }),
    suffix: arg.str({ default: '', doc: 'End of the name.' }),
  },
  returns: { path: 'What was made' },
  support: { check: 'none', diff: 'none' },
  async plan(context) {
    const { args, target, check } = context;
    if (check) return skippedInCheckMode(context);
    const environment = args.path === null ? await target.environment() : {};
    const folder = args.path ?? environment.TMPDIR ?? environment.TEMP ?? environment.TMP ?? '/tmp';
    const random = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
    const path = joinPath(folder, args.prefix + random + args.suffix);
    const directory = args.state === 'directory';
    const mode = directory ? 0o700 : 0o600;
    const stat = await createdStat(target, path, args.state, 0, null);
    return {
      changes: [
        directory
          ? { op: 'mkdir', path, mode }
          : { op: 'write', path, mode, content: Buffer.alloc(0) },
      ],
      result: { changed: true, path, ...fileInfo({ ...stat, mode }) },
      failed: (error) => ({
        failed: true,
        changed: false,
        exception: asException(error) ?? '',
        msg: withTextPath(error.message),
      }),
    };
  },
});

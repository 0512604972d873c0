import { posix } from 'node:path';
import { ask, findProgram, outcomeOf } from '../commands/program.ts';
import type { ModuleContext, Plan } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail, failAction } from '../define.ts';
import { booleanWord } from '../definition/coercion.ts';
import { findSource } from '../files/find-source.ts';
import { stagedPath } from '../files/temporary-name.ts';

const ARGUMENTS = {
  src: arg.path({ required: true, aliases: ['patchfile'], local: true, doc: 'The patch.' }),
  dest: arg.path({ aliases: ['originalfile'], doc: 'The file to patch.' }),
  basedir: arg.path({ doc: 'Folder of the files to patch.' }),
  strip: arg.int({ default: 0, doc: 'Leading folders to leave out of names.' }),
  remote_src: arg.bool({ default: false, doc: 'The patch lies on the host.' }),
  backup: arg.bool({ default: false, doc: 'Keep numbered copies.' }),
  binary: arg.bool({ default: false, doc: 'Read and write as binary data.' }),
  ignore_whitespace: arg.bool({ default: false, doc: 'Ignore differences of blanks.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the patch is to be applied.',
  }),
};

type PatchContext = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const patch = defineModule({
  name: 'ansible.posix.patch',
  summary: 'Apply patch files using the GNU patch tool',
  examples: `- name: Patch a file
  ansible.posix.patch:
    src: /tmp/index.html.patch
    dest: /var/www/index.html
`,
  args: ARGUMENTS,
  constraints: { requiredOneOf: [['dest', 'basedir']] },
  returns: {},
  support: { check: 'full', diff: 'none' },
  reportName: 'ansible.posix.patch',
  prepare(raw, _, { controller, target }) {
    const { src } = raw;
    if (src === undefined || src === null) {
      failAction('src is required', { exception: 'NoneType: None' });
    }
    if (booleanWord(raw.remote_src) === true) return { ...raw };
    const file = findSource(() => controller.findFile('files', String(src)), null);
    return { ...raw, src: stagedPath(target, posix.basename(file)) };
  },
  async plan(context): Promise<Plan> {
    const { args, target, check } = context;
    const { dest } = args;
    const text = await patchText(context);
    const [file, folder] = await Promise.all([
      dest ? target.stat(dest, { follow: true }) : null,
      args.basedir ? target.stat(args.basedir, { follow: true }) : null,
    ]);
    if (dest && !file?.writable) fail(`dest ${dest} doesn't exist or not writable`);
    if (args.basedir && folder === null) fail(`basedir ${args.basedir} doesn't exist`);
    const program = (await findProgram(target, 'patch')) ?? fail('patch command not found');
    const dry = /^(OpenBSD|NetBSD|FreeBSD)$/.test(target.platform.kernel) ? '--check' : '--dry-run';
    const places = [
      `--strip=${args.strip}`,
      `--directory=${args.basedir || posix.dirname(dest ?? '')}`,
    ];
    const kind = [
      ...(args.binary ? ['--binary'] : []),
      ...(args.ignore_whitespace ? ['--ignore-whitespace'] : []),
      ...(dest ? [dest] : []),
    ];
    const reverse = (state: string): string[] => (args.state === state ? ['--reverse'] : []);
    const options = { stdin: text };
    const applied = [
      program,
      '--quiet',
      '--forward',
      ...places,
      dry,
      ...kind,
      ...reverse('present'),
    ];
    if ((await ask(target, applied, options)).rc === 0) {
      return { changes: [], result: { changed: false } };
    }
    const work = (trial: boolean): string[] => [
      program,
      '--quiet',
      '--forward',
      '--batch',
      '--reject-file=-',
      ...places,
      ...(trial ? [dry] : []),
      ...kind,
      ...(args.backup ? ['--backup', '--version-control=numbered'] : []),
      ...reverse('absent'),
    ];
    if (check) {
      const { rc, stdout, stderr } = await ask(target, work(true), options);
      if (rc !== 0) fail(stderr || stdout);
      return { changes: [], result: { changed: true } };
    }
    return {
      changes: [{ op: 'run', command: { argv: work(false), stdin: text, env: { LC_ALL: 'C' } } }],
      result: { changed: true },
      finish([outcome]) {
        const { rc, stdout, stderr } = outcomeOf(outcome?.command);
        if (rc !== 0) fail(stderr || stdout);
        return { changed: true };
      },
    };
  },
});

/** The patch itself: it goes to the program's input, so that it needs no file on the host. */
async function patchText({ args, raw, target, controller }: PatchContext): Promise<string> {
  if (!args.remote_src) {
    return controller.readFile(controller.findFile('files', String(raw?.src))).toString('utf8');
  }
  const path = await target.expandPath(args.src);
  const content = await target.readFile(path);
  return content === null
    ? fail(`src ${path} doesn't exist or not readable`)
    : content.toString('utf8');
}

import { statSync } from 'node:fs';
import { encodeText } from '../../targets/text.ts';
import { arg, defineModule, fail } from '../define.ts';
import { jsonText } from '../definition/coercion.ts';
import { COPY_RETURNS, type CopyContext } from '../files/copy-arguments.ts';
import { planCopyFile } from '../files/copy-file.ts';
import { checkInvocation } from '../files/copy-invocation.ts';
import { planCopyRemote } from '../files/copy-remote.ts';
import { copySource } from '../files/copy-source.ts';
import { planCopyTree } from '../files/copy-tree.ts';
import { findSource } from '../files/find-source.ts';
import { octal } from '../files/mode.ts';
import { basename } from '../files/paths.ts';
import { localTemporaryPath } from '../files/temporary-name.ts';

export const copy = defineModule({
  name: 'ansible.builtin.copy',
  reportName: 'ansible.legacy.copy',
  summary: 'Copies files to hosts',
  examples: `
- name: A file with owner and permissions
  ansible.builtin.copy:
    src: app.conf
    dest: /etc/app/app.conf
    owner: root
    mode: '0644'

- name: Text as a file, checked before it is put in place
  ansible.builtin.copy:
    content: "%admins ALL=(ALL) ALL\\n"
    dest: /etc/sudoers.d/admins
    mode: '0440'
    validate: visudo -csf %s
`,
  args: {
    src: arg.path({ local: true, doc: 'File or folder; on the controller unless `remote_src`.' }),
    _original_basename: arg.str({ doc: 'Name to use when `dest` is a folder; internal.' }),
    content: arg.str({ content: true, doc: 'What the file shall hold, in place of `src`.' }),
    dest: arg.path({ required: true, doc: 'Where to; a folder when it ends in a slash.' }),
    backup: arg.bool({ default: false, doc: 'Keep a copy of the file that is replaced.' }),
    force: arg.bool({ default: true, doc: 'Replace a file whose content differs.' }),
    validate: arg.str({ doc: 'Command that checks the new file, `%s` is its path.' }),
    directory_mode: arg.raw({ doc: 'Permissions of folders that are made.' }),
    remote_src: arg.bool({ doc: '`src` is on the host itself.' }),
    local_follow: arg.bool({ doc: 'Follow symbolic links within `src`; on by default.' }),
    checksum: arg.str({ doc: 'SHA-1 that the file must have.' }),
    follow: arg.bool({ default: false, doc: 'Follow symbolic links at `dest`.' }),
    decrypt: arg.bool({ default: true, unlisted: true, doc: 'Decrypt vault files.' }),
  },
  fileAttributes: true,
  returns: COPY_RETURNS,
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  findsUnsupportedLate: true,
  prepare(raw) {
    const { src, content, dest } = raw;
    if (!src && (content === undefined || content === null)) fail('src (or content) is required');
    if (!dest) fail('dest is required');
    if (src && content !== undefined && content !== null) {
      fail('src and content are mutually exclusive');
    }
    if (content !== undefined && content !== null && String(dest).endsWith('/')) {
      fail('can not use content with a dir as dest');
    }
    if (typeof content !== 'object' || content === null) return raw;
    return { ...raw, content: asciiJson(content) };
  },
  async plan(context) {
    const { args, target } = context;
    if (args.content !== null) {
      const shown = localTemporaryPath();
      const source = await copySource(encodeText(args.content), basename(shown), shown);
      // Ansible keeps content in a temporary file of its own, which nobody else may read.
      const mode = args.mode === 'preserve' ? '0600' : args.mode;
      return planCopyFile({ ...context, args: { ...args, mode } }, source, true);
    }
    const src = args.src ?? '';
    if (args.remote_src) {
      if (context.unsupported !== undefined) fail(context.unsupported);
      return planCopyRemote(context, await target.expandPath(src));
    }
    return planFromController(context, sourcePath(context, src), args.decrypt);
  },
});

/** Python's `json.dumps`, which leaves no character beyond ASCII. */
function asciiJson(value: unknown): string {
  return jsonText(value).replace(
    /[^\0-\x7f]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The controller's file or folder; a folder keeps or loses its slash as the user wrote it. */
function sourcePath(context: CopyContext, src: string): string {
  const find = (): string => context.controller.findFile('files', src);
  const found = findSource(find, checkInvocation(context)).replace(/(?<=.)\/+$/, '');
  return src.endsWith('/') ? `${found}/` : found;
}

async function planFromController(context: CopyContext, path: string, decrypt: boolean) {
  const stat = statSync(path);
  if (stat.isDirectory()) return planCopyTree(context, path, decrypt);
  const { args, controller } = context;
  const content = controller.fileContent(path, { decrypt });
  const source = await copySource(content, basename(path), path);
  const mode = args.mode === 'preserve' ? octal(stat.mode & 0o7777) : args.mode;
  return planCopyFile({ ...context, args: { ...args, mode } }, source, false);
}

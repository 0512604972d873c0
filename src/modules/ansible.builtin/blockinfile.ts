import { arg, defineModule, fail } from '../define.ts';
import { ensureBlock } from '../files/block-edit.ts';
import { asUtf8, byteRegex, fromByteText, toByteText } from '../files/byte-text.ts';
import { lookAtFile, planEdit } from '../files/text-edit.ts';

export const blockinfile = defineModule({
  name: 'ansible.builtin.blockinfile',
  summary: 'Manages a block of lines between two marker lines of a text file',
  examples: `
- name: Users that may log in
  ansible.builtin.blockinfile:
    path: /etc/ssh/sshd_config
    block: |
      Match User ansible-agent
      PasswordAuthentication no
`,
  args: {
    path: arg.path({ required: true, aliases: ['dest', 'destfile', 'name'], doc: 'The file.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether the block is to be there.',
    }),
    marker: arg.str({
      default: '# {mark} ANSIBLE MANAGED BLOCK',
      doc: 'Line before and after the block; `{mark}` becomes BEGIN and END.',
    }),
    block: arg.str({
      default: '',
      aliases: ['content'],
      doc: 'The lines; none removes the block.',
    }),
    insertafter: arg.str({ doc: '`EOF` (default) or an expression: where a new block goes.' }),
    insertbefore: arg.str({ doc: '`BOF` or an expression: where a new block goes.' }),
    create: arg.bool({ default: false, doc: 'Make the file when there is none.' }),
    backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
    validate: arg.str({ doc: 'Command that checks the new file, `%s` is its path.' }),
    marker_begin: arg.str({ default: 'BEGIN', doc: 'What `{mark}` becomes before the block.' }),
    marker_end: arg.str({ default: 'END', doc: 'What `{mark}` becomes after the block.' }),
  },
  constraints: { mutuallyExclusive: [['insertbefore', 'insertafter']] },
  fileAttributes: true,
  returns: {
    msg: '`Block inserted`, `Block removed` or `File created`',
    backup_file: 'Name of the backup',
  },
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  async plan(context) {
    const { args } = context;
    const file = await lookAtFile(context);
    const { path } = file;
    if (!file.stat && !args.create) fail(`Path ${path} does not exist !`, { rc: 257 });
    const present = args.state === 'present';
    if (!file.stat && !present) {
      return { changes: [], result: { changed: false, msg: `File ${path} not present` } };
    }
    const before = file.content?.toString('latin1') ?? null;
    const { insertafter, insertbefore } = args;
    const anchor = anchorText(insertafter, insertbefore);
    const block = present ? toByteText(args.block) : '';
    const after = ensureBlock(before ?? '', {
      block: block === '' || block.endsWith('\n') ? block : `${block}\n`,
      begin: markerLine(args.marker, args.marker_begin),
      end: markerLine(args.marker, args.marker_end),
      anchor: anchor === null ? null : byteRegex(anchor),
      after: insertbefore === null,
    });
    const changed = before !== after;
    return planEdit(context, file, {
      content: changed ? fromByteText(after) : null,
      msg: changed ? message(before, block) : '',
      diff: {
        before: context.diff ? asUtf8(before ?? '') : '',
        after: context.diff ? asUtf8(after) : '',
        before_header: `${path} (content)`,
        after_header: `${path} (content)`,
      },
      attributeDiff: true,
      backupField: 'backup_file',
    });
  },
});

function anchorText(insertafter: string | null, insertbefore: string | null): string | null {
  if (insertafter !== null) return insertafter === 'EOF' ? null : insertafter;
  return insertbefore === 'BOF' ? null : insertbefore;
}

function markerLine(marker: string, mark: string): string {
  return `${toByteText(marker.replaceAll('{mark}', mark))}\n`;
}

function message(before: string | null, block: string): string {
  if (before === null) return 'File created';
  return block === '' ? 'Block removed' : 'Block inserted';
}

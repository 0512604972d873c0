import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { DigestThread, digestBytes } from '../digest.ts';
import { temporaryBeside } from '../direct/write.ts';
import {
  errnoFromText,
  errnoMessage,
  errnoText,
  OperationError,
  ValidationError,
} from '../errors.ts';
import { printCommand, quotePath, quoteWord } from '../quote.ts';
import type { Reply, Upload } from '../session/frame.ts';
import type { Greeting } from '../session/greeting.ts';
import { decodeText } from '../text.ts';
import type { Attributes, Change, Content } from '../types.ts';
import { contentSize, contentUpload, INLINE_LIMIT, readContent } from './content.ts';

/** Where a change's script goes, and what it needs besides its text. */
export interface ScriptScope {
  readonly greeting: Greeting;
  /** umask that new files and folders get. */
  readonly umask: number;
  readonly uploads: Upload[];
  /** Takes what gives the checksums of a `write` after it was performed. */
  readonly digests: Map<Change, Pick<DigestThread, 'digests' | 'close'>>;
}

export type FileChange = Exclude<Change, { op: 'run' | 'writeTree' }>;

/** A shell command (no newline at its end) that performs one change; its exit code tells whether it did. */
export function changeScript(change: FileChange, scope: ScriptScope): string {
  switch (change.op) {
    case 'write':
      return replaceScript(change.path, change, scope, {
        fill: fillScript(change.content, scope, digestThread(change, scope)),
        times: change.mtime === undefined ? '' : touchCommand('-m', change.mtime, '"$__t"', scope),
      });
    case 'copy':
      return copyScript(change, scope);
    case 'stage':
      return stageScript(change, scope);
    case 'mkdir':
      return mkdirScript(change, scope);
    case 'attributes':
      return attributeScript(change.path, change, change.follow ?? false) || ':';
    case 'touch':
      return touchScript(change, scope);
    case 'symlink':
      return linkScript(change.path, `ln -sfn -- ${quoteWord(change.target)}`);
    case 'hardlink':
      return linkScript(change.path, `ln -fn -- ${quoteWord(change.target)}`);
    case 'remove':
      return removeScript(change.path, change.recursive ?? false);
    case 'rename':
      return renameScript(change.from, change.to);
  }
}

interface Replacement extends Attributes {
  readonly backup?: boolean;
  readonly validate?: string;
  readonly unsafeWrites?: boolean;
}

/** Writes beside the file and renames: `fill` writes to stdout, `times` touches `$__t`. */
function replaceScript(
  path: string,
  change: Replacement,
  scope: ScriptScope,
  how: { fill: string; times: string; mode?: string },
): string {
  const word = quotePath(path);
  const folder = quotePath(dirname(path));
  const temporary = quotePath(temporaryBeside(path));
  const owner = ownerWord(
    change.owner,
    scope.greeting.platform.user.name,
    scope.greeting.platform.user.uid,
  );
  const group = ownerWord(change.group, scope.greeting.groupName, scope.greeting.platform.user.gid);
  const mode = change.mode === undefined ? (how.mode ?? "''") : change.mode.toString(8);
  const owned =
    isForeign(owner, scope.greeting.platform.user.uid) ||
    isForeign(group, scope.greeting.platform.user.gid)
      ? '1'
      : '';
  const fallback = (0o666 & ~scope.umask).toString(8);
  const place = change.unsafeWrites
    ? `{ if [ -w ${folder} ]; then __t=${temporary}; else __d && __t=$__D/w; fi; }`
    : `__t=${temporary}`;
  const move = change.unsafeWrites
    ? `{ mv -f "$__t" ${word} 2>/dev/null || { cat "$__t" >${word} && rm -f "$__t"; }; }`
    : `mv -f "$__t" ${word}`;
  const steps = [
    `__wa ${word} '${change.backup ? '1' : ''}'`,
    place,
    `__wm ${folder} ${mode} ${fallback} '${owned}'`,
    `{ ${how.fill}; } >"$__t"`,
    '__wu',
    ...(change.validate === undefined ? [] : [validateScript(change.validate)]),
    `__wz ${word} "$__t" ${folder} ${owner} ${group}`,
    ...(how.times ? [how.times] : []),
    move,
    ...labelSteps(path, change),
  ];
  const told =
    change.validate === undefined ? '' : ' && { __b; cat "$__D/vo"; __b; cat "$__D/ve"; }';
  return `{ ${steps.join(' && ')} && __wb${told} || { __q=$?; set +C; umask "$__U"; [ ! -f "$__t" ] || rm -f "$__t"; __f "$__q"; }; }`;
}

/** Empty where it is the user's own, so that no chown(1) is needed. */
function ownerWord(owner: string | number | undefined, ownName: string, ownId: number): string {
  if (owner === undefined) return "''";
  if (owner === ownName || String(owner) === String(ownId)) return String(ownId);
  return quoteWord(String(owner));
}

function isForeign(word: string, ownId: number): boolean {
  return word !== "''" && word !== String(ownId);
}

/** Hashes the content of a `write` that wants it: in memory at once, else while it is sent. */
function digestThread(
  change: Extract<Change, { op: 'write' }>,
  scope: ScriptScope,
): DigestThread | undefined {
  const { content, digests } = change;
  if (!digests) return undefined;
  if (Buffer.isBuffer(content) || content.size <= INLINE_LIMIT) {
    const sums = digestBytes(readContent(content), digests);
    scope.digests.set(change, { digests: async () => sums, close() {} });
    return undefined;
  }
  const thread = new DigestThread(digests);
  scope.digests.set(change, thread);
  return thread;
}

function fillScript(content: Content, scope: ScriptScope, thread?: DigestThread): string {
  const size = contentSize(content);
  if (size <= INLINE_LIMIT) return printCommand(readContent(content));
  scope.uploads.push(contentUpload(content, thread));
  return `__up ${size}`;
}

/** The command's output and exit code go into the reply, for the error's text. */
function validateScript(command: string): string {
  const text = command.replaceAll('%s', '"$1"');
  return `{ __h=validate; __d && { sh -c ${quoteWord(text)} sh "$__t" >"$__D/vo" 2>"$__D/ve" || { __q=$?; printf '%s' $__q; __b; cat "$__D/vo"; __b; cat "$__D/ve"; false; }; }; }`;
}

function copyScript(change: Extract<Change, { op: 'copy' }>, scope: ScriptScope): string {
  const from = quotePath(change.from);
  const preserve = change.preserve ?? false;
  const explicit = change.mode !== undefined || !preserve;
  const script = replaceScript(change.to, change, scope, {
    fill: `cat ${from}`,
    times: preserve ? `touch -r ${from} "$__t"` : '',
    ...(explicit ? {} : { mode: '"$__y"' }),
  });
  const check = `__h=source; if [ -d ${from} ]; then __f 21; elif [ ! -e ${from} ]; then __m ${from}; elif [ ! -r ${from} ]; then __f 13; fi`;
  const mode = explicit ? '' : `set -- $(__sa ${from}) && __y=$1 && set -- && `;
  return `{ { ${check}; } && ${mode}${script}; }`;
}

function stageScript(change: Extract<Change, { op: 'stage' }>, scope: ScriptScope): string {
  const name = quoteWord(`${randomBytes(6).toString('hex')}${change.suffix ?? ''}`);
  const mode = change.executable ? ' && chmod 700 "$__t"' : '';
  return `{ __h=stage; __d && __t=$__D/${name} && umask 077 && { ${fillScript(change.content, scope)}; } >"$__t"${mode} && printf %s "$__t"; __q=$?; umask "$__U"; __f $__q; }`;
}

function mkdirScript(change: Extract<Change, { op: 'mkdir' }>, scope: ScriptScope): string {
  const word = quotePath(change.path);
  const umask =
    scope.umask === scope.greeting.umask
      ? ['', '']
      : [`umask ${scope.umask.toString(8).padStart(4, '0')}; `, '; __q=$?; umask "$__U"; __f $__q'];
  const { mode, ...rest } = change;
  const exact = mode === undefined ? '' : ` -m ${modeWord(mode)}`;
  const make = `{ ${umask[0]}mkdir${change.parents ? ' -p' : ''}${exact} ${word}${umask[1]}; }`;
  const reset = mode === undefined ? '' : `else __h=chmod; chmod ${modeWord(mode)} ${word}; `;
  const attributes = attributeScript(change.path, rest, true);
  const made = `{ __h=mkdir; if [ ! -d ${word} ]; then ${make}; ${reset}fi; }`;
  return attributes ? `{ ${made} && ${attributes}; }` : made;
}

/** A mode for chmod(1) and mkdir(1): with fewer than five digits GNU's leave set-id bits of a folder as they are. */
const modeWord = (mode: number): string => mode.toString(8).padStart(5, '0');

/** chown, chmod and labels of something that exists; empty when there is nothing to set. */
export function attributeScript(path: string, attributes: Attributes, follow: boolean): string {
  const word = quotePath(path);
  const { owner, group, mode } = attributes;
  const steps: string[] = [];
  if (owner !== undefined || group !== undefined) steps.push(ownerStep(word, attributes, follow));
  if (mode !== undefined) {
    const chmod = `chmod ${modeWord(mode)} ${word}`;
    steps.push(`{ __h=chmod; ${follow ? chmod : `[ -L ${word} ] || ${chmod}`}; }`);
  }
  steps.push(...labelSteps(path, attributes));
  return steps.length > 0 ? `{ ${steps.join(' && ')}; }` : '';
}

/** chown(1) of what `words` name, already quoted. */
export function ownerStep(words: string, { owner, group }: Attributes, follow: boolean): string {
  const name = quoteWord(`${owner ?? ''}${group === undefined ? '' : `:${group}`}`);
  return `{ __h=chown; chown ${follow ? '' : '-h '}${name} ${words}; }`;
}

/** SELinux context and chattr(1) flags. */
export function labelSteps(path: string, attributes: Attributes): string[] {
  const { seuser, serole, setype, selevel, attributes: flags } = attributes;
  const word = quotePath(path);
  const options = [
    ...(seuser === undefined ? [] : ['-u', quoteWord(seuser)]),
    ...(serole === undefined ? [] : ['-r', quoteWord(serole)]),
    ...(setype === undefined ? [] : ['-t', quoteWord(setype)]),
    ...(selevel === undefined ? [] : ['-l', quoteWord(selevel)]),
  ];
  return [
    ...(options.length
      ? [`{ __h=label; [ -z "$__L" ] || chcon -h ${options.join(' ')} ${word}; }`]
      : []),
    ...(flags === undefined
      ? []
      : [
          `{ __h=chattr; chattr ${quoteWord(/^[-+=]/.test(flags) ? flags : `=${flags}`)} ${word}; }`,
        ]),
  ];
}

function touchScript(change: Extract<Change, { op: 'touch' }>, scope: ScriptScope): string {
  const word = quotePath(change.path);
  const { atime, mtime } = change;
  const commands: string[] = [];
  if (atime === mtime && atime !== null) commands.push(touchCommand('', atime, word, scope));
  else {
    if (atime !== null) commands.push(touchCommand('-a', atime, word, scope));
    if (mtime !== null) commands.push(touchCommand('-m', mtime, word, scope));
  }
  const given = [atime, mtime].some((time) => typeof time === 'number');
  const umask = scope.umask.toString(8).padStart(4, '0');
  const create = change.create
    ? `elif __m ${word}; [ $? = 13 ]; then __f 13; else { umask ${umask}; printf '' >${word}; __q=$?; umask "$__U"; __f $__q; }${
        given ? ` && ${commands.join(' && ')}` : ''
      }; `
    : '';
  return `{ __h=touch; if [ -e ${word} ]; then ${commands.join(' && ') || ':'}; ${create}fi; }`;
}

function touchCommand(
  which: string,
  time: number | 'now',
  word: string,
  scope: ScriptScope,
): string {
  const option = which ? `${which} ` : '';
  if (time === 'now') return `touch -c ${option}${word}`;
  if (/BSD|Darwin|DragonFly/.test(scope.greeting.platform.kernel)) {
    const stamp = new Date(time * 1000).toISOString().replace(/[-:T]/g, '').slice(0, 14);
    return `TZ=UTC0 touch -c ${option}-t ${stamp.slice(0, 12)}.${stamp.slice(12)} ${word}`;
  }
  return `{ touch -c ${option}-d @${time.toFixed(9)} ${word} 2>/dev/null || touch -c ${option}-d @${Math.floor(time)} ${word}; }`;
}

function linkScript(path: string, command: string): string {
  const word = quotePath(path);
  // ln(1) would put the link into a folder that stands there.
  return `{ __h=link; { [ ! -d ${word} ] || [ -L ${word} ] || rmdir ${word}; } && ${command} ${word}; }`;
}

function removeScript(path: string, recursive: boolean): string {
  const word = quotePath(path);
  const gone = `if [ ! -e ${word} ] && [ ! -L ${word} ]; then __m ${word}; [ $? = 2 ] || __f 13`;
  if (recursive) return `{ __h=remove; ${gone}; else rm -rf ${word}; fi; }`;
  return `{ __h=remove; ${gone}; elif [ -d ${word} ] && [ ! -L ${word} ]; then rmdir ${word}; else rm -f ${word}; fi; }`;
}

function renameScript(from: string, to: string): string {
  const [source, target] = [quotePath(from), quotePath(to)];
  return `{ __h=rename; if [ -d ${target} ] && [ ! -d ${source} ] && [ ! -L ${target} ]; then __f 21; elif mv -fT ${source} ${target} 2>/dev/null; then :; else mv -f ${source} ${target}; fi; }`;
}

/** The error of a change that failed, from the tool's words or the function's errno. */
export function changeError(change: Change, reply: Reply): OperationError {
  const path = errorPath(change, reply.step);
  const parts = reply.parts.map(decodeText);
  if (reply.step === 'validate') return validationError(path, parts);
  const text = (parts[0] ?? '').trim();
  const code = CODES[reply.rc] && text === '' ? CODES[reply.rc] : errnoFromText(text);
  if (reply.step === 'chown') return ownershipError(path, text, code, change);
  if (reply.step === 'backup') {
    const detail = code ? errnoMessage(code, path) : text;
    return new OperationError(code ?? 'EIO', path, `Could not make backup of ${path}: ${detail}`);
  }
  if (reply.step === 'chattr' || reply.step === 'label') {
    const prefix = reply.step === 'chattr' ? 'chattr failed' : 'invalid selinux context';
    return new OperationError(code ?? 'EINVAL', path, `${prefix}: ${text}`);
  }
  if (code) return new OperationError(code, path);
  return new OperationError('EIO', path, text || errnoMessage('EIO', path));
}

const CODES: Readonly<Record<number, string>> = {
  2: 'ENOENT',
  5: 'EIO',
  13: 'EACCES',
  20: 'ENOTDIR',
  21: 'EISDIR',
  28: 'ENOSPC',
};

function errorPath(change: Change, step: string): string {
  switch (change.op) {
    case 'rename':
      return change.from;
    case 'copy':
      return step === 'source' ? change.from : change.to;
    case 'stage':
    case 'run':
      return '';
    default:
      return change.path;
  }
}

function ownershipError(path: string, text: string, code: string | undefined, change: Change) {
  const attributes = change as Attributes;
  if (/(invalid|unknown|illegal) (user|group)/i.test(text) && !code) {
    const isGroup = /(invalid|illegal|unknown) group/i.test(text) || attributes.owner === undefined;
    const message = isGroup
      ? `chgrp failed: failed to look up group ${attributes.group}`
      : `chown failed: failed to look up user ${attributes.owner}`;
    return new OperationError('EINVAL', path, message);
  }
  const prefix = attributes.owner === undefined ? 'chgrp failed' : 'chown failed';
  const detail = code ? errnoMessage(code, path) : text || errnoText('EPERM');
  return new OperationError(code ?? 'EPERM', path, `${prefix}: ${detail}`);
}

function validationError(path: string, parts: readonly string[]): OperationError {
  const [rc = '1', stdout = '', stderr = ''] = parts;
  return new ValidationError(path, Number(rc), stdout, stderr);
}

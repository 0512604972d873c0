import { type ContextualTarget, inContext, layContext, type TargetContext } from '../context.ts';
import type { DigestThread } from '../digest.ts';
import { expandVariables } from '../direct/target.ts';
import { ApplyError, OperationError } from '../errors.ts';
import { quoteWord } from '../quote.ts';
import type { FrameSession, Reply, Upload } from '../session/frame.ts';
import { decodeText } from '../text.ts';
import type { Change, ChangeOutcome, Command, CommandResult, WriteTarget } from '../types.ts';
import { ReadBatch } from './batch.ts';
import { changeError, changeScript, type ScriptScope } from './changes.ts';
import { CommandRunner } from './commands.ts';
import { downloadFile } from './download.ts';
import { listScript, parseList, parseRead, readScript, splitZero } from './reads.ts';
import { treeScript } from './tree.ts';
import { parseWalk, walkScript } from './walk.ts';

/** What one session's targets share, whatever their context. */
export interface ShellScope {
  /** The session, opened again when it was lost. */
  readonly session: () => FrameSession;
  /** Runs a command on a pseudo-terminal and answers its prompts. */
  readonly converse: (command: Command) => Promise<CommandResult>;
  readonly start?: NonNullable<WriteTarget['start']>;
}

/** A target over a shell session: what it does is script text, each call one round trip. */
export function shellTarget(scope: ShellScope): ContextualTarget {
  const batch = new ReadBatch(scope.session);
  return contextTarget(scope, batch, new CommandRunner(), {});
}

function contextTarget(
  scope: ShellScope,
  batch: ReadBatch,
  runner: CommandRunner,
  context: TargetContext,
): ContextualTarget {
  const { greeting } = scope.session();
  const { platform } = greeting;
  const environment = () => readEnvironment(batch, context);

  async function query(command: Command): Promise<CommandResult> {
    const outcome = await apply([{ op: 'run', command }]);
    return outcome[0]?.command as CommandResult;
  }

  async function apply(changes: readonly Change[]): Promise<ChangeOutcome[]> {
    const outcomes: ChangeOutcome[] = [];
    // What needs the controller while it runs has a frame of its own.
    let from = 0;
    for (let at = 0; at <= changes.length; at++) {
      const change = changes[at];
      if (change && !isSolitary(change)) continue;
      if (at > from) await applyTogether(changes.slice(from, at), outcomes);
      if (change) await applySolitary(change, outcomes);
      from = at + 1;
    }
    return outcomes;
  }

  async function applySolitary(change: Change, outcomes: ChangeOutcome[]): Promise<void> {
    if (change.op === 'run' && change.command.dialogue) {
      outcomes.push({ command: await scope.converse(inContext(change.command, context)) });
    } else await applyTogether([change], outcomes);
  }

  async function applyTogether(
    changes: readonly Change[],
    outcomes: ChangeOutcome[],
  ): Promise<void> {
    const digests: ScriptScope['digests'] = new Map();
    try {
      await applyFrame(changes, outcomes, digests);
    } finally {
      for (const thread of digests.values()) thread.close();
    }
  }

  async function applyFrame(
    changes: readonly Change[],
    outcomes: ChangeOutcome[],
    digests: ScriptScope['digests'],
  ): Promise<void> {
    const uploads: Upload[] = [];
    const umask = context.umask ?? greeting.umask;
    const scripts: string[] = [];
    let timeout: number | undefined;
    const prelude = changes.some(({ op }) => op === 'run') ? runner.prelude() : undefined;
    if (prelude?.isClock) scripts.push(prelude.script);
    for (const change of changes) {
      if (change.op === 'run') {
        const command = inContext(change.command, context);
        timeout = command.timeout;
        scripts.push(runner.script(command, uploads));
      } else {
        const changeScope = { greeting, umask, uploads, digests };
        const script =
          change.op === 'writeTree'
            ? await treeScript(change, changeScope)
            : changeScript(change, changeScope);
        scripts.push(`{ ${script}; __e $?; }`);
      }
    }
    const frame = await scope.session().run({
      body: scripts.join(' && '),
      uploads,
      ...(timeout === undefined ? {} : { timeout }),
    });
    const replies = [...frame.replies];
    if (prelude?.isClock) runner.learnClock(replies.shift());
    for (const [index, change] of changes.entries()) {
      const reply = replies[index];
      if (!reply) throw new ApplyError(new OperationError('EIO'), outcomes);
      if (change.op === 'run') {
        const command = inContext(change.command, context);
        if (reply.rc !== 0 && reply.step !== 'spawn') {
          throw new ApplyError(changeError(change, reply), outcomes);
        }
        outcomes.push({ command: runner.result(command, reply, frame) });
      } else if (reply.rc !== 0) throw new ApplyError(changeError(change, reply), outcomes);
      else outcomes.push(await changeOutcome(change, reply, digests.get(change)));
    }
  }

  return {
    platform,
    surroundings: context,
    ...(scope.start && { start: scope.start }),
    stat: (path, options = {}) => batch.stat(path, options),
    readFile: async (path, limit) => parseRead(await batch.perform(readScript(path, limit)), path),
    readDirectory: async (path) => parseList(await batch.perform(listScript(path)), path),
    walk: async (path, options = {}) =>
      parseWalk(await batch.perform(walkScript(path, options)), path, options, greeting),
    async expandPath(path) {
      if (!/^~|\$/.test(path)) return path;
      const plain = /^~([^/]*)/.exec(path);
      let expanded = path;
      if (plain?.[1]) expanded = await expandOther(batch, plain[1], path);
      else if (plain) expanded = (context.env?.HOME ?? platform.user.home) + path.slice(1);
      return expanded.includes('$') ? expandVariables(expanded, await environment()) : expanded;
    },
    async which(program, paths = []) {
      const own = context.env?.PATH === undefined ? '"$PATH"' : quoteWord(context.env.PATH);
      const first = paths.length > 0 ? `${quoteWord(paths.join(':'))}:` : '';
      const reply = await batch.perform(
        `__w ${quoteWord(program)} ${first}${own}; printf %s "$__r"; __e 0`,
      );
      return decodeText(reply.parts[0] ?? Buffer.alloc(0)) || null;
    },
    query,
    environment,
    apply,
    download: (path, localPath, digests = []) =>
      downloadFile(scope.session(), path, localPath, digests),
    withContext: (over) => contextTarget(scope, batch, runner, layContext(context, over)),
  };
}

/** Changes that talk with the controller, or must be timed, while they run. */
function isSolitary(change: Change): boolean {
  return (
    change.op === 'run' &&
    (change.command.dialogue !== undefined || change.command.timeout !== undefined)
  );
}

async function changeOutcome(
  change: Change,
  reply: Reply,
  thread: Pick<DigestThread, 'digests'> | undefined,
): Promise<ChangeOutcome> {
  const text = decodeText(reply.parts[0] ?? Buffer.alloc(0));
  if (change.op === 'stage') return { path: text };
  const sums = await thread?.digests();
  const [, stdout, stderr] = reply.parts;
  return {
    ...(stdout && stderr
      ? { validation: { stdout: decodeText(stdout), stderr: decodeText(stderr) } }
      : {}),
    ...((change.op === 'write' || change.op === 'copy') && text !== '' ? { backupPath: text } : {}),
    ...(sums ? { digests: sums } : {}),
  };
}

async function readEnvironment(
  batch: ReadBatch,
  context: TargetContext,
): Promise<Record<string, string>> {
  const reply = await batch.perform('env -0 2>/dev/null; __e 0');
  const variables: Record<string, string> = {};
  for (const entry of splitZero(reply.parts[0])) {
    const text = decodeText(entry);
    const at = text.indexOf('=');
    if (at > 0) variables[text.slice(0, at)] = text.slice(at + 1);
  }
  return { ...variables, ...context.env };
}

/** `~user/…`: the shell knows homes; an unknown user stays as written. */
async function expandOther(batch: ReadBatch, user: string, path: string): Promise<string> {
  if (!/^[\w.-]+$/.test(user)) return path;
  const reply = await batch.perform(`__q=~${user}; printf %s "$__q"; __e 0`);
  const home = decodeText(reply.parts[0] ?? Buffer.alloc(0));
  return home === `~${user}` ? path : home + path.slice(user.length + 1);
}

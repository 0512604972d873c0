import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Module, Plan } from '../../src/modules/contract.ts';
import { resolveModule } from '../../src/modules/registry.ts';
import { type DirectTarget, openDirectTarget } from '../../src/targets/direct/target.ts';
import type { ChangeOutcome } from '../../src/targets/types.ts';
import { caseController } from './case-controller.ts';
import { buildTree, type CaseTree, readTree } from './case-folder.ts';
import { caseResult, type Surroundings } from './case-result.ts';

type Result = Record<string, unknown>;

/** One call of a module: recorded from real Ansible in check mode, when applied, and when applied again. */
interface Case {
  readonly args: Record<string, unknown>;
  /** Needs to be run as root. */
  readonly root?: true;
  /** A program without which it can't be run. */
  readonly needs?: string;
  readonly before?: CaseTree;
  readonly result: Result;
  /** Where it differs from `result`. */
  readonly check?: Result;
  readonly again: Result | 'same';
  readonly after: CaseTree | 'same';
}

const folder = join(import.meta.dirname, 'cases');
const modified = 'Fri, 01 Jan 2021 00:00:00 GMT';
const pages: Readonly<Record<string, string>> = {
  '/hello.txt': 'hello\n',
  '/SUMS': 'f572d396fae9206628714fb2ce00f72e94f2258f  hello.txt\n',
};

let server: Server;
let direct: DirectTarget;
let around: Omit<Surroundings, 'dir'>;

beforeAll(async () => {
  process.umask(0o022);
  server = createServer((request, response) => {
    const url = request.url ?? '';
    const since = Date.parse(request.headers['if-modified-since'] ?? '');
    if (url === '/redir') return response.writeHead(302, { Location: '/hello.txt' }).end();
    const page = pages[url];
    if (page === undefined) {
      response.statusMessage = 'File not found';
      return response.writeHead(404).end();
    }
    if (since >= Date.parse(modified)) return response.writeHead(304).end();
    response.writeHead(200, { 'Content-Length': page.length, 'Last-Modified': modified });
    return response.end(request.method === 'HEAD' ? '' : page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  direct = openDirectTarget();
  around = {
    http: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    user: userInfo().username,
    group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim(),
  };
});

afterAll(() => {
  direct.close();
  server.close();
});

for (const name of readdirSync(folder)) {
  describe(name, () => {
    for (const file of readdirSync(join(folder, name))) {
      const stated = parse(readFileSync(join(folder, name, file), 'utf8')) as Case;
      it.skipIf(!canRun(stated))(file.replace('.yaml', ''), () => runCase(name, stated));
    }
  });
}

function canRun({ root, needs }: Case): boolean {
  if (root && process.getuid?.() !== 0) return false;
  if (needs === undefined) return true;
  try {
    execFileSync('sh', ['-c', `command -v ${needs}`]);
    return true;
  } catch {
    return false;
  }
}

async function runCase(name: string, stated: Case): Promise<void> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'case-')));
  const place = { ...around, dir };
  const args = JSON.parse(
    JSON.stringify(stated.args).replaceAll('{dir}', dir).replaceAll('{http}', around.http),
  ) as Record<string, unknown>;
  const module = await resolveModule(name);
  if (!module) throw new Error(`no module ${name}`);
  try {
    buildTree(dir, stated.before ?? {});
    const start = readTree(dir, false);
    const random = name === 'tempfile';

    const foreseen = await run(module, args, true);
    expect(caseResult(foreseen.result, name, place)).toEqual(stated.check ?? stated.result);
    expect(readTree(dir, false), 'a check writes nothing').toEqual(start);

    const first = await run(module, args, false);
    expect(caseResult(first.result, name, place)).toEqual(stated.result);

    const second = await run(module, args, false);
    const again = stated.again === 'same' ? stated.result : stated.again;
    expect(caseResult(second.result, name, place)).toEqual(again);
    const settles = again.changed === false && !again.failed && name !== 'archive';
    if (settles) expect(second.plan.changes, 'a second run plans nothing').toEqual([]);
    const after = stated.after === 'same' ? (stated.before ?? {}) : stated.after;
    const found = readTree(dir, random);
    if (name === 'unarchive') keepUnpacked(found, stated);
    expect(found).toEqual(archivesAside(after));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Archives are told by their name, as readTree does. */
function archivesAside(tree: CaseTree): CaseTree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, file]) =>
      /\.(tgz|gz|bz2|xz|zip|tar)$/.test(name) && typeof file !== 'string'
        ? [name, { archive: true, ...(file.mode && { mode: file.mode }) }]
        : /\.(tgz|gz|bz2|xz|zip|tar)$/.test(name)
          ? [name, { archive: true }]
          : [name, file],
    ),
  );
}

function keepUnpacked(tree: Record<string, unknown>, { before = {} }: Case): void {
  for (const name of Object.keys(tree)) {
    if (!name.startsWith('o') && !(name in before)) delete tree[name];
  }
}

async function run(
  module: Module,
  args: Record<string, unknown>,
  check: boolean,
): Promise<{ plan: Plan; result: Result }> {
  const { target } = direct;
  const plan = await module.plan(structuredClone(args), {
    target,
    controller: caseController(target, check),
    check,
    diff: true,
    calledAs: module.name.slice(module.name.lastIndexOf('.') + 1),
    remoteUser: undefined,
    noLog: false,
  });
  const diff = plan.diff === undefined ? {} : { diff: plan.diff };
  const planned: Result = { changed: plan.changes.length > 0, ...diff, ...plan.result };
  if (check || planned.failed || planned.skipped) return { plan, result: planned };
  let outcomes: ChangeOutcome[];
  try {
    outcomes = await target.apply(plan.changes);
  } catch (error) {
    if (!plan.failed) throw error;
    const { outcomes: soFar } = error as { outcomes?: ChangeOutcome[] };
    return { plan, result: await plan.failed(error as Error, soFar ?? [], target) };
  }
  const result = plan.finish ? await plan.finish(outcomes, target) : {};
  return { plan, result: { ...planned, ...result } };
}

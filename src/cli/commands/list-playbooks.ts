import type { Display } from '../../callbacks/display.ts';
import { playBlocks } from '../../engine/compile-play.ts';
import { settlePlayFields } from '../../engine/play-fields.ts';
import { loadPlaybook, type Playbook } from '../../playbook/load-playbook.ts';
import { Block, bannerName, type Play, type Task } from '../../playbook/nodes.ts';
import { filterBlock, isSelected, tagsOf } from '../../playbook/tags.ts';
import { repr, str } from '../../values/index.ts';
import { Template, type Value } from '../../values/types.ts';
import type { PlaybookArguments } from '../arguments/arguments.ts';
import type { Controller } from '../controller.ts';

/** --list-hosts, --list-tasks, --list-tags and --syntax-check. */
export function listPlaybooks(
  paths: readonly string[],
  args: PlaybookArguments,
  controller: Controller,
  display: Display,
): number {
  const playbooks = paths.map((path) => loadPlaybook(path, controller.playbook));
  for (const playbook of playbooks) {
    for (const play of playbook.plays) settlePlay(play, controller);
  }
  for (const playbook of playbooks) {
    if (args.syntaxCheck) display.line(`\nplaybook: ${playbook.path}`);
    else listPlaybook(playbook, args, controller, display);
  }
  return 0;
}

/** What a run does with a play before its first task: a fault in its keywords ends a listing as well. */
function settlePlay(play: Play, controller: Controller): void {
  const hosts = play.keywords.get('hosts') ?? null;
  const rendered = [hosts].flat().some((one) => one instanceof Template);
  // Patterns that match nothing are warned about.
  if (!rendered) controller.inventory.hostsOf(hosts);
  for (const [name, value] of promptDefaults(play))
    if (!controller.extraVars.has(name)) play.vars.set(name, value);
  settlePlayFields(play, controller.vars.templar({ play }));
}

function listPlaybook(
  playbook: Playbook,
  args: PlaybookArguments,
  controller: Controller,
  display: Display,
): void {
  display.line(`\nplaybook: ${playbook.path}`);
  playbook.plays.forEach((play, index) => {
    const hosts = play.keywords.get('hosts') ?? null;
    const hostText = [hosts ?? []].flat().map(str).join(',');
    const name = play.keywords.get('name') ?? '';
    const shown = name instanceof Template ? name.source : str(name);
    const playTags = tagsOf(play, () => controller.vars.templar({ play }));
    let message = `\n  play #${index + 1} (${hostText}): ${shown}\tTAGS: [${playTags.join(',')}]`;
    if (args.listHosts) {
      const matching = controller.inventory.hostsOf(hosts);
      const pattern = repr(hosts === null || Array.isArray(hosts) ? hosts : [hosts]);
      message += `\n    pattern: ${pattern}\n    hosts (${matching.length}):${matching.map((host) => `\n      ${host.name}`).join('')}`;
    }
    display.line(message);
    if (args.listTasks || args.listTags) display.line(listTasks(play, playTags, args, controller));
  });
}

function* promptDefaults(play: Play): Generator<[string, Value]> {
  const prompts = play.keywords.get('vars_prompt') ?? [];
  for (const prompt of Array.isArray(prompts) ? prompts : [prompts]) {
    if (prompt instanceof Map) yield [str(prompt.get('name') ?? ''), prompt.get('default') ?? null];
  }
}

function listTasks(
  play: Play,
  playTags: readonly string[],
  args: PlaybookArguments,
  controller: Controller,
): string {
  const tags = { only: new Set(args.tags), skip: new Set(args.skipTags) };
  const taskTags = (task: Task): string[] => tagsOf(task, () => controller.vars.templar({ play }));
  const all = new Set<string>();
  let text = args.listTasks ? '    tasks:\n' : '';
  const visit = (block: Block): void => {
    for (const entry of block.block) {
      if (entry instanceof Block) {
        visit(entry);
        continue;
      }
      if (entry.taskKind === 'meta' && entry.implicit) continue;
      const own = taskTags(entry);
      for (const tag of own) all.add(tag);
      if (!args.listTasks) continue;
      const shown = [...new Set([...playTags, ...own])].sort();
      text += `      ${listedName(entry)}\tTAGS: [${shown.join(', ')}]\n`;
    }
  };
  for (const block of playBlocks(play, false))
    visit(filterBlock(block, (task) => isSelected(taskTags(task), tags)));
  if (args.listTags)
    text += `      TASK TAGS: [${[...new Set([...playTags, ...all])].sort().join(', ')}]\n`;
  return text;
}

/** As --list-tasks shows it: a task without a name appears as its action, and include_role's name without the role it stands in. */
function listedName(task: Task): string {
  const name = bannerName(task);
  const text = name instanceof Template ? name.source : str(name);
  return task.role !== undefined && task.taskKind !== 'include_role' && task.keywords.get('name')
    ? `${task.role.fullName} : ${text}`
    : text;
}

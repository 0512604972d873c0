import { ParseError } from '../diagnostics/errors.ts';
import { repr, str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import { withOwnCollection } from './collection-playbooks.ts';
import type { PlaybookContext } from './context.ts';
import { keywordIn, placeOf, varsIn } from './keyword-in.ts';
import { playKeywords } from './keywords.ts';
import { handlersOf, loadPlayRoles } from './load-role.ts';
import { loadBlocks } from './load-tasks.ts';
import { settleModuleDefaults } from './module-defaults.ts';
import { type Block, type Keywords, Play, type Task } from './nodes.ts';
import { placeTask } from './place-task.ts';
import { textOf } from './task-arguments.ts';
import { variableParts } from './variable-parts.ts';
import { wrongAttribute } from './wrong-attribute.ts';

/** Keywords whose contents become nodes of their own. */
const lists = new Set(['roles', 'handlers', 'pre_tasks', 'post_tasks', 'tasks', 'vars']);

/** What import_playbook lays over the plays that it brings. */
export interface PlayOverlay {
  readonly vars: ReadonlyMap<string, Value>;
  readonly tags: readonly Value[];
  readonly when: readonly Value[];
  /** The collection that the playbook belongs to, shared by all plays of a run of it. */
  readonly home: { collection: string | undefined };
}

/**
 * Loads one play of a playbook with its roles and static includes.
 * @throws ParseError with the place of the fault.
 */
export function loadPlay(
  data: Dict,
  basedir: string,
  overlay: PlayOverlay,
  context: PlaybookContext,
): Play {
  const span = context.spanOf(data);
  const keywords: Keywords = new Map();
  for (const [key, value] of data) {
    const name = String(key);
    if (!(name in playKeywords))
      throw wrongAttribute(key, { data, owner: 'Play', known: Object.keys(playKeywords) }, context);
    if (lists.has(name)) continue;
    if (name === 'user') {
      if (data.has('remote_user')) {
        throw new ParseError(
          "both 'user' and 'remote_user' are set for this play. The use of 'user' is deprecated, and should be removed",
          { span },
        );
      }
      keywords.set('remote_user', value);
    } else keywords.set(name, keywordIn(data, name, playKeywords[name], 'Play', context));
  }
  const { collection } = overlay.home;
  if (collection !== undefined)
    keywords.set('collections', withOwnCollection(keywords.get('collections') ?? null, collection));
  if (overlay.tags.length > 0) {
    const own = keywords.get('tags');
    keywords.set('tags', [...(Array.isArray(own) ? own : []), ...overlay.tags]);
  }
  settleModuleDefaults(keywords, context);
  const play = new Play(keywords, basedir, span);
  play.collection = collection;
  for (const [name, value] of varsIn(data, context, 'Play')) play.vars.set(name as string, value);
  for (const [name, value] of overlay.vars) play.vars.set(name, value);
  play.importConditions = [...overlay.when];

  loadRoles(data.get('roles') ?? null, play, context);
  checkPrompts(data, context);
  const around = {
    context,
    play,
    role: undefined,
    parent: play,
    handlers: false,
    place: placeTask,
  };
  const section = (name: string, handlers = false): Block[] => {
    const value = data.get(name) ?? null;
    if (value !== null && !Array.isArray(value)) {
      throw new ParseError(malformed(name, value), { span });
    }
    return loadBlocks(value, { ...around, handlers });
  };
  play.handlers.push(...play.roles.filter((role) => !role.fromInclude).flatMap(handlersOf));
  const own = section('handlers', true).flatMap((block) =>
    block.block.filter((one): one is Task => one.kind === 'task'),
  );
  play.handlers.push(...own);
  play.preTasks = conditioned(section('pre_tasks'), overlay);
  play.tasks = conditioned(section('tasks'), overlay);
  play.postTasks = conditioned(section('post_tasks'), overlay);
  checkHosts(data);
  for (const role of play.roles)
    if (overlay.when.length > 0) prependConditions(role.keywords, overlay.when);
  return play;
}

/** Ansible shows the data only for `tasks`. */
function malformed(section: string, value: Value): string {
  const message = `A malformed block was encountered while loading ${section}`;
  if (section !== 'tasks') return message;
  const type = value instanceof Map ? 'AnsibleMapping' : 'AnsibleUnicode';
  return `${message}: ${str(value)} should be a list or None but is <class 'ansible.parsing.yaml.objects.${type}'>`;
}

function conditioned(blocks: Block[], overlay: PlayOverlay): Block[] {
  if (overlay.when.length > 0)
    for (const block of blocks) prependConditions(block.keywords, overlay.when);
  return blocks;
}

function prependConditions(keywords: Keywords, conditions: readonly Value[]): void {
  const own = keywords.get('when');
  keywords.set('when', [
    ...conditions,
    ...(own === undefined || own === null ? [] : Array.isArray(own) ? own : [own]),
  ]);
}

function loadRoles(data: Value, play: Play, context: PlaybookContext): void {
  if (data === null) return;
  if (!Array.isArray(data)) {
    throw new ParseError('A malformed role declaration was encountered.', { span: play.span });
  }
  play.roles.unshift(...loadPlayRoles(data, play, context, placeTask));
  play.rolesVersion += 1;
}

function checkHosts(data: Dict): void {
  const hosts = data.get('hosts');
  if (!data.has('hosts')) throw new ParseError("the field 'hosts' is required but was not set");
  if (
    hosts === null ||
    hosts === undefined ||
    hosts === '' ||
    (Array.isArray(hosts) && hosts.length === 0)
  ) {
    throw new ParseError('Hosts list cannot be empty. Please check your playbook');
  }
  if (Array.isArray(hosts)) {
    for (const host of hosts) {
      if (host === null) {
        throw new ParseError(
          "Hosts list cannot contain values of 'None'. Please check your playbook",
        );
      }
      if (textOf(host) === undefined) {
        throw new ParseError(`Hosts list contains an invalid host value: '${shown(host)}'`);
      }
    }
  } else if (textOf(hosts) === undefined) {
    throw new ParseError('Hosts list must be a sequence or string. Please check your playbook.');
  }
}

const shown = (value: Value): string => repr(value);

const promptKeys = new Set([
  'name',
  'prompt',
  'default',
  'private',
  'confirm',
  'encrypt',
  'salt_size',
  'salt',
  'unsafe',
]);

function checkPrompts(play: Dict, context: PlaybookContext): void {
  const data = play.get('vars_prompt') ?? null;
  if (data === null) return;
  const span = placeOf('vars_prompt', play, context);
  for (const prompt of variableParts(data)) {
    if (!prompt.has('name'))
      throw new ParseError("Invalid vars_prompt data structure, missing 'name' key", { span });
    for (const key of prompt.keys()) {
      if (!promptKeys.has(String(key))) {
        throw new ParseError(
          `Invalid vars_prompt data structure, found unsupported key '${String(key)}'`,
          { span },
        );
      }
    }
  }
}

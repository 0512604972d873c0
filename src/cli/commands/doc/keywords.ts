import * as keywords from '../../../playbook/keywords.ts';
import type { Dict, Value } from '../../../values/types.ts';

/** What keywords of playbooks do, a sentence each. */
const descriptions: Readonly<Record<string, string>> = {
  action: "The task's module with its arguments, written as a value.",
  always: 'Tasks of a block that run in any case, failures or not.',
  any_errors_fatal: 'A failure on one host ends the play for all hosts.',
  args: 'More arguments of the module, as a dictionary.',
  async: 'Seconds that the task may run in the background.',
  become: 'Whether tasks run as another user.',
  become_exe: 'The program that changes users, where it is not the usual one.',
  become_flags: 'Options of the program that changes users.',
  become_method: 'How users are changed: sudo, su, doas ...',
  become_user: 'The user that tasks run as with become; default: root.',
  block: 'Tasks that share the keywords beside this one.',
  changed_when: 'Conditions that say whether the task changed something.',
  check_mode: 'Run in check mode, or change things in spite of --check.',
  collections: 'Collections in which short names of modules and roles are looked for first.',
  connection: 'The connection plugin: ssh, local ...',
  debugger: 'When the debugger is to open: always, never, on_failed, on_unreachable, on_skipped.',
  delay: 'Seconds between the tries of `until`.',
  delegate_facts: 'Facts belong to the host that the task is delegated to.',
  delegate_to: 'The host that the task runs on in the place of the one that it is for.',
  diff: 'Whether results tell what changes within files.',
  environment: 'Environment variables of the module.',
  fact_path: 'Folder of local facts on hosts.',
  failed_when: 'Conditions that say whether the task failed.',
  force_handlers: 'Notified handlers run on hosts that failed, too.',
  gather_facts: 'Whether facts are gathered when the play begins.',
  gather_subset: 'Groups of facts that are gathered.',
  gather_timeout: 'Seconds that gathering one group of facts may take.',
  handlers: 'Tasks that run once they are notified, after each section of tasks.',
  hosts: 'The pattern of the hosts that the play is for.',
  ignore_errors: 'Go on with a host after a task that failed.',
  ignore_unreachable: 'Go on with a host that could not be reached.',
  local_action: 'As `action`, on the controller.',
  loop: 'A list; the task runs once for each of its items.',
  loop_control: 'How a loop runs and is shown: loop_var, index_var, label, pause, extended ...',
  max_fail_percentage: 'Percentage of hosts of a batch that may fail before the play ends.',
  module_defaults: 'Arguments that modules have where a task does not give them.',
  name: 'What output calls this.',
  no_log: 'Keep arguments and results out of output and logs.',
  notify: 'Handlers to run when the task changes something.',
  order: 'Order of hosts: inventory, reverse_inventory, sorted, reverse_sorted, shuffle.',
  poll: 'Seconds between questions after a task in the background; 0: none are asked.',
  port: 'The port of the connection.',
  post_tasks: 'Tasks that run after `tasks`.',
  pre_tasks: 'Tasks that run before roles.',
  register: "Variable that holds the task's result afterwards.",
  remote_user: 'The user of the connection.',
  rescue: 'Tasks of a block that run when one of its tasks fails.',
  retries: 'Tries of `until` after the first; default: 3.',
  roles: 'Roles of the play.',
  run_once: 'Run on the first host alone, for all hosts.',
  serial: 'Hosts that are worked on at a time, as a number, a percentage or a list of these.',
  strategy: 'The strategy plugin: linear, free, host_pinned, debug.',
  tags: 'Tags that --tags and --skip-tags choose by.',
  tasks: 'Tasks of the play.',
  throttle: 'Hosts that run this at a time, at most.',
  timeout: 'Seconds that a task may take.',
  until: 'Conditions; the task is tried again until they hold.',
  vars: 'Variables.',
  vars_files: 'Files of variables.',
  vars_prompt: 'list of variables to prompt for.',
  when: 'Conditions that must hold for this to run.',
};

/** Keywords that are worked on before or after the others. */
const priorities: Readonly<Record<string, number>> = {
  collections: 100,
  handlers: -1,
  hosts: -2,
  post_tasks: -1,
  pre_tasks: -1,
  roles: 90,
  tasks: -1,
  vars: 100,
  vars_files: 99,
};

const PARTS = [
  ['Play', keywords.playKeywords],
  ['Role', keywords.roleKeywords],
  ['Block', keywords.blockKeywords],
  ['Task', keywords.taskKeywords],
] as const;
const CONDITIONS = new Set(['changed_when', 'failed_when', 'until', 'when']);

/** All keywords with their descriptions, as `-l` shows them. */
export function keywordList(): Dict {
  return new Map(Object.entries(descriptions));
}

/** What there is to say of keywords, in ansible-doc's structure; `warn` is told of names that are none. */
export function keywordData(names: readonly string[], warn: (message: string) => void): Dict {
  const data: Dict = new Map();
  for (const name of names) {
    const description = descriptions[name];
    if (description === undefined) {
      warn(`Skipping Invalid keyword '${name}' specified: '${name}'`);
      continue;
    }
    const parts = PARTS.filter(([, list]) => Object.hasOwn(list, name));
    const keyword = parts[0]?.[1][name];
    const fields: Dict = new Map<Value, Value>([
      ['applies_to', parts.map(([part]) => part)],
      ['description', description],
      ['priority', priorities[name] ?? 0],
      [
        'template',
        CONDITIONS.has(name) ? 'implicit' : keyword?.fixed === true ? 'static' : 'explicit',
      ],
      ['type', keyword?.type ?? 'any'],
    ]);
    data.set(name, fields);
  }
  return data;
}

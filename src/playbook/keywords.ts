/**
 * The keywords of plays, roles, blocks, tasks and handlers, as Ansible's "Playbook Keywords" page lists them.
 * `inherit` keywords are looked for in the enclosing block, include, role and play; `extend` ones are collected
 * from all of them (`prepend`: outermost first).
 */
export interface Keyword {
  readonly type: 'string' | 'bool' | 'int' | 'float' | 'percent' | 'list' | 'dict' | 'any';
  readonly inherit?: boolean;
  readonly extend?: boolean;
  readonly prepend?: boolean;
  /** Never rendered as a template. */
  readonly fixed?: boolean;
}

const inherited = (type: Keyword['type']): Keyword => ({ type, inherit: true });
const own = (type: Keyword['type']): Keyword => ({ type });

const untagged: Record<string, Keyword> = {
  name: own('string'),
  connection: inherited('string'),
  port: inherited('int'),
  remote_user: inherited('string'),
  vars: { type: 'dict', fixed: true },
  module_defaults: { type: 'list', inherit: true, extend: true, prepend: true },
  environment: { type: 'list', inherit: true, extend: true, prepend: true },
  no_log: inherited('bool'),
  run_once: inherited('bool'),
  ignore_errors: inherited('bool'),
  ignore_unreachable: inherited('bool'),
  check_mode: inherited('bool'),
  diff: inherited('bool'),
  any_errors_fatal: inherited('bool'),
  throttle: inherited('int'),
  timeout: inherited('int'),
  debugger: inherited('string'),
  become: inherited('bool'),
  become_method: inherited('string'),
  become_user: inherited('string'),
  become_flags: inherited('string'),
  become_exe: inherited('string'),
  collections: { type: 'list', inherit: true, fixed: true },
};

const common: Record<string, Keyword> = {
  ...untagged,
  tags: { type: 'list', inherit: true, extend: true },
};

const conditional: Record<string, Keyword> = {
  when: { type: 'list', inherit: true, extend: true, prepend: true },
};

const delegation: Record<string, Keyword> = {
  delegate_to: inherited('string'),
  delegate_facts: inherited('bool'),
};

const notifying: Record<string, Keyword> = { notify: inherited('list') };

export const playKeywords: Readonly<Record<string, Keyword>> = {
  ...common,
  hosts: own('any'),
  gather_facts: own('bool'),
  gather_subset: own('list'),
  gather_timeout: own('int'),
  fact_path: own('string'),
  vars_files: own('list'),
  vars_prompt: own('list'),
  roles: own('list'),
  handlers: own('list'),
  pre_tasks: own('list'),
  post_tasks: own('list'),
  tasks: own('list'),
  force_handlers: own('bool'),
  max_fail_percentage: own('percent'),
  serial: own('list'),
  strategy: own('string'),
  order: own('string'),
  user: own('string'),
};

export const blockKeywords: Readonly<Record<string, Keyword>> = {
  ...common,
  ...conditional,
  ...notifying,
  ...delegation,
  block: own('list'),
  rescue: own('list'),
  always: own('list'),
};

export const taskKeywords: Readonly<Record<string, Keyword>> = {
  ...common,
  ...conditional,
  ...notifying,
  ...delegation,
  action: own('string'),
  args: own('dict'),
  async: own('int'),
  changed_when: own('list'),
  delay: own('int'),
  failed_when: own('list'),
  local_action: own('any'),
  loop: own('any'),
  loop_control: own('any'),
  poll: own('int'),
  register: { type: 'string', fixed: true },
  retries: own('int'),
  until: own('list'),
};

export const handlerKeywords: Readonly<Record<string, Keyword>> = {
  ...taskKeywords,
  listen: own('list'),
};

export const roleKeywords: Readonly<Record<string, Keyword>> = {
  ...common,
  ...conditional,
  ...delegation,
  role: own('string'),
};

/** Keywords of a role's `meta/main.yml`. */
export const metadataKeywords: Readonly<Record<string, Keyword>> = {
  ...untagged,
  allow_duplicates: own('bool'),
  argument_specs: own('dict'),
  dependencies: own('list'),
  galaxy_info: own('any'),
};

/** What may stand beside include_tasks and include_role; anything else is an error (2.14). */
export const includeKeywords: ReadonlySet<string> = new Set([
  'action',
  'args',
  'collections',
  'debugger',
  'ignore_errors',
  'loop',
  'loop_control',
  'loop_with',
  'name',
  'no_log',
  'register',
  'run_once',
  'tags',
  'timeout',
  'vars',
  'when',
]);

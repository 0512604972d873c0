import type { ArgumentSpec, Support } from '../../../modules/contract.ts';
import type { Document } from './native-catalogue.ts';

const str = (doc: string, more: object = {}) => ({ type: 'str', doc, ...more }) as const;
const bool = (doc: string, fallback = false) => ({ type: 'bool', default: fallback, doc }) as const;

const includeOptions: ArgumentSpec['options'] = {
  apply: { type: 'dict', doc: 'Keywords (`tags`, `become` …) for all that is included.' },
  file: str('File of tasks; the free-form text means the same.'),
};
const roleOptions: ArgumentSpec['options'] = {
  name: str('The role.', { required: true }),
  allow_duplicates: bool('Run the role again if it ran before.', true),
  defaults_from: str('File of `defaults` in place of `main`.', { default: 'main' }),
  handlers_from: str('File of `handlers` in place of `main`.', { default: 'main' }),
  tasks_from: str('File of `tasks` in place of `main`.', { default: 'main' }),
  vars_from: str('File of `vars` in place of `main`.', { default: 'main' }),
  rolespec_validate: bool('Check the arguments against `meta/argument_specs.yml`.', true),
};

function action(
  name: string,
  summary: string,
  options: ArgumentSpec['options'],
  check: Support = 'full',
): [string, Document] {
  const full = `ansible.builtin.${name}`;
  return [full, { name: full, type: 'module', summary, options, support: { check, diff: 'none' } }];
}

/** What the engine does itself, without a module: actions and statements, by full name. */
export const actionDocuments: ReadonlyMap<string, Document> = new Map([
  action('add_host', 'Adds a host, with its groups and variables, to the inventory of the run', {
    name: str('The host, with its port where it has another.', {
      required: true,
      aliases: ['host', 'hostname'],
    }),
    groups: { type: 'list', elements: 'str', aliases: ['group', 'groupname'], doc: 'Its groups.' },
  }),
  action('assert', 'Fails unless all conditions hold', {
    that: { type: 'list', elements: 'str', required: true, doc: 'The conditions.' },
    fail_msg: str('Said when one does not hold.', { aliases: ['msg'] }),
    success_msg: str('Said when all hold.'),
    quiet: bool('Say nothing of conditions that hold.'),
  }),
  action('async_status', 'Tells how far a task in the background is', {
    jid: str("The job, `ansible_job_id` of the task's result.", { required: true }),
    mode: str('Ask, or remove the record.', { default: 'status', choices: ['cleanup', 'status'] }),
  }),
  action('debug', 'Shows a text or a variable', {
    msg: str('The text.', { default: 'Hello world!' }),
    var: str('The variable, or an expression.'),
    verbosity: { type: 'int', default: 0, doc: 'Show it from this number of -v on.' },
  }),
  action('fail', 'Fails with a text', {
    msg: str('The text.', { default: 'Failed as requested from task' }),
  }),
  action('group_by', 'Makes groups of hosts by a value', {
    key: str("The group's name, as a rule a template.", { required: true }),
    parents: { type: 'list', elements: 'str', default: ['all'], doc: 'Groups above it.' },
  }),
  action('import_playbook', 'Puts the plays of another playbook here', {
    'free-form': str('The playbook.', { required: true }),
  }),
  action('import_role', 'Puts the tasks of a role here when the playbook is read', roleOptions),
  action('import_tasks', 'Puts the tasks of a file here when the playbook is read', {
    file: includeOptions.file as NonNullable<typeof includeOptions.file>,
  }),
  action('include_role', 'Runs a role when its turn comes', {
    ...roleOptions,
    apply: includeOptions.apply as NonNullable<typeof includeOptions.apply>,
    public: bool("Leave the role's variables in sight of the tasks that follow."),
  }),
  action('include_tasks', 'Runs the tasks of a file when its turn comes', includeOptions),
  action('include_vars', 'Loads variables from a file or a folder', {
    file: { type: 'path', doc: 'The file; the free-form text means the same.' },
    dir: { type: 'path', doc: 'A folder whose files are loaded in the order of their names.' },
    name: str('Variable that is to hold them all.'),
    depth: { type: 'int', default: 0, doc: 'Levels of folders; 0: all.' },
    files_matching: str('Expression for the names of files in `dir`.'),
    ignore_files: { type: 'list', elements: 'str', doc: 'Names of files to pass over.' },
    extensions: {
      type: 'list',
      elements: 'str',
      default: ['json', 'yaml', 'yml'],
      doc: 'Extensions of files in `dir`.',
    },
    ignore_unknown_extensions: bool('Pass over files with other extensions.'),
    hash_behaviour: str('Merge dicts or replace them.', { choices: ['replace', 'merge'] }),
  }),
  action('meta', 'Steers the run', {
    free_form: str('What is to be done.', {
      required: true,
      choices: [
        'clear_facts',
        'clear_host_errors',
        'end_batch',
        'end_host',
        'end_play',
        'flush_handlers',
        'noop',
        'refresh_inventory',
        'reset_connection',
      ],
    }),
  }),
  action('pause', 'Waits, for a time or for a key', {
    minutes: str('How long, in minutes.'),
    seconds: str('How long, in seconds.'),
    prompt: str('What is said.'),
    echo: bool('Show what is typed.', true),
  }),
  action('set_fact', 'Sets variables of the host', {
    key_value: str('The variables.', { required: true }),
    cacheable: bool('Put them among the facts as well.'),
  }),
  action('set_stats', 'Sets statistics of the run', {
    data: { type: 'dict', required: true, doc: 'Names and values.' },
    per_host: bool('For every host on its own.'),
    aggregate: bool('Add to values that are there.', true),
  }),
  action('validate_argument_spec', "Checks variables against a role's argument specification", {
    argument_spec: { type: 'dict', required: true, doc: 'The specification.' },
    provided_arguments: { type: 'dict', doc: 'The arguments.' },
  }),
  action('wait_for_connection', 'Waits until the host can be reached and used', {
    connect_timeout: { type: 'int', default: 5, doc: 'Seconds that one try may take.' },
    delay: { type: 'int', default: 0, doc: 'Seconds before the first try.' },
    sleep: { type: 'int', default: 1, doc: 'Seconds between tries.' },
    timeout: { type: 'int', default: 600, doc: 'Seconds to wait at most.' },
  }),
]);

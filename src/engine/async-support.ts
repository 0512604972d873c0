/** Actions that work on the controller or that Ansible does not let run as jobs; all other modules may. */
const withoutAsync = new Set([
  'add_host',
  'assemble',
  'assert',
  'async_status',
  'copy',
  'debug',
  'fail',
  'fetch',
  'gather_facts',
  'group_by',
  'include_vars',
  'pause',
  'raw',
  'script',
  'set_fact',
  'set_stats',
  'template',
  'unarchive',
  'validate_argument_spec',
  'wait_for_connection',
]);

/** Whether an action may have `async`, by its short name. */
export const runsAsync = (action: string): boolean => !withoutAsync.has(action);

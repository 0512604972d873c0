/** Kinds of plugins in Python that run on the controller, and those that could only run inside of Ansible itself. */
export type PluginKind =
  | 'action'
  | 'become'
  | 'cache'
  | 'callback'
  | 'connection'
  | 'filter'
  | 'inventory'
  | 'lookup'
  | 'strategy'
  | 'test'
  | 'vars';

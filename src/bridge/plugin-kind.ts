/** Kinds of plugins in Python that run on the controller. */
export type PluginKind =
  | 'action'
  | 'cache'
  | 'callback'
  | 'filter'
  | 'inventory'
  | 'lookup'
  | 'test'
  | 'vars';

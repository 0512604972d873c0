/** Kinds of plugins in Python that run on the controller. */
export type PluginKind =
  | 'filter'
  | 'test'
  | 'lookup'
  | 'callback'
  | 'inventory'
  | 'vars'
  | 'action';

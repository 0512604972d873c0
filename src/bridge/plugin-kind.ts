/** Kinds of plugins in Python that run on the controller, and those that could only run inside of Ansible itself. */
const PLUGIN_KINDS = [
  'action',
  'become',
  'cache',
  'callback',
  'connection',
  'filter',
  'inventory',
  'lookup',
  'strategy',
  'test',
  'vars',
] as const;

export type PluginKind = (typeof PLUGIN_KINDS)[number];

export const isPluginKind = (text: string): text is PluginKind =>
  (PLUGIN_KINDS as readonly string[]).includes(text);

/** INVENTORY_ENABLED: kinds of sources, in the order in which they are tried. */
export const ENABLED_SOURCES: readonly string[] = [
  'host_list',
  'script',
  'auto',
  'yaml',
  'ini',
  'toml',
];

/** INVENTORY_IGNORE_EXTS: files of an inventory folder that are none of its sources. */
export const IGNORED_EXTENSIONS: readonly string[] = [
  '.pyc',
  '.pyo',
  '.swp',
  '.bak',
  '~',
  '.rpm',
  '.md',
  '.txt',
  '.rst',
  '.orig',
  '.ini',
  '.cfg',
  '.retry',
];

/** DEFAULT_HOST_LIST: may be missing without a warning. */
export const DEFAULT_SOURCE = '/etc/ansible/hosts';

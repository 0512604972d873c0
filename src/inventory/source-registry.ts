import type { InventorySource } from './source.ts';

/** All kinds of sources, by Ansible's short name; each is loaded when it is first wanted. */
export const inventorySources = {
  advanced_host_list: async () =>
    (await import('./sources/advanced_host_list.ts')).advancedHostList,
  auto: async () => (await import('./sources/auto.ts')).auto,
  constructed: async () => (await import('./sources/constructed.ts')).constructed,
  generator: async () => (await import('./sources/generator.ts')).generator,
  host_list: async () => (await import('./sources/host_list.ts')).hostList,
  ini: async () => (await import('./sources/ini.ts')).ini,
  script: async () => (await import('./sources/script.ts')).script,
  toml: async () => (await import('./sources/toml.ts')).toml,
  yaml: async () => (await import('./sources/yaml.ts')).yaml,
} satisfies Record<string, () => Promise<InventorySource>>;

/** A kind of source by its short or full name; undefined when there is none. */
export async function findSource(name: string): Promise<InventorySource | undefined> {
  const short = name.replace(/^ansible\.(?:builtin|legacy)\./, '');
  if (!Object.hasOwn(inventorySources, short)) return undefined;
  return inventorySources[short as keyof typeof inventorySources]();
}

import type { LookupFinder, LookupPlugin } from '../template/ansible/lookup.ts';
import { cartesian } from './cartesian.ts';
import { config } from './config.ts';
import { csvfile } from './csvfile.ts';
import { dict } from './dict.ts';
import { env } from './env.ts';
import { file } from './file.ts';
import { fileglob } from './fileglob.ts';
import { filetree } from './filetree.ts';
import { firstFound } from './first_found.ts';
import { flattened } from './flattened.ts';
import { indexedItems } from './indexed_items.ts';
import { ini } from './ini.ts';
import { inventoryHostnames } from './inventory_hostnames.ts';
import { items } from './items.ts';
import { lines } from './lines.ts';
import { list } from './list.ts';
import { nested } from './nested.ts';
import { password } from './password.ts';
import { pipe } from './pipe.ts';
import { randomChoice } from './random_choice.ts';
import { randomString } from './random_string.ts';
import { sequence } from './sequence.ts';
import { subelements } from './subelements.ts';
import { template } from './template.ts';
import { together } from './together.ts';
import { unvault } from './unvault.ts';
import { url } from './url.ts';
import { varnames } from './varnames.ts';
import { vars } from './vars.ts';

/** Lookups of ansible.builtin, by short name. */
export const builtinLookups: Readonly<Record<string, LookupPlugin>> = {
  config,
  csvfile,
  dict,
  env,
  file,
  fileglob,
  first_found: firstFound,
  indexed_items: indexedItems,
  ini,
  inventory_hostnames: inventoryHostnames,
  items,
  lines,
  list,
  nested,
  password,
  pipe,
  random_choice: randomChoice,
  sequence,
  subelements,
  template,
  together,
  unvault,
  url,
  varnames,
  vars,
};

/** Lookups of collections, by fully qualified name; their short names are known as well. */
export const collectionLookups: Readonly<Record<string, LookupPlugin>> = {
  'community.general.cartesian': cartesian,
  'community.general.filetree': filetree,
  'community.general.flattened': flattened,
  'community.general.random_string': randomString,
};

const byName = new Map<string, LookupPlugin>();
for (const [name, lookup] of Object.entries(builtinLookups)) {
  byName.set(name, lookup);
  byName.set(`ansible.builtin.${name}`, lookup);
  byName.set(`ansible.legacy.${name}`, lookup);
}
for (const [name, lookup] of Object.entries(collectionLookups)) {
  byName.set(name, lookup);
  const short = name.slice(name.lastIndexOf('.') + 1);
  if (!byName.has(short)) byName.set(short, lookup);
}

/** A lookup by the name that a playbook uses; undefined when there is none by it. */
export const findLookup: LookupFinder = (name) => byName.get(name);

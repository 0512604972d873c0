import type { TemplarContract } from '../template/contract.ts';
import { str } from '../values/repr.ts';
import { Template, type Value } from '../values/types.ts';
import { Block, collectedKeyword, type Node, type Task } from './nodes.ts';

/** `--tags` and `--skip-tags`. */
export interface TagSelection {
  readonly only: ReadonlySet<string>;
  readonly skip: ReadonlySet<string>;
}

/** Tags of a node with all it inherits, rendered; lists inside lists are flattened. */
export function tagsOf(node: Node, templar: () => TemplarContract): string[] {
  const raw = collectedKeyword(node, 'tags');
  if (raw.length === 0) return [];
  const tags = new Set<string>();
  for (const value of raw) {
    const rendered = typeof value === 'string' ? value : templar().template(value);
    for (const tag of Array.isArray(rendered) ? rendered : [rendered]) tags.add(str(tag));
  }
  return [...tags];
}

const splitTags = (text: string): string[] => text.split(',').map((tag) => tag.trim());

/** Ansible's rule for one task: `always`, `never`, `tagged`, `untagged` and `all` have their special meanings. */
export function isSelected(taskTags: readonly string[], { only, skip }: TagSelection): boolean {
  const tags = new Set(taskTags.length > 0 ? taskTags : ['untagged']);
  const tagged = taskTags.length > 0 && !(tags.size === 1 && tags.has('untagged'));
  const meets = (set: ReadonlySet<string>): boolean => [...tags].some((tag) => set.has(tag));
  const run =
    only.size === 0 ||
    tags.has('always') ||
    (only.has('all') && !tags.has('never')) ||
    meets(only) ||
    (only.has('tagged') && tagged && !tags.has('never'));
  if (!run || skip.size === 0) return run;
  if (skip.has('all')) return tags.has('always') && !skip.has('always');
  return !meets(skip) && !(skip.has('tagged') && tagged);
}

/** The block with only those tasks that the selection lets run; implicit meta tasks always stay. */
export function filterBlock(block: Block, selects: (task: Task) => boolean): Block {
  const filter = (entries: (Block | Task)[]): (Block | Task)[] =>
    entries.flatMap((entry): (Block | Task)[] => {
      if (entry instanceof Block) {
        const filtered = filterBlock(entry, selects);
        return filtered.isEmpty ? [] : [filtered];
      }
      return (entry.taskKind === 'meta' && entry.implicit) || selects(entry) ? [entry] : [];
    });
  return block.withContents(filter(block.block), filter(block.rescue), filter(block.always));
}

/** All tasks of a block in the order in which they are written: tasks, rescue, always. */
export function flatTasks(block: Block): Task[] {
  return [...block.block, ...block.rescue, ...block.always].flatMap((entry) =>
    entry instanceof Block ? flatTasks(entry) : [entry],
  );
}

/** The `tags` keyword as a list of values: text is split at its commas, within templates as well; a list is taken as it is. */
export function tagList(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return splitTags(value);
  if (!(value instanceof Template)) return [value];
  return splitTags(value.source).map((part) =>
    /\{[{%#]/.test(part) ? new Template(part, value.span) : part,
  );
}

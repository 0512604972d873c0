import type { MappingNode, Node, Pair } from './nodes.ts';
import { TAGS } from './resolve.ts';
import { YamlSyntaxError } from './tokens.ts';

/**
 * Replaces `<<` keys by the pairs of the mappings they name; those come first, so that a mapping's own
 * keys win, and of several mappings the first named wins. A key `=` becomes plain text.
 */
export function flattenMerges(node: MappingNode): void {
  if (node.merged) return;
  node.merged = true;
  let merged: Pair[] | undefined;
  for (const pair of node.pairs) {
    if (pair.key.tag === TAGS.merge || pair.key.tag === TAGS.value) {
      merged = [];
      break;
    }
  }
  if (merged === undefined) return;
  const own: Pair[] = [];
  for (const pair of node.pairs) {
    const { key } = pair;
    if (key.tag === TAGS.merge) merged.push(...mergedPairs(pair.value));
    else if (key.kind === 'scalar' && key.tag === TAGS.value) {
      own.push({ key: { ...key, tag: TAGS.str }, value: pair.value });
    } else own.push(pair);
  }
  node.pairs = merged.concat(own);
}

function mergedPairs(value: Node): Pair[] {
  if (value.kind === 'mapping') {
    flattenMerges(value);
    return value.pairs;
  }
  if (value.kind === 'sequence') {
    const parts: Pair[][] = [];
    for (const item of value.items) {
      if (item.kind !== 'mapping') {
        throw new YamlSyntaxError(
          `expected a mapping for merging, but found ${item.kind}`,
          item.start,
        );
      }
      flattenMerges(item);
      parts.push(item.pairs);
    }
    return parts.reverse().flat();
  }
  throw new YamlSyntaxError(
    `expected a mapping or list of mappings for merging, but found ${value.kind}`,
    value.start,
  );
}

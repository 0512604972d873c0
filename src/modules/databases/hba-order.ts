import { ipNetwork } from '../network/ip-network.ts';
import { type HbaRule, hbaLine, hbaSource } from './hba-rule.ts';

/**
 * The order of rules in a file: the narrower the source, the earlier; then replication before databases and `all` last;
 * then users by name before `all`. To be given to sort.
 */
export function compareHbaRules(a: HbaRule, b: HbaRule): number {
  const byWeight =
    sourceWeight(b) - sourceWeight(a) ||
    databaseWeight(a) - databaseWeight(b) ||
    userWeight(a) - userWeight(b);
  if (byWeight !== 0) return byWeight;
  const local = a.src === undefined || b.src === undefined;
  const [one, other] = local ? [hbaLine(a), hbaLine(b)] : [a.src ?? '', b.src ?? ''];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** How narrow a source is: bits of the network's prefix as if all addresses had 128, or what a word stands for. */
function sourceWeight(rule: HbaRule): number {
  if (rule.type === 'local') return 130;
  const source = hbaSource(rule);
  const network = ipNetwork(source);
  if (network !== undefined) return network.version === 4 ? network.prefix * 4 : network.prefix;
  if (source === 'all') return 0;
  if (source === 'samehost') return 129;
  if (source === 'samenet') return 96;
  return source.startsWith('.') ? 64 : 128;
}

function databaseWeight({ db = '' }: HbaRule): number {
  if (db === 'all') return 100_000;
  if (db === 'replication') return 0;
  if (db === 'samerole' || db === 'samegroup') return 1;
  return db.split(',').length;
}

const userWeight = ({ usr }: HbaRule): number => (usr === 'all' ? 1_000_000 : 1);

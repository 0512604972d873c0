import type { Json } from '../contract.ts';
import type { Collector } from './collector.ts';

/** resolv.conf(5) */
export const dns: Collector = {
  name: 'dns',
  files: ['/etc/resolv.conf'],
  collect(seen) {
    const facts: Record<string, Json> = {};
    const nameservers: string[] = [];
    for (const line of seen.lines('/etc/resolv.conf')) {
      if (line.startsWith('#') || line.startsWith(';')) continue;
      const [keyword, ...values] = line.split(/\s+/).filter(Boolean);
      if (keyword === 'nameserver') {
        nameservers.push(...values);
        facts.nameservers = nameservers;
      } else if (keyword === 'domain' && values[0] !== undefined) facts.domain = values[0];
      else if (keyword === 'search' || keyword === 'sortlist') facts[keyword] = values;
      else if (keyword === 'options') facts.options = optionFacts(values);
    }
    return { dns: facts };
  },
};

function optionFacts(options: readonly string[]): Record<string, Json> {
  const facts: Record<string, Json> = {};
  for (const option of options) {
    const at = option.indexOf(':');
    const value = at < 0 ? '' : option.slice(at + 1);
    facts[at < 0 ? option : option.slice(0, at)] = value === '' ? true : value;
  }
  return facts;
}

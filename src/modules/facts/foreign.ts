import type { Json } from '../contract.ts';
import type { Collector, Facts } from './collector.ts';

/** Facts that another tool gathers, where it is installed. */
function foreign(name: string, command: string, script: string): Collector {
  return {
    name,
    prefix: `${name}_`,
    script: `has ${command} && { s ${name}; ${script}; }`,
    collect(seen): Facts {
      const text = seen.section(name);
      if (text === '') return {};
      try {
        return JSON.parse(text) as Record<string, Json>;
      } catch {
        return {};
      }
    },
  };
}

export const facter = foreign('facter', 'facter', 'facter --puppet --json || facter --json');
export const ohai = foreign('ohai', 'ohai', 'ohai');

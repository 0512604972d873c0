import { existsSync } from 'node:fs';
import { InventoryError } from '../../diagnostics/errors.ts';
import { type ExpandedHosts, expandHostPattern, ValueFault } from '../host-range.ts';
import { errorText, type InventorySource, type SourceContext } from '../source.ts';

/** Hosts on the command line, ranges too: `host[1:10],other`. */
export const advancedHostList: InventorySource = {
  name: 'advanced_host_list',
  verify: (source) => source.includes(',') && !existsSync(source),
  parse(inventory, source, { verbose }) {
    try {
      for (const item of source.split(',').map((part) => part.trim())) {
        if (item === '') continue;
        const { names, port } = expanded(item, verbose);
        for (const name of names) {
          if (!inventory.hosts.has(name)) inventory.addHost(name, 'ungrouped', port);
        }
      }
    } catch (error) {
      throw new InventoryError(`Invalid data from string, could not parse: ${errorText(error)}`);
    }
  },
};

function expanded(item: string, verbose: SourceContext['verbose']): ExpandedHosts {
  try {
    return expandHostPattern(item);
  } catch (error) {
    if (!(error instanceof InventoryError) || error instanceof ValueFault) throw error;
    const message = `Unable to parse address from hostname, leaving unchanged: ${error.message}`;
    verbose?.(message, 3);
    return { names: [item], port: undefined };
  }
}

import { existsSync } from 'node:fs';
import { InventoryError } from '../../diagnostics/errors.ts';
import { expandHostPattern } from '../host-range.ts';
import { errorText, type InventorySource } from '../source.ts';

/** Hosts on the command line, ranges too: `host[1:10],other`. */
export const advancedHostList: InventorySource = {
  name: 'advanced_host_list',
  verify: (source) => source.includes(',') && !existsSync(source),
  parse(inventory, source) {
    try {
      for (const item of source.split(',').map((part) => part.trim())) {
        if (item === '') continue;
        const { names, port } = expandHostPattern(item);
        for (const name of names) {
          if (!inventory.hosts.has(name)) inventory.addHost(name, 'ungrouped', port);
        }
      }
    } catch (error) {
      throw new InventoryError(`Invalid data from string, could not parse: ${errorText(error)}`);
    }
  },
};

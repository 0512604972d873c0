import { existsSync } from 'node:fs';
import { parseAddress } from '../address.ts';
import type { InventorySource } from '../source.ts';

/** Hosts on the command line: `host1,host2`. */
export const hostList: InventorySource = {
  name: 'host_list',
  verify: (source) => source.includes(',') && !existsSync(source),
  parse(inventory, source) {
    for (const item of source.split(',').map((part) => part.trim())) {
      if (item === '') continue;
      const { host, port } = parseAddress(item, false) ?? { host: item, port: undefined };
      if (!inventory.hosts.has(host)) inventory.addHost(host, 'ungrouped', port);
    }
  },
};

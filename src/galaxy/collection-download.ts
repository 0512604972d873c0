import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Value } from '../values/types.ts';
import { dumpYaml } from '../values/yaml/dump.ts';
import { archiveName } from './collection-archive.ts';
import { choosePins, sortRequirements } from './collection-pins.ts';
import type { CollectionRequirement } from './requirements.ts';
import type { GalaxySession } from './session.ts';

/**
 * `collection download`: archives of collections and what they depend on, with a requirements file to install them by.
 * @throws TroupeError
 */
export async function downloadCollections(
  requirements: readonly CollectionRequirement[],
  folder: string,
  session: GalaxySession,
): Promise<void> {
  const { display } = session;
  mkdirSync(folder, { recursive: true });
  const { given, wishes } = await sortRequirements(requirements, session);
  display.line('Process download dependency map');
  const pins = await choosePins(given, wishes, new Map(), session);
  display.line(`Starting collection download process to '${folder}'`);
  const listed: Value[] = [];
  for (const pin of pins) {
    const label = `${pin.name}:${pin.version}`;
    const file = archiveName(pin.name, pin.version);
    display.line(`Downloading collection '${label}' to '${folder}'`);
    writeFileSync(join(folder, file), await pin.archive());
    display.line(`Collection '${label}' was downloaded successfully`);
    listed.push(
      new Map<Value, Value>([
        ['name', file],
        ['version', pin.version],
      ]),
    );
  }
  const path = join(folder, 'requirements.yml');
  display.line(`Writing requirements.yml file of downloaded collections to '${path}'`);
  writeFileSync(path, dumpYaml(new Map([['collections', listed]]), { defaultFlowStyle: false }));
}

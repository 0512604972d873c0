import type { Facts } from './collector.ts';
import type { Observation } from './observation.ts';

export const DMI_FOLDER = '/sys/devices/virtual/dmi/id';

/** Fact, file below DMI_FOLDER, keyword of dmidecode. */
const DMI_FIELDS: readonly (readonly [fact: string, file: string, keyword: string])[] = [
  ['bios_date', 'bios_date', 'bios-release-date'],
  ['bios_vendor', 'bios_vendor', 'bios-vendor'],
  ['bios_version', 'bios_version', 'bios-version'],
  ['board_asset_tag', 'board_asset_tag', 'baseboard-asset-tag'],
  ['board_name', 'board_name', 'baseboard-product-name'],
  ['board_serial', 'board_serial', 'baseboard-serial-number'],
  ['board_vendor', 'board_vendor', 'baseboard-manufacturer'],
  ['board_version', 'board_version', 'baseboard-version'],
  ['chassis_asset_tag', 'chassis_asset_tag', 'chassis-asset-tag'],
  ['chassis_serial', 'chassis_serial', 'chassis-serial-number'],
  ['chassis_vendor', 'chassis_vendor', 'chassis-manufacturer'],
  ['chassis_version', 'chassis_version', 'chassis-version'],
  ['form_factor', 'chassis_type', 'chassis-type'],
  ['product_name', 'product_name', 'system-product-name'],
  ['product_serial', 'product_serial', 'system-serial-number'],
  ['product_uuid', 'product_uuid', 'system-uuid'],
  ['product_version', 'product_version', 'system-version'],
  ['system_vendor', 'sys_vendor', 'system-manufacturer'],
];

/** Chassis types of the SMBIOS specification (DSP0134), by number. */
const FORM_FACTORS = [
  'Unknown',
  'Other',
  'Unknown',
  'Desktop',
  'Low Profile Desktop',
  'Pizza Box',
  'Mini Tower',
  'Tower',
  'Portable',
  'Laptop',
  'Notebook',
  'Hand Held',
  'Docking Station',
  'All In One',
  'Sub Notebook',
  'Space-saving',
  'Lunch Box',
  'Main Server Chassis',
  'Expansion Chassis',
  'Sub Chassis',
  'Bus Expansion Chassis',
  'Peripheral Chassis',
  'RAID Chassis',
  'Rack Mount Chassis',
  'Sealed-case PC',
  'Multi-system',
  'CompactPCI',
  'AdvancedTCA',
  'Blade',
  'Blade Enclosure',
  'Tablet',
  'Convertible',
  'Detachable',
  'IoT Gateway',
  'Embedded PC',
  'Mini PC',
  'Stick PC',
];

export const DMI_FILES: readonly string[] = DMI_FIELDS.map(([, file]) => `${DMI_FOLDER}/${file}`);

/** dmidecode is only run where the kernel shows no DMI fields. */
export const DMI_SCRIPT = `s dmi; if [ -e ${DMI_FOLDER}/product_name ]; then printf 'sys\\n'
elif has dmidecode; then for k in ${DMI_FIELDS.map(([, , keyword]) => keyword).join(' ')}; do o=$(dmidecode -s $k) && { s "dmidecode $k"; printf '%s\\n' "$o"; }; done; fi`;

/** The facts bios_date, product_name, system_vendor …; `NA` where nothing is known. */
export function dmiFacts(seen: Observation): Facts {
  const fromKernel = seen.section('dmi').trim() === 'sys';
  const decoded = new Map(seen.sectionsStarting('dmidecode '));
  const facts: Facts = {};
  for (const [fact, file, keyword] of DMI_FIELDS) {
    if (!fromKernel) {
      const text = decoded.get(keyword);
      facts[fact] = text === undefined ? 'NA' : withoutComments(text);
      continue;
    }
    const value = seen.file(`${DMI_FOLDER}/${file}`);
    facts[fact] = value === undefined ? 'NA' : fact === 'form_factor' ? formFactor(value) : value;
  }
  return facts;
}

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('');
}

function formFactor(value: string): string {
  return FORM_FACTORS[Number(value)] ?? `unknown (${value})`;
}

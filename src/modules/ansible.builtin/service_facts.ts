import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import type { Json } from '../contract.ts';
import { defineModule } from '../define.ts';

type Service = Record<string, Json>;

export const service_facts = defineModule({
  name: 'ansible.builtin.service_facts',
  summary: 'Return service state information as fact data',
  examples: `- name: Look at all services
  ansible.builtin.service_facts:

- ansible.builtin.debug:
    var: ansible_facts.services
`,
  args: {},
  returns: { ansible_facts: 'Services by name, under services.' },
  support: { check: 'full', diff: 'none' },
  async plan({ target }) {
    const { stdout } = await target.query({
      shell: `${SECTION_FUNCTIONS}exec 2>/dev/null
has() { command -v "$1" >/dev/null 2>&1; }
if has service && ! has chkconfig; then s status; service --status-all 2>&1; fi
if has chkconfig; then s chkconfig; chkconfig --list; fi
if has rc-status && has rc-update; then s openrc; rc-status -a -s -m; s rcupdate; rc-update show -v; fi
if has systemctl && { [ -d /run/systemd/system ] || [ -d /dev/.run/systemd ] || [ -d /dev/.systemd ]; }; then
s units; systemctl list-units --no-pager --type service --all
s files; systemctl list-unit-files --no-pager --type service --all
fi
exit 0`,
      env: { LC_ALL: 'C', SYSTEMD_COLORS: '0' },
    });
    const seen = new Sections(stdout);
    const services: Record<string, Service> = {
      ...sysvServices(seen.lines('status')),
      ...chkconfigServices(seen.lines('chkconfig')),
      ...openrcServices(seen.lines('openrc'), seen.lines('rcupdate')),
      ...loadedUnits(seen.lines('units')),
    };
    const unloaded = addUnitFiles(services, seen.lines('files'));
    if (unloaded.length > 0) {
      const shown = await target.query({
        argv: ['systemctl', 'show', '--property=ActiveState', ...unloaded],
        env: { LC_ALL: 'C' },
      });
      const states = shown.stdout.toString().match(/^ActiveState=.*$/gm) ?? [];
      unloaded.forEach((name, index) => {
        const service = services[name];
        const state = states[index]?.slice('ActiveState='.length);
        if (service !== undefined && state !== undefined) service.state = state;
      });
    }
    if (Object.keys(services).length === 0) {
      return {
        changes: [],
        result: {
          skipped: true,
          msg: 'Failed to find any services. This can be due to privileges or some other configuration issue.',
        },
      };
    }
    return { changes: [], result: { changed: false, ansible_facts: { services } } };
  },
});

function sysvServices(lines: readonly string[]): Record<string, Service> {
  const services: Record<string, Service> = {};
  for (const line of lines) {
    const words = line.trim().split(/\s+/);
    if (words.length < 4) continue;
    const name = words.slice(3).join(' ');
    services[name] = { name, state: words[1] === '+' ? 'running' : 'stopped', source: 'sysv' };
  }
  return services;
}

function chkconfigServices(lines: readonly string[]): Record<string, Service> {
  const services: Record<string, Service> = {};
  for (const line of lines) {
    const match = /^(\S+)\s+.*?3:(on|off)/.exec(line);
    if (match?.[1] === undefined) continue;
    services[match[1]] = {
      name: match[1],
      state: match[2] === 'on' ? 'running' : 'stopped',
      status: match[2] === 'on' ? 'enabled' : 'disabled',
      source: 'sysv',
    };
  }
  return services;
}

function openrcServices(
  states: readonly string[],
  levels: readonly string[],
): Record<string, Service> {
  const services: Record<string, Service> = {};
  for (const line of states) {
    const match = /^\s*(\S+)\s+\[\s*(\S+)/.exec(line);
    if (match?.[1] === undefined) continue;
    services[match[1]] = { name: match[1], runlevels: '', state: match[2] ?? '', source: 'openrc' };
  }
  for (const line of levels) {
    const [name = '', runlevels = ''] = line.split('|').map((part) => part.trim());
    const service = services[name];
    if (service !== undefined) service.runlevels = runlevels.split(/\s+/).filter(Boolean);
  }
  return services;
}

/** States that say more than whether a unit is active. */
const TELLING = new Set(['not-found', 'masked', 'failed']);

/** Units that systemd has loaded. */
function loadedUnits(lines: readonly string[]): Record<string, Service> {
  const services: Record<string, Service> = {};
  for (const line of lines) {
    const words = line.trim().split(/\s+/);
    const fields = /^[●*]$/.test(words[0] ?? '') ? words.slice(1) : words;
    const name = fields[0] ?? '';
    if (!name.endsWith('.service')) continue;
    const status = words.find((word) => TELLING.has(word)) ?? fields[2] ?? '';
    const state = fields[3] === 'running' ? 'running' : 'stopped';
    services[name] = { name, state, status, source: 'systemd' };
  }
  return services;
}

/** Adds what unit files say; those of units that are not loaded have yet to be asked for their state. */
function addUnitFiles(services: Record<string, Service>, lines: readonly string[]): string[] {
  const unloaded: string[] = [];
  for (const line of lines) {
    const [name = '', status] = line.trim().split(/\s+/);
    if (!name.includes('.service') || status === undefined) continue;
    const known = services[name];
    if (known === undefined) {
      services[name] = { name, state: 'unknown', status, source: 'systemd' };
      if (!name.includes('@.')) unloaded.push(name);
    } else if (!TELLING.has(String(known.status))) known.status = status;
  }
  return unloaded;
}

import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import type { Json } from '../contract.ts';
import { defineModule } from '../define.ts';

type Service = Record<string, Json>;

/** Asks every kind of init system that is there; what is told is parted by kind. */
const LOOK = `${SECTION_FUNCTIONS}exec 2>/dev/null
PATH=$PATH:/sbin:/usr/sbin:/usr/local/sbin
has() { command -v "$1" >/dev/null 2>&1; }
if has service && ! has chkconfig && ! has rc-status; then s status; service --status-all; fi
if has initctl && ! has chkconfig; then s upstart; initctl list
elif has chkconfig; then
list=$(chkconfig)
case $list in *[0-9]:o[nf]*) ;; *' on'*|*' off'*) list=$(chkconfig -l --allservices);; *) list=$(chkconfig --list);; esac
s chkconfig; printf '%s\\n' "$list"
s states; printf '%s\\n' "$list" | sed -n 's/[[:space:]]*[0-9]:o[nf].*//p' | while read -r name; do
said=$(service "$name" status 2>&1 >/dev/null </dev/null); printf '%s\\t%s\\t%s\\n' "$name" $? "$(printf %s "$said" | tr '\\n' ' ')"
done
elif has rc-status && has rc-update; then s openrc; rc-status -a -s -m; s rcupdate; rc-update show -v
fi
if grep -qs systemd /proc/1/comm && has systemctl; then
s units; systemctl list-units --no-pager --type service --all
s files; systemctl list-unit-files --no-pager --type service --all
fi
exit 0`;

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
  async plan({ target, controller }) {
    const { stdout } = await target.query({
      shell: LOOK,
      env: { LC_ALL: 'C', SYSTEMD_COLORS: '0' },
    });
    const seen = new Sections(stdout);
    const services: Record<string, Service> = {
      ...sysvServices(seen.lines('status')),
      ...upstartServices(seen.lines('upstart')),
      ...chkconfigServices(seen.lines('chkconfig'), seen.lines('states'), controller),
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
    const [, mark, name] = /^\s*\[ ([+-]) \]\s+(.+)$/.exec(line) ?? [];
    if (name === undefined) continue;
    services[name] = { name, state: mark === '+' ? 'running' : 'stopped', source: 'sysv' };
  }
  return services;
}

function upstartServices(lines: readonly string[]): Record<string, Service> {
  const services: Record<string, Service> = {};
  for (const line of lines) {
    const [, name, goal = '', state = ''] =
      /^\s?(.*)\s(\w+)\/(\w+)(?:,\sprocess\s[0-9]+)?\s*$/.exec(line) ?? [];
    if (name !== undefined) services[name] = { name, state, goal, source: 'upstart' };
  }
  return services;
}

/** What runs at which level, and of each service the exit code of its `status` with what it said. */
function chkconfigServices(
  lines: readonly string[],
  states: readonly string[],
  controller: { warn(message: string): void },
): Record<string, Service> {
  const answers = states.map((line) => line.split('\t'));
  const services: Record<string, Service> = {};
  for (const line of lines) {
    const [, name, level] =
      /^(.*?)(?:\s+[0-9]:(?:on|off)){3}\s+[0-9]:(on|off)(?:\s+[0-9]:(?:on|off)){3}/.exec(line) ??
      [];
    if (name === undefined) continue;
    const [, rc = '', said = ''] = answers.find(([asked]) => asked === name) ?? [];
    const isRefused = rc !== '0' && /root|permission|not in sudoers/i.test(said);
    if (isRefused)
      controller.warn(`Insufficient permissions to query sysV service "${name}" and their states`);
    services[name] = {
      name,
      state: isRefused ? Number(rc) : rc === '0' ? 'running' : 'stopped',
      status: level === 'on' ? 'enabled' : 'disabled',
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
    if (service !== undefined) service.runlevels = runlevels === '' ? null : runlevels.split(/\s+/);
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

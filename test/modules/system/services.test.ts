import { describe, expect, it } from 'vitest';
import { runningFromStatus } from '../../../src/modules/services/service-status.ts';
import { parseProperties } from '../../../src/modules/services/systemctl-show.ts';
import { planModule, plannedCommands, scriptedTarget } from './run-module.ts';

const RS = '\x1e';

function unit(active: string, enabled: string, load = 'loaded'): string {
  const rc = enabled === 'enabled' ? '0' : '1';
  return [
    `show.out\nId=x.service\nLoadState=${load}\nActiveState=${active}\n`,
    'show.rc\n0',
    `enabled.out\n${enabled}`,
    `enabled.rc\n${rc}`,
    `long.out\n${enabled}`,
    `long.rc\n${rc}`,
    'flags\n',
  ]
    .map((section) => RS + section)
    .join('');
}

describe('systemctl show', () => {
  it('reads values that span lines', () => {
    const text = 'A=1\nExecStart={ path=/x ;\n argv[]=/x ; }\nDescription={ open\nB=a=b';
    expect(parseProperties(text)).toEqual({
      A: '1',
      ExecStart: '{ path=/x ;\n argv[]=/x ; }',
      Description: '{ open',
      B: 'a=b',
    });
  });
});

describe('systemd', () => {
  it.each([
    [
      unit('inactive', 'disabled'),
      { state: 'started', enabled: true },
      ["'enable' 'x'", "'start' 'x'"],
    ],
    [unit('active', 'enabled'), { state: 'started', enabled: true }, []],
    [unit('active', 'enabled'), { state: 'restarted' }, ["'restart' 'x'"]],
    [unit('inactive', 'enabled'), { state: 'reloaded' }, ["'start' 'x'"]],
    [unit('failed', 'enabled'), { state: 'stopped' }, []],
    [unit('deactivating', 'enabled'), { state: 'stopped' }, ["'stop' 'x'"]],
    [unit('inactive', 'masked', 'masked'), { masked: false }, ["'unmask' 'x'"]],
    [unit('inactive', 'masked', 'masked'), { masked: true }, []],
    [unit('active', 'enabled'), { masked: true, enabled: false }, ["'mask' 'x'"]],
  ])('%#: %o', async (state, args, lines) => {
    const plan = await planModule(scriptedTarget([[/show/, state]]), 'systemd', {
      name: 'x',
      ...args,
    });
    const [command = ''] = plannedCommands(plan);
    expect(
      command.match(/'(?:un)?(?:mask|enable|start|stop|restart|reload|disable)' 'x'/g) ?? [],
    ).toEqual(lines);
    expect(plan.result.changed).toBe(lines.length > 0);
  });

  it('asks for a reload before it looks, but not in a check', async () => {
    const asked: string[] = [];
    const target = scriptedTarget([[/show/, unit('active', 'enabled')]]);
    const spying = {
      ...target,
      query: (command: { shell?: string }) => {
        asked.push(command.shell ?? '');
        return target.query(command);
      },
    };
    await planModule(spying, 'systemd', { name: 'x', daemon_reload: true });
    await planModule(spying, 'systemd', { name: 'x', daemon_reload: true }, { check: true }).catch(
      () => {},
    );
    expect(asked.map((text) => text.includes('daemon-reload'))).toEqual([true, false]);
  });

  it.each([
    [{ name: 'x', state: 'started' }, 'Could not find the requested service x: host'],
    [
      { name: 'a*', state: 'started' },
      "This module does not currently support using glob patterns, found '*' in service name: a*",
    ],
    [{ state: 'started' }, "missing parameter(s) required by 'state': name"],
  ])('fails for %o', async (args, msg) => {
    const target = scriptedTarget([[/show/, unit('inactive', 'not-found', 'not-found')]]);
    expect((await planModule(target, 'systemd', args)).result).toMatchObject({ failed: true, msg });
  });
});

describe('service', () => {
  it('is systemd where that manages the host, without what it has no use for', async () => {
    const displayed: string[] = [];
    const target = scriptedTarget([[/show/, unit('inactive', 'disabled')]]);
    const options = { variables: { ansible_service_mgr: 'systemd' }, displayed };
    const plan = await planModule(
      target,
      'service',
      { name: 'x', state: 'started', sleep: 3 },
      options,
    );
    expect(plannedCommands(plan)[0]).toContain("'start' 'x'");
    expect(displayed).toEqual(['Ignoring "sleep" as it is not used in "systemd"']);
  });
});

describe('status of an init script', () => {
  it.each([
    [3, '', false],
    [0, 'x is running\n', true],
    [0, 'x is not running\n', false],
    [0, 'x stopped\n', false],
    [0, 'a\nb\nc\n', true],
    [9, 'what\n', null],
  ])('%d %j', (rc, output, running) => {
    expect(runningFromStatus('x', rc, output)).toBe(running);
  });
});

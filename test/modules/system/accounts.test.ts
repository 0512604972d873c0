import { describe, expect, it } from 'vitest';
import { planModule, plannedCommands, runModule, scriptedTarget } from './run-module.ts';

const RS = '\x1e';

function seen(passwd: string, flags: string, shadow = ''): string {
  return [
    `passwd\n${passwd}\n`,
    `shadow\n${shadow}\n`,
    'groups\nroot:x:0:\nsudo:x:27:joe\ndev:x:50:\njoe:x:1000:\n',
    'hostname\nbox\n',
    'umask\nUMASK 022\n',
    `flags\n${flags}\n`,
  ]
    .map((section) => RS + section)
    .join('');
}

const JOE = seen(
  'joe:x:1000:1000:Joe:/home/joe:/bin/sh',
  'home\nparent',
  'joe:$6$a$b:1:0:99999:7:::',
);
const existing = scriptedTarget([[/passwd/, JOE]]);
const missing = scriptedTarget([[/passwd/, seen('', 'parent')]]);
const busybox = scriptedTarget([[/passwd/, seen('', 'parent\nbusybox')]]);

describe('user', () => {
  it.each([
    [
      { uid: 7, comment: 'A B', shell: '/bin/zsh', groups: ['dev'] },
      "step useradd -u 7 -G dev -c 'A B' -s /bin/zsh -m ann",
    ],
    [{ system: true, create_home: false, expires: 86400 }, 'step useradd -e 1970-01-02 -M -r ann'],
    [{ home: '/srv/ann', umask: '077' }, 'step useradd -d /srv/ann -m -K UMASK=077 ann'],
  ])('is made: %o', async (args, line) => {
    const [command] = plannedCommands(await planModule(missing, 'user', { name: 'ann', ...args }));
    expect(command?.split('\n')).toContain(line);
  });

  it('shows the comment that a key would get, which names the host', async () => {
    const plan = await planModule(existing, 'user', { name: 'joe' });
    expect(plan.moduleArgs).toMatchObject({ ssh_key_comment: 'ansible-generated on box' });
    const own = await planModule(existing, 'user', { name: 'joe', ssh_key_comment: 'mine' });
    expect(own.moduleArgs).toMatchObject({ ssh_key_comment: 'mine' });
  });

  it.each([
    [{ groups: ['dev'] }, 'step usermod -G dev joe'],
    [{ groups: ['dev'], append: true }, 'step usermod -a -G dev joe'],
    [{ groups: [] }, "step usermod -G '' joe"],
    [{ shell: '/bin/bash', group: 'dev' }, 'step usermod -g 50 -s /bin/bash joe'],
    [{ password_lock: true }, 'step usermod -L joe'],
    [{ home: '/new', move_home: true }, 'step usermod -d /new -m joe'],
    [{ password_expire_max: 90 }, 'step chage -M 90 joe'],
  ])('is changed: %o', async (args, line) => {
    const [command] = plannedCommands(await planModule(existing, 'user', { name: 'joe', ...args }));
    expect(command?.split('\n')).toContain(line);
  });

  it.each([
    [{ groups: ['sudo'] }],
    [{ groups: ['sudo'], append: true }],
    [{ comment: 'Joe', shell: '/bin/sh', uid: 1000, group: 'joe' }],
    [{ password: '$6$a$b', password_lock: false }],
    [{ password: 'other', update_password: 'on_create' }],
    [{ expires: -1 }],
  ])('is as it should be: %o', async (args) => {
    const plan = await planModule(existing, 'user', { name: 'joe', ...args });
    expect(plan.changes).toEqual([]);
    expect(plan.result).toMatchObject({
      changed: false,
      uid: 1000,
      home: '/home/joe',
      shell: '/bin/sh',
    });
  });

  it('keeps a password out of command lines and results', async () => {
    const plan = await planModule(existing, 'user', { name: 'joe', password: '$6$x$secret' });
    const [change] = plan.changes;
    const command = change?.op === 'run' ? change.command : undefined;
    expect(command?.shell).toContain('chpasswd -e');
    expect(command?.shell).not.toContain('secret');
    expect(Object.values(command?.env ?? {})).toContain('$6$x$secret');
    expect(JSON.stringify(plan.result)).not.toContain('secret');
  });

  it('warns of a password that looks plain', async () => {
    const warnings: string[] = [];
    await planModule(existing, 'user', { name: 'joe', password: 'abc' }, { warnings });
    expect(warnings).toEqual([
      "The input password appears not to have been hashed. The 'password' argument must be encrypted for this module to work properly.",
    ]);
  });

  it('fails for a group that is not there', async () => {
    expect(await runModule(existing, 'user', { name: 'joe', groups: ['no'] })).toMatchObject({
      failed: true,
      msg: 'Group no does not exist',
    });
  });

  it('is removed, or is gone already', async () => {
    const args = { name: 'joe', state: 'absent', remove: true, force: true };
    const [command] = plannedCommands(await planModule(existing, 'user', args));
    expect(command?.split('\n')).toContain('step userdel -f -r joe');
    expect((await planModule(missing, 'user', args)).result).toEqual({
      name: 'joe',
      state: 'absent',
      changed: false,
    });
  });

  it('is made by busybox where there is no useradd', async () => {
    const [command] = plannedCommands(
      await planModule(busybox, 'user', { name: 'ann', shell: '/bin/ash', groups: ['dev'] }),
    );
    expect(command?.split('\n')).toEqual(
      expect.arrayContaining(['step adduser -D -s /bin/ash ann', 'step adduser ann dev']),
    );
  });
});

describe('group', () => {
  const there = scriptedTarget([[/group/, 'shadow\nstaff:x:50:\n']]);
  const gone = scriptedTarget([[/group/, 'shadow\n']]);

  it.each([
    [
      gone,
      { name: 'staff', gid: 60, non_unique: true, system: true },
      'step groupadd -g 60 -o -r staff',
    ],
    [there, { name: 'staff', gid: 60 }, 'step groupmod -g 60 staff'],
    [there, { name: 'staff', state: 'absent' }, 'step groupdel staff'],
  ])('%#', async (target, args, line) => {
    const [command] = plannedCommands(await planModule(target, 'group', args));
    expect(command?.split('\n')).toContain(line);
  });

  it('is as it should be', async () => {
    expect((await planModule(there, 'group', { name: 'staff', gid: 50 })).result).toEqual({
      name: 'staff',
      state: 'present',
      system: false,
      gid: 50,
      changed: false,
    });
  });
});

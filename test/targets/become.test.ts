import { describe, expect, it } from 'vitest';
import { escalate } from '../../src/targets/become/methods.ts';

describe('command lines that become another user', () => {
  const line = (become: Parameters<typeof escalate>[0]) =>
    escalate(become, "/bin/sh -c 'X'", 'KEY')?.commandLine;

  it.each([
    [{ method: 'sudo' }, "sudo -H -S -n -u root /bin/sh -c 'X'"],
    [
      { method: 'sudo', user: 'ann', password: 'secret' },
      "sudo -H -S -p '[sudo via ansible, key=KEY] password:' -u ann /bin/sh -c 'X'",
    ],
    [
      { method: 'ansible.builtin.sudo', flags: '-HSn --login', password: 'x' },
      "sudo -HS --login -p '[sudo via ansible, key=KEY] password:' -u root /bin/sh -c 'X'",
    ],
    [
      { method: 'sudo', user: 'a b;c', exe: '/opt/sudo' },
      "/opt/sudo -H -S -n -u 'a b;c' /bin/sh -c 'X'",
    ],
    [{ method: 'su', user: 'ann' }, "su ann -c '/bin/sh -c '\\''X'\\'''"],
    [
      { method: 'su', user: 'ann', flags: '-l', password: 'x' },
      "su -l ann -c '/bin/sh -c '\\''X'\\'''",
    ],
    [{ method: 'community.general.doas', user: 'ann' }, "doas -n -u ann /bin/sh -c 'X'"],
    [{ method: 'doas', user: 'ann', password: 'x' }, "doas -u ann /bin/sh -c 'X'"],
  ])('%j', (become, expected) => {
    expect(line(become)).toBe(expected);
  });

  it('never hold the password', () => {
    for (const method of ['sudo', 'su', 'doas', 'dzdo', 'sudosu']) {
      expect(line({ method, password: 'hunter2' })).not.toContain('hunter2');
    }
  });

  it('know prompts in many languages', () => {
    const prompt = escalate({ method: 'su' }, 'x', 'k')?.prompt;
    for (const text of [
      'Password: ',
      'Mot de passe :',
      'パスワード:',
      "ann's Password:",
      '密码：',
    ]) {
      expect(prompt?.test(text), text).toBe(true);
    }
  });

  it('are not made for unknown methods', () => {
    expect(escalate({ method: 'magic' }, 'x', 'k')).toBeNull();
  });
});

import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { OptionsError } from '../../src/cli/options-error.ts';
import { collectionRoots } from '../../src/cli/settings/collection-roots.ts';
import { loadSettings } from '../../src/cli/settings/settings.ts';

let cwd: string;
let home: string;
const load = (env: NodeJS.ProcessEnv = {}) => loadSettings({ env: { HOME: home, ...env }, cwd });
const config = (text: string) => writeFileSync(join(cwd, 'ansible.cfg'), text);

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'settings-'));
  home = join(cwd, 'home');
  mkdirSync(home);
});

describe('where the configuration comes from', () => {
  test('a collections path may name the folder ansible_collections itself', () => {
    const settings = load({
      ANSIBLE_COLLECTIONS_PATH: '/a/ansible_collections:/b/ansible_collections/:/c',
    });
    expect(collectionRoots(settings)).toEqual(['/a', '/b', '/c']);
  });

  test('environment over file over default, each with its origin', () => {
    config('[defaults]\nforks = 7\ntimeout = 30\n');
    const settings = load({ ANSIBLE_FORKS: '12' });
    expect(settings.DEFAULT_FORKS).toBe(12);
    expect(settings.origins.get('DEFAULT_FORKS')).toBe('env: ANSIBLE_FORKS');
    expect(settings.DEFAULT_TIMEOUT).toBe(30);
    expect(settings.origins.get('DEFAULT_TIMEOUT')).toBe(join(cwd, 'ansible.cfg'));
    expect(settings.DEFAULT_POLL_INTERVAL).toBe(15);
    expect(settings.origins.get('DEFAULT_POLL_INTERVAL')).toBe('default');
  });

  test('ANSIBLE_CONFIG may name a folder, and wins over the current folder', () => {
    config('[defaults]\nforks = 7\n');
    const other = join(cwd, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'ansible.cfg'), '[defaults]\nforks = 8\n');
    const settings = load({ ANSIBLE_CONFIG: other });
    expect(settings.configFile).toBe(join(other, 'ansible.cfg'));
    expect(settings.DEFAULT_FORKS).toBe(8);
  });

  test('a world-writable folder is passed over with a warning, the home file is taken', () => {
    config('[defaults]\nforks = 7\n');
    writeFileSync(join(home, '.ansible.cfg'), '[defaults]\nforks = 9\n');
    chmodSync(cwd, 0o777);
    const settings = load();
    expect(settings.DEFAULT_FORKS).toBe(9);
    expect(settings.warnings).toEqual([
      `Ansible is being run in a world writable directory (${cwd}), ignoring it as an ansible.cfg source. ` +
        'For more information see https://docs.ansible.com/ansible/devel/reference_appendices/config.html#cfg-in-world-writable-dir',
    ]);
  });

  test('overrides stand above all', () => {
    const settings = loadSettings({
      env: { HOME: home, ANSIBLE_FORKS: '2' },
      cwd,
      overrides: { DEFAULT_FORKS: 1 },
    });
    expect(settings.DEFAULT_FORKS).toBe(1);
  });
});

describe('the file', () => {
  test('comments, both delimiters, quotes, continuation lines and key case', () => {
    config(
      [
        '# comment',
        '[defaults]',
        'Forks : 12   ; inline',
        'stdout_callback = "yaml"',
        'callbacks_enabled = timer,',
        "   'profile_tasks'",
        '; another',
        'timeout =',
        '  30',
        '[ssh_connection]',
        'ssh_args = -o Foo=bar;baz',
      ].join('\n'),
    );
    const settings = load();
    expect(settings.DEFAULT_FORKS).toBe(12);
    expect(settings.DEFAULT_STDOUT_CALLBACK).toBe('yaml');
    expect(settings.CALLBACKS_ENABLED).toEqual(['timer', 'profile_tasks']);
    expect(settings.DEFAULT_TIMEOUT).toBe(30);
    expect(settings.SSH_ARGS).toBe('-o Foo=bar;baz');
  });

  test('paths are relative to the file, those of the environment to the current folder', () => {
    const etc = join(cwd, 'etc');
    mkdirSync(etc);
    writeFileSync(
      join(etc, 'ansible.cfg'),
      '[defaults]\ninventory = hosts, ../more\nroles_path = roles:~/r:$BASE/x\n',
    );
    const settings = load({
      ANSIBLE_CONFIG: join(etc, 'ansible.cfg'),
      ANSIBLE_LIBRARY: 'lib:/abs/',
      BASE: '/base',
    });
    expect(settings.DEFAULT_HOST_LIST).toEqual([join(etc, 'hosts'), join(cwd, 'more')]);
    expect(settings.DEFAULT_ROLES_PATH).toEqual([join(etc, 'roles'), join(home, 'r'), '/base/x']);
    expect(settings.DEFAULT_MODULE_PATH).toEqual([join(cwd, 'lib'), '/abs']);
  });

  test('defaults below ANSIBLE_HOME follow it', () => {
    const settings = load({ ANSIBLE_HOME: '/opt/ansible' });
    expect(settings.DEFAULT_ROLES_PATH[0]).toBe('/opt/ansible/roles');
    expect(load().DEFAULT_ROLES_PATH[0]).toBe(join(home, '.ansible/roles'));
  });
});

describe('errors', () => {
  test('a value of the wrong type', () => {
    expect(() => load({ ANSIBLE_FORKS: 'many' })).toThrow(
      new OptionsError(
        'Invalid type for configuration option setting: DEFAULT_FORKS (from env: ANSIBLE_FORKS): ' +
          "invalid literal for int() with base 10: 'many'",
      ),
    );
  });

  test('an empty variable of a numeric setting means the default', () => {
    expect(load({ ANSIBLE_FORKS: '' }).DEFAULT_FORKS).toBe(5);
  });

  test('a value outside of the choices', () => {
    expect(() => load({ ANSIBLE_GATHERING: 'often' })).toThrow(
      'Invalid value "often" for configuration option "setting: DEFAULT_GATHERING ", valid values are: implicit, explicit, smart',
    );
  });

  test('text before any section', () => {
    config('forks = 3\n');
    expect(() => load()).toThrow(
      `Error reading config file (${join(cwd, 'ansible.cfg')}): File contains no section headers.\nfile: '<string>', line: 1\n'forks = 3\\n'`,
    );
  });

  test('the same option twice', () => {
    config('[defaults]\nforks = 3\nforks = 4\n');
    expect(() => load()).toThrow(
      "While reading from '<string>' [line  3]: option 'forks' in section 'defaults' already exists",
    );
  });
});

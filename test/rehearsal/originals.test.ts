import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { whyNoSshd } from '../../rehearsal/sshd.ts';
import { type Stage, setStage } from '../../rehearsal/stage.ts';

/**
 * The roles that these ones are ports of, unmodified, run side by side by this project and by Ansible. They are no part of
 * the project: ORIGINALS names a folder that holds clones of chilcano's ansible-role-minishift, ansible-role-weave-scope,
 * ansible-role-istio and ansible-minishift-istio-security.
 */
const ORIGINALS = process.env.ORIGINALS;
const NAMES = ['ansible-role-minishift', 'ansible-role-weave-scope', 'ansible-role-istio'];
const PLAYBOOKS = 'ansible-minishift-istio-security';
const ENGINES: Record<string, string[]> = {
  ansible: ['ansible-playbook'],
  troupe: [process.execPath, resolve('dist/troupe.mjs'), 'playbook'],
};

function whyNot(): string | undefined {
  if (ORIGINALS === undefined) return 'ORIGINALS names no folder with the original roles';
  const missing = [...NAMES, PLAYBOOKS].find((name) => !existsSync(join(ORIGINALS, name)));
  if (missing !== undefined) return `${ORIGINALS} has no ${missing}`;
  if (spawnSync('ansible-playbook', ['--version']).status !== 0)
    return 'ansible-playbook is missing';
  return whyNoSshd();
}

const reason = whyNot();
let stage: Stage | undefined;
afterEach(async () => {
  await stage?.strike();
  stage = undefined;
});

/** The same folder and port for both engines, so that paths and URLs in their output are the same. */
async function setOriginals(): Promise<Stage> {
  const folder = '/tmp/rehearsal-of-originals';
  const programs = ['brew', 'minishift', 'istioctl', 'oc'];
  const made = await setStage({ folder, installed: programs, terminatingMs: 1, port: 38_923 });
  for (const name of ['minishift', 'oc']) cpSync(made.at('program'), made.at('local-bin', name));
  for (const name of [...NAMES, PLAYBOOKS])
    cpSync(join(ORIGINALS ?? '', name), made.at('src', name), { recursive: true });
  const places = `s#/Users/Chilcano/Downloads#${folder}#g;s#/usr/local/bin#${made.at('local-bin')}#g;s#https://(api.github.com|cloud.weave.works)#${made.server.url}#g`;
  execFileSync('sh', [
    '-c',
    `find '${made.at('src')}' -name '*.yml' -exec sed -E -i '${places}' {} +`,
  ]);
  mkdirSync(made.at('__kube_repo/minishift-b2d-iso/v1.2.0'), { recursive: true });
  writeFileSync(made.at('__kube_repo/minishift-b2d-iso/v1.2.0/minishift-b2d.iso'), 'iso');
  spawnSync('cp', ['-a', '/etc', made.at('etc')]);
  writeFileSync(made.at('etc/hosts'), '127.0.0.1 localhost\n');
  writeFileSync(
    made.at('inventory'),
    'Pisc0 ansible_connection=local ansible_python_interpreter=/usr/bin/python3\n',
  );
  return made;
}

/** Runs a playbook where /etc is a copy, and tells everything that can be seen of it. */
async function run(
  made: Stage,
  engine: string[],
  playbook: string,
  more: string[],
): Promise<string> {
  writeFileSync(made.at('state/calls.log'), '');
  const words = [...engine, '-i', made.at('inventory'), `${playbook}.yml`, ...more]
    .map((word) => `'${word}'`)
    .join(' ');
  const script = `mount --bind '${made.at('etc')}' /etc && cd '${made.at('src', PLAYBOOKS)}' && exec ${words}`;
  const child = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script], {
    env: {
      ...process.env,
      ...made.environment,
      ANSIBLE_NOCOLOR: '1',
      ANSIBLE_DEPRECATION_WARNINGS: '0',
    },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const rc = await new Promise((done) => child.once('close', done));
  const calls = made.state
    .calls()
    .map(({ program, argv, rc: code, env }) => JSON.stringify([program, argv, code, env]));
  return [
    output
      .replaceAll(/"(delta|start|end)": "[^"]*"/g, '"$1": …')
      .replaceAll(/"elapsed": \d+/g, '"elapsed": …'),
    `rc=${rc}`,
    ...calls,
    readFileSync(made.at('etc/hosts'), 'utf8'),
  ].join('\n');
}

describe.skipIf(reason)(reason ?? 'the original roles', () => {
  const mac = ['-e', 'ansible_os_family=Darwin'];
  it.each([
    ['stop at the packages of Debian', [['install-minishift']]],
    [
      'install and start Minishift, twice',
      [
        ['install-minishift', ...mac],
        ['install-minishift', ...mac],
      ],
    ],
    [
      'never get through a check',
      [
        ['install-minishift', ...mac, '--check'],
        ['install-istio', '--check'],
      ],
    ],
    [
      'install everything',
      [
        ['install-minishift-weavescope-istio', ...mac, '-e', 'vm=openshift0'],
        ['install-istio', '--diff'],
      ],
    ],
    ['end gracefully without a machine', [['install-weavescope']]],
    [
      'remove Minishift',
      [
        ['install-minishift', ...mac],
        ['remove-minishift', '-e', 'vm=openshift0'],
      ],
    ],
  ])(
    '%s as under Ansible',
    async (_, steps) => {
      const told: Record<string, string[]> = {};
      for (const [name, engine] of Object.entries(ENGINES)) {
        const made = await setOriginals();
        stage = made;
        const reports: string[] = [];
        for (const [playbook = '', ...more] of steps)
          reports.push(await run(made, engine, playbook, more));
        told[name] = reports;
        await made.strike();
      }
      expect(told.troupe).toEqual(told.ansible);
    },
    300_000,
  );
});

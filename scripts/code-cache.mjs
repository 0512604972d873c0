// `node code-cache.mjs BUNDLE`: does typical work with the bundle, then writes beside it the code that V8 compiled for it.
// A start reads that instead of compiling. The work is the playbook in warm-up/, on this machine and through an SSH server of ssh2's.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import ssh2 from 'ssh2';

const bundle = resolve(process.argv[2]);
const playbook = join(import.meta.dirname, 'warm-up', 'site.yml');
const folder = mkdtempSync(join(tmpdir(), 'troupe-warm-up-'));

// V8 would forget functions that have not run for a while.
setFlagsFromString('--no-flush-bytecode');
const script = new Script(nodeModule.wrap(readFileSync(bundle, 'latin1')), { filename: bundle });
const module = { exports: {} };
const require = createRequire(bundle);
script.runInThisContext()(module.exports, require, module, bundle, dirname(bundle));
const { runCommand } = module.exports;

for (const name of Object.keys(process.env)) {
  if (name.startsWith('ANSIBLE_') || name === 'SSH_AUTH_SOCK') delete process.env[name];
}
process.env.HOME = folder;
// No settings of this machine's.
process.env.ANSIBLE_CONFIG = join(folder, 'none.cfg');
writeFileSync(process.env.ANSIBLE_CONFIG, '');
const { private: key } = ssh2.utils.generateKeyPairSync('ed25519');
const server = startServer(ssh2.utils.parseKey(key));
try {
  const port = await new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done(server.address().port));
  });
  writeFileSync(join(folder, 'id'), key, { mode: 0o600 });
  const inventory = join(folder, 'hosts.ini');
  writeFileSync(
    inventory,
    [
      'near ansible_connection=local',
      `far ansible_host=127.0.0.1 ansible_port=${port} ansible_user=warm`,
      '[all:vars]',
      `ansible_ssh_private_key_file=${join(folder, 'id')}`,
      "ansible_ssh_common_args='-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null'",
    ].join('\n'),
  );
  for (const options of [['--list-tasks'], [], []]) {
    const argv = [...options, '-i', inventory, '-e', `folder=${folder}`, playbook];
    const code = await runCommand('playbook', argv, process.argv[1]);
    if (code !== 0) throw new Error(`the warm-up ended with ${code}`);
  }
} finally {
  server.close();
  rmSync(folder, { recursive: true, force: true });
}

// The cache is good for runs with V8's flags as they are by default.
setFlagsFromString('--flush-bytecode');
const name = `${basename(bundle, '.cjs')}-${process.arch}-${process.versions.v8}.cache`;
writeFileSync(join(dirname(bundle), name), script.createCachedData());

/** Runs what the key's owner asks for with /bin/sh. */
function startServer(key) {
  const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519');
  return new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on('authentication', (attempt) => {
      const isOwner =
        attempt.method === 'publickey' &&
        attempt.key.data.equals(key.getPublicSSH()) &&
        (!attempt.signature || key.verify(attempt.blob, attempt.signature) === true);
      if (isOwner) attempt.accept();
      else attempt.reject(['publickey']);
    });
    client.on('error', () => {});
    client.on('session', (accept) => {
      accept().on('exec', (take, _refuse, { command }) => {
        const channel = take();
        const child = spawn('/bin/sh', ['-c', command]);
        channel.pipe(child.stdin);
        child.stdout.pipe(channel, { end: false });
        child.stderr.pipe(channel.stderr, { end: false });
        child.on('close', (code) => {
          channel.exit(code ?? 1);
          channel.end();
        });
      });
    });
  });
}

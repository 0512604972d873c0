import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;

beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.remove());

const start = (options = '--vm-driver virtualbox') =>
  world.run(`minishift start --profile openshift0 ${options}`);

describe('a profile', () => {
  it('is unknown at first', () => {
    expect(world.run('minishift status --profile openshift0').rc).not.toBe(0);
    expect(world.run('minishift ip --profile openshift0').rc).not.toBe(0);
  });

  it('runs once started, under an address of its own', () => {
    expect(start().rc).toBe(0);
    expect(world.run('minishift status --profile openshift0').stdout).toContain(
      'Minishift:  Running',
    );
    expect(world.run('minishift ip --profile openshift0').stdout).toBe('192.168.99.100\n');
    expect(world.run('minishift profiles list').stdout).toContain(
      '- openshift0\tRunning\t\t(Active)',
    );
    world.run('minishift start --profile second --vm-driver virtualbox');
    expect(world.run('minishift ip --profile second').stdout).toBe('192.168.99.101\n');
  });

  it('is Stopped, and Does Not Exist without a machine', () => {
    start();
    world.run('minishift stop --profile openshift0');
    expect(world.run('minishift status --profile openshift0').stdout).toBe('Stopped\n');
    world.run('minishift profile set fresh');
    expect(world.run('minishift status --profile fresh').stdout).toBe('Does Not Exist\n');
  });

  it('goes when the question is answered with yes', () => {
    start();
    world.run('minishift profile delete openshift0', 'n\n');
    expect(world.run('minishift status --profile openshift0').rc).toBe(0);
    world.run('minishift profile delete openshift0', 'y\n');
    expect(world.run('minishift status --profile openshift0').rc).not.toBe(0);
    expect(world.run('minishift profile delete openshift0', 'y\n').rc).not.toBe(0);
  });
});

describe('start', () => {
  it('keeps the matching oc in the cache', () => {
    start('--vm-driver virtualbox --openshift-version v3.9.0');
    const system = process.platform === 'darwin' ? 'darwin' : 'linux';
    const cached = join(world.env.HOME ?? '', '.minishift/cache/oc/v3.9.0', system, 'oc');
    expect(existsSync(cached)).toBe(true);
  });

  it.each([
    ['--vm-driver nonsense', 'Unsupported driver'],
    ['--vm-driver kvm', 'docker-machine-driver-kvm'],
    ['--vm-driver generic', '--remote-ipaddress'],
    ['--vm-driver virtualbox --iso-url file:///nowhere.iso', 'no such file'],
    ['--vm-driver virtualbox --cpus four', 'invalid argument "four"'],
    ['--vm-driver virtualbox --no-such-option', 'unknown flag'],
  ])('fails with %s', (options, message) => {
    const answer = start(options);
    expect(answer.rc).toBe(1);
    expect(answer.stderr).toContain(message);
    expect(world.run('minishift status --profile openshift0').rc).not.toBe(0);
  });
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;

beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.remove());

it('starts after setup and with a pull secret, and lets the administrator in', () => {
  expect(world.run('crc status -o json').rc).not.toBe(0);
  expect(world.run('crc start -p pull-secret.txt').stderr).toContain('crc setup');
  expect(world.run('crc setup').rc).toBe(0);
  expect(world.run('crc start -p pull-secret.txt').stderr).toContain('pull secret');
  world.file('pull-secret.txt', '{}');
  expect(world.run('crc start -p pull-secret.txt').rc).toBe(0);
  expect(JSON.parse(world.run('crc status -o json').stdout)).toMatchObject({
    crcStatus: 'Running',
    openshiftStatus: 'Running',
  });
  const { clusterConfig } = JSON.parse(world.run('crc console --credentials -o json').stdout);
  const { username, password } = clusterConfig.adminCredentials;
  const login = (given: string) =>
    world.run(`oc login -u ${username} -p ${given} --server ${clusterConfig.url}`);
  expect(login('wrong').rc).toBe(1);
  expect(login(password).rc).toBe(0);
  expect(world.run('oc auth can-i * *').stdout).toBe('yes\n');
});

it('deletes with force, once', () => {
  world.file('pull-secret.txt', '{}');
  world.run('crc setup');
  world.run('crc start -p pull-secret.txt');
  expect(world.run('crc delete').rc).not.toBe(0);
  expect(world.run('crc delete -f').rc).toBe(0);
  expect(world.run('crc delete -f').rc).not.toBe(0);
});

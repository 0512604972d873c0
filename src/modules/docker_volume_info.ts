import type { DockerDaemon } from './containers/docker-daemon.ts';
import { infoModule } from './containers/info-module.ts';
import { fail } from './define.ts';

export const docker_volume_info = infoModule('volume', inspectVolume, ['volume_name']);

async function inspectVolume(daemon: DockerDaemon, name: string): Promise<object | null> {
  const [reply] = await daemon.read({ method: 'GET', path: `/volumes/${name}` });
  const refusal = reply.refusal();
  if (refusal === undefined || reply.status === 404) return reply.found();
  return fail(`Error inspecting volume: ${refusal.message}`);
}

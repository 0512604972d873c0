import { readFileSync } from 'node:fs';
import type { SshHost } from './sshd.ts';
import type { Stage } from './stage.ts';

/** What stands on the stage now, for people: clusters with their projects and routes, hosts lines, calls, requests. */
export function summarize(stage: Stage, ssh?: SshHost): string {
  const state = stage.state.read(Date.now());
  const lines: string[] = [];
  for (const [name, profile] of Object.entries(state.profiles)) {
    lines.push(`Minishift profile ${name}: ${profile.status} (${profile.ip})`);
  }
  for (const cluster of Object.values(state.clusters)) {
    lines.push(`Cluster ${cluster.server} ${cluster.version}${cluster.running ? '' : ', stopped'}`);
    for (const [project, { terminatesAt }] of Object.entries(cluster.namespaces).sort()) {
      const own = cluster.objects.filter((object) => object.metadata.namespace === project);
      if (own.length === 0 && terminatesAt === undefined) continue;
      const kinds = new Map<string, number>();
      for (const { kind } of own) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      const shown = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
      lines.push(`  ${project}${terminatesAt === undefined ? '' : ' (Terminating)'}: ${shown}`);
    }
    for (const object of cluster.objects.filter(({ kind }) => kind === 'Route')) {
      lines.push(`  http://${(object.spec as { host: string }).host}`);
    }
  }
  if (lines.length === 0) lines.push('No cluster.');
  const hosts = readFileSync(ssh?.hostsFile ?? stage.at('hosts'), 'utf8')
    .trim()
    .split('\n');
  lines.push('Hosts file:', ...hosts.map((line) => `  ${line}`));
  const calls = new Map<string, number>();
  for (const { program } of stage.state.calls()) calls.set(program, (calls.get(program) ?? 0) + 1);
  const counted = [...calls].map(([program, count]) => `${program} ${count}`).join(', ');
  lines.push(
    `Calls: ${counted || 'none'}; requests to the release server: ${stage.server.requests.length}`,
  );
  return lines.join('\n');
}

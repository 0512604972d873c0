import { Differences } from './containers/differences.ts';
import {
  DOCKER_CONNECTION,
  DOCKER_CONSTRAINTS,
  dockerProgram,
  dockerTexts,
  inspected,
} from './containers/docker-client.ts';
import { dockerPlan } from './containers/docker-plan.ts';
import type { Plan } from './contract.ts';
import { arg, defineModule } from './define.ts';

export const docker_volume = defineModule({
  name: 'community.docker.docker_volume',
  summary: 'Manage Docker volumes',
  examples: `- name: A volume for the database
  community.docker.docker_volume:
    name: database
`,
  args: {
    ...DOCKER_CONNECTION,
    volume_name: arg.str({ required: true, aliases: ['name'], doc: 'Name of the volume.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the volume is to be.',
    }),
    driver: arg.str({ default: 'local', doc: 'What keeps it.' }),
    driver_options: arg.dict({ default: {}, doc: 'Options for the driver.' }),
    labels: arg.dict({ doc: 'Its labels.' }),
    recreate: arg.str({
      default: 'never',
      choices: ['always', 'never', 'options-changed'],
      doc: 'When a volume that is there is made anew.',
    }),
  },
  constraints: DOCKER_CONSTRAINTS,
  returns: { volume: 'The volume as Docker tells of it' },
  support: { check: 'full', diff: 'full' },
  async plan({ args, target, check, diff }): Promise<Plan> {
    const { volume_name: name, driver, recreate } = args;
    const docker = await dockerProgram(args, target);
    const existing = await inspected(target, docker, 'volume', name);
    const present = args.state === 'present';
    const all = new Differences();
    all.add('exists', present, existing !== null);
    const differences = new Differences();
    const options = Object.entries(args.driver_options);
    const labels = Object.entries(args.labels ?? {});
    if (present && existing !== null) {
      if (driver && driver !== existing.Driver) differences.add('driver', driver, existing.Driver);
      differences.addEntries('driver_options', options, existing.Options);
      for (const [key, value] of labels) {
        const active = existing.Labels?.[key];
        if (active !== value) differences.add(`labels.${key}`, value, active);
      }
    }
    const differs = recreate === 'options-changed' && differences.names.length > 0;
    const removes = existing !== null && (!present || differs || recreate === 'always');
    const creates = present && (existing === null || removes);
    const steps: string[][] = [];
    const actions: string[] = [];
    if (removes) {
      steps.push([...docker, 'volume', 'rm', name]);
      actions.push(`Removed volume ${name}`);
    }
    if (creates) {
      steps.push([
        ...docker,
        'volume',
        'create',
        `--driver=${driver}`,
        ...dockerTexts(args.driver_options).flatMap(([key, value]) => ['--opt', `${key}=${value}`]),
        ...dockerTexts(args.labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
        name,
      ]);
      actions.push(`Created volume ${name} with driver ${driver}`);
    }
    all.merge(differences);
    return dockerPlan(
      {
        kind: 'volume',
        name,
        docker,
        present,
        existing,
        steps,
        actions,
        differences,
        all,
      },
      { check, diff, debug: args.debug },
    );
  },
});

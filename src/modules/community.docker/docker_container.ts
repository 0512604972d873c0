import { CONTAINER_ARGUMENTS, CONTAINER_CONSTRAINTS } from '../containers/container/arguments.ts';
import { ensureAbsent, ensurePresent } from '../containers/container/presence.ts';
import type { Circumstances } from '../containers/container/work.ts';
import { plannedDialogue } from '../containers/planned-dialogue.ts';
import type { Result } from '../contract.ts';
import { defineModule } from '../define.ts';

/** What is taken for options that are absent with `container_default_behavior: compatibility`. */
const OLD_DEFAULTS = {
  auto_remove: false,
  detach: true,
  init: false,
  interactive: false,
  memory: '0',
  paused: false,
  privileged: false,
  read_only: false,
  tty: false,
} as const;

export const docker_container = defineModule({
  name: 'community.docker.docker_container',
  summary: 'Manage Docker containers',
  examples: `- name: A web server
  community.docker.docker_container:
    name: web
    image: nginx:stable
    published_ports:
      - "8080:80"
    restart_policy: unless-stopped
`,
  args: CONTAINER_ARGUMENTS,
  constraints: CONTAINER_CONSTRAINTS,
  returns: {
    container: 'The container as Docker tells of it',
    status: 'With `detach: false`, the code it ended with',
  },
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  plan({ args, target, controller, check, diff }) {
    const known = args.container_default_behavior === 'compatibility' ? withDefaults(args) : args;
    return plannedDialogue(known, { target, controller }, (dialogue) =>
      manage({ args: known, ...dialogue, check, diff }),
    );
  },
});

async function manage(around: Circumstances): Promise<Result> {
  if (around.args.state === 'absent') return (await ensureAbsent(around)).result(null);
  const { work, container } = await ensurePresent(around);
  return work.result(container);
}

function withDefaults(args: Circumstances['args']): Circumstances['args'] {
  const given = Object.entries(args).filter(([, value]) => value !== null);
  return { ...args, ...OLD_DEFAULTS, ...Object.fromEntries(given) };
}

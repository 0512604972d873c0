import { environmentText } from '../containers/container/environment.ts';
import { shellWords } from '../containers/container/texts.ts';
import { DOCKER_CONNECTION, DOCKER_CONSTRAINTS } from '../containers/docker-client.ts';
import type { DockerReply } from '../containers/docker-daemon.ts';
import { plannedDialogue } from '../containers/planned-dialogue.ts';
import { separated } from '../containers/streams.ts';
import { arg, defineModule, fail } from '../define.ts';

export const docker_container_exec = defineModule({
  name: 'community.docker.docker_container_exec',
  summary: 'Run a command in a Docker container',
  examples: `- name: Look into a container
  community.docker.docker_container_exec:
    container: web
    argv: [ls, /srv]
  register: found
`,
  args: {
    ...DOCKER_CONNECTION,
    container: arg.str({ required: true, doc: 'Name of the container.' }),
    argv: arg.list({ elements: 'str', doc: 'The command as a list.' }),
    command: arg.str({ doc: 'The command as text.' }),
    chdir: arg.str({ doc: 'Folder to run it in.' }),
    detach: arg.bool({ default: false, doc: 'Leave it in the background.' }),
    user: arg.str({ doc: 'User to run it as.' }),
    stdin: arg.str({ doc: 'Its input.' }),
    stdin_add_newline: arg.bool({ default: true, doc: 'End the input with a newline.' }),
    strip_empty_ends: arg.bool({ default: true, doc: 'Take newlines off the end of output.' }),
    tty: arg.bool({ default: false, doc: 'A terminal.' }),
    env: arg.dict({ doc: 'Environment.' }),
  },
  constraints: {
    ...DOCKER_CONSTRAINTS,
    mutuallyExclusive: [['argv', 'command']],
    requiredOneOf: [['argv', 'command']],
  },
  returns: {
    stdout: 'Its output',
    stderr: 'Its errors',
    rc: 'Its code',
    exec_id: 'With `detach`: its id',
  },
  support: { check: 'none', diff: 'none' },
  plan({ args, target, controller }) {
    const { container, detach, tty } = args;
    const env =
      args.env === null
        ? null
        : Object.entries(args.env).map(
            ([name, value]) => `${name}=${environmentText(name, value)}`,
          );
    const argv = args.command === null ? args.argv : shellWords(args.command, target);
    if (detach && args.stdin !== null) fail('If detach=true, stdin cannot be provided.');
    const given = args.stdin === null ? '' : args.stdin + (args.stdin_add_newline ? '\n' : '');
    const input = given === '' ? undefined : Buffer.from(given);
    const known = (reply: DockerReply): DockerReply => {
      const refusal = reply.refusal();
      if (refusal?.status === 404) fail(`Could not find container "${container}"`);
      if (refusal?.status === 409) {
        fail(`The container "${container}" has been paused (${refusal.message})`);
      }
      return reply;
    };
    return plannedDialogue(args, { target, controller }, async ({ daemon }) => {
      const made = await daemon.write({
        method: 'POST',
        path: `/containers/${container}/exec`,
        body: {
          Container: container,
          User: args.user ?? '',
          Privileged: false,
          Tty: false,
          AttachStdin: input !== undefined,
          AttachStdout: true,
          AttachStderr: true,
          Cmd: argv,
          ...(env && { Env: env }),
          ...(args.chdir !== null && { WorkingDir: args.chdir }),
        },
      });
      const { Id: id } = known(made).json<{ Id: string }>();
      const start = {
        method: 'POST',
        path: `/exec/${id}/start`,
        body: { Tty: tty, Detach: detach },
      } as const;
      const reply = known(await daemon.write(start, input && { input }));
      const output = reply.bytes();
      if (detach) return { changed: true, exec_id: id };
      const [state] = await daemon.read({ method: 'GET', path: `/exec/${id}/json` });
      const { ExitCode: rc } = state.json<{ ExitCode?: number | null }>();
      const { stdout, stderr } =
        tty && input === undefined ? { stdout: output.toString(), stderr: '' } : separated(output);
      const ended = (text: string): string =>
        args.strip_empty_ends ? text.replace(/[\r\n]+$/, '') : text;
      return { changed: true, stdout: ended(stdout), stderr: ended(stderr), rc: rc ?? 0 };
    });
  },
});

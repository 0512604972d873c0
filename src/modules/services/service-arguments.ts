import { type ArgumentValues, arg } from '../define.ts';

/** A restarted or reloaded service counts as a change, however it fared. */
export const restarts = ({ state }: Readonly<Record<string, unknown>>): boolean =>
  state === 'restarted' || state === 'reloaded';

export const SERVICE_ARGUMENTS = {
  name: arg.str({ required: true, doc: 'Name of the service.' }),
  state: arg.str({
    choices: ['started', 'stopped', 'reloaded', 'restarted'],
    doc: 'started and stopped do only what is needed, the others always act.',
  }),
  sleep: arg.int({ doc: 'Seconds between stop and start of a restart.' }),
  pattern: arg.str({ doc: 'Text in the output of ps that tells that the service runs.' }),
  enabled: arg.bool({ doc: 'Whether the service is to start with the system.' }),
  runlevel: arg.str({ default: 'default', doc: 'Runlevel, for OpenRC.' }),
  arguments: arg.str({ default: '', aliases: ['args'], doc: 'Further arguments of the command.' }),
};

export type ServiceArguments = ArgumentValues<typeof SERVICE_ARGUMENTS>;

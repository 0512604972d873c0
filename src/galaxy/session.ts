import type { Display } from '../callbacks/display.ts';
import type { GalaxyArguments } from '../cli/arguments/arguments.ts';
import type { CommandContext } from '../cli/command.ts';
import type { FetchOptions } from './fetch-source.ts';

/** What all of `galaxy`'s actions need. */
export interface GalaxySession {
  readonly args: GalaxyArguments;
  readonly command: CommandContext;
  readonly display: Display;
  readonly warn: (message: string) => void;
  readonly fetch: FetchOptions;
}

export function sessionOf(args: GalaxyArguments, command: CommandContext): GalaxySession {
  const { settings, display, messages } = command;
  return {
    args,
    command,
    display,
    warn: messages.warn,
    fetch: {
      ignoreCerts: args.ignoreCerts || settings.GALAXY_IGNORE_CERTS === true,
      timeout: args.timeout,
    },
  };
}

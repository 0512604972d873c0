import type { ChannelEnd, OpenChannel } from '../session/channel.ts';

/** A way to a host that programs can be started through: one SSH connection, or a container runtime's exec. */
export interface Transport {
  readonly open: OpenChannel;
  /** The message of the UnreachableError for a program that ended before or while it was needed. */
  describeEnd(end: ChannelEnd, output: string): string;
  /** Whether the connection is gone, so that a new one is needed. */
  readonly isLost: boolean;
  /** The host to whose terminal Ansible's own connection would print, all in one stream with CR LF. */
  readonly terminal?: string;
  close(): void;
}

import type { FrameResult, Reply, Upload } from '../session/frame.ts';
import type { Command, CommandResult } from '../types.ts';
import { commandResult, commandScript, slotFiles, type TargetClock } from './command.ts';

/** Slots whose files are left on the target before they are removed together. */
const LEFTOVER_COUNT = 48;
const LEFTOVER_BYTES = 4 * 1024 * 1024;

/** Numbers commands of a session, keeps its clock, and sees to the files that commands leave. */
export class CommandRunner {
  #next = 1;
  #clock: TargetClock | undefined;
  #leftovers: number[] = [];
  #leftoverBytes = 0;

  /** Scripts (each one operation) to put before the first command of a frame: `clock` tells whether there is one. */
  prelude(): { script: string; isClock: boolean } {
    if (this.#clock) return { script: '', isClock: false };
    return { script: '__u; printf "%s|" "$__v"; date +%s.%N; __e 0', isClock: true };
  }

  /** Learns the clock from the prelude's reply. */
  learnClock(reply: Reply | undefined): void {
    const [uptime = '', now = ''] = (reply?.parts[0]?.toString('latin1') ?? '').trim().split('|');
    const seconds = Number.parseFloat(now);
    this.#clock = {
      boot: uptime && seconds > 0 ? (seconds - Number(uptime)) * 1000 : undefined,
    };
  }

  /** Script for a command, which removes what earlier ones left when it has become much. */
  script(command: Command, uploads: Upload[]): string {
    const slot = this.#next++;
    let sweep = '';
    if (this.#leftovers.length >= LEFTOVER_COUNT || this.#leftoverBytes > LEFTOVER_BYTES) {
      sweep = `rm -f ${this.#leftovers.map(slotFiles).join(' ')}; `;
      this.#leftovers = [];
      this.#leftoverBytes = 0;
    }
    this.#leftovers.push(slot);
    return sweep + commandScript(command, slot, uploads);
  }

  result(command: Command, reply: Reply, frame: FrameResult): CommandResult {
    const result = commandResult(command, reply, frame, this.#clock ?? { boot: undefined });
    this.#leftoverBytes += result.stdout.length + result.stderr.length;
    return result;
  }
}

import type { Json, Result } from '../../contract.ts';
import { fail } from '../../definition/failure.ts';
import { Differences } from '../differences.ts';
import type { DockerReply, DockerRequest } from '../docker-daemon.ts';
import type { Dialogue } from '../planned-dialogue.ts';
import type { ContainerArguments } from './arguments.ts';
import { accepted, containerRequest, evenPaused, findContainer, outputOf } from './daemon-steps.ts';
import type { Body, Inspected } from './wishes.ts';

export interface Circumstances extends Dialogue {
  readonly args: ContainerArguments;
  readonly check: boolean;
  readonly diff: boolean;
}

/**
 * What is done with one container, and the account of it. In check mode nothing is sent, only told.
 * The daemon itself refuses to write where a plan is made.
 */
export class ContainerWork {
  readonly around: Circumstances;
  readonly all = new Differences();
  /** The parts of the diff that are not about options. */
  readonly told: { differences?: Json[]; image_different?: true } = {};
  readonly actions: Json[] = [];
  changed = false;
  #outcome: Result = {};

  constructor(around: Circumstances) {
    this.around = around;
  }

  find(): Promise<Inspected | null> {
    return findContainer(this.around.daemon, this.around.args.name);
  }

  /** Tells of a change. */
  act(action: Json): void {
    this.actions.push(action);
    this.changed = true;
  }

  tellDifference(difference: Json): void {
    this.told.differences = [...(this.told.differences ?? []), difference];
  }

  async create(body: Body): Promise<Inspected | null> {
    const { args, daemon, check } = this.around;
    this.act({ created: 'Created container', create_parameters: body as Json });
    if (check) return null;
    const { platform, ...sent } = body;
    const reply = await daemon.write(
      {
        method: 'POST',
        path: '/containers/create',
        query: { name: args.name, platform },
        body: withoutNulls(sent),
      },
      { look: [containerRequest(args.name)] },
    );
    delete body.platform;
    this.#warn(accepted('Error creating container', reply));
    return this.find();
  }

  async stop(id: string): Promise<void> {
    const { args, daemon, check } = this.around;
    if (args.force_kill) return this.#kill(id);
    const { stop_timeout: timeout } = args;
    this.act({ stopped: id, timeout });
    if (check) return;
    const reply = await evenPaused(
      daemon,
      id,
      { method: 'POST', path: `/containers/${id}/stop`, query: { t: timeout || null } },
      [containerRequest(args.name)],
    );
    accepted(`Error stopping container ${id}`, reply);
  }

  async #kill(id: string): Promise<void> {
    const { kill_signal: signal } = this.around.args;
    this.act({ killed: id, signal });
    await this.#post(id, 'kill', 'killing', { signal });
  }

  async remove(id: string, force = false): Promise<void> {
    const { args, daemon, check } = this.around;
    const volumes = !args.keep_volumes;
    this.act({ removed: id, volume_state: volumes, link: false, force });
    if (check) return;
    const query = { v: volumes, link: false, force };
    const request = { method: 'DELETE', path: `/containers/${id}`, query } as const;
    const reply = await evenPaused(daemon, id, request, [containerRequest(args.name)]);
    const words = reply.refusal()?.explanation ?? '';
    if (reply.status === 404 || /removal of container .* is already in progress/.test(words))
      return;
    accepted(`Error removing container ${id}`, reply);
  }

  async update(id: string, body: Body): Promise<void> {
    if (Object.keys(body).length === 0) return;
    this.act({ updated: id, update_parameters: body as Json });
    const { args, daemon } = this.around;
    const request = { method: 'POST', path: `/containers/${id}/update`, body } as const;
    const reply = await daemon.write(request, { look: [containerRequest(args.name)] });
    this.#warn(accepted(`Error updating container ${id}`, reply));
  }

  async restart(id: string): Promise<void> {
    const { stop_timeout: timeout } = this.around.args;
    this.act({ restarted: id, timeout });
    await this.#post(id, 'restart', 'restarting', { t: timeout || 10 });
  }

  async pause(id: string, pauses: boolean): Promise<void> {
    this.act({ set_paused: pauses });
    await (pauses ? this.#post(id, 'pause', 'pausing') : this.#post(id, 'unpause', 'unpausing'));
  }

  /** Starts a container and, unless it is detached, waits for its end. */
  async start(container: Inspected): Promise<Inspected | null> {
    const { args, check } = this.around;
    const id = container.Id;
    this.act({ started: id });
    const isAwaited = args.detach === false;
    // Asked for at once: a container that removes itself may be gone soon.
    await this.#post(id, 'start', 'starting', {}, isAwaited ? waitRequest(id) : undefined);
    if (check) return container;
    return isAwaited ? this.#runToEnd(container) : this.find();
  }

  async #runToEnd(container: Inspected): Promise<Inspected | null> {
    const { args, daemon, controller } = this.around;
    const id = container.Id;
    const [reply] = await daemon.read(waitRequest(id));
    const { StatusCode: status = 0 } = reply.json<{ StatusCode?: number }>();
    this.#outcome = { status };
    let output = 'Cannot retrieve result as auto_remove is enabled';
    if (!args.auto_remove) output = (await outputOf(daemon, container)).text;
    else if (args.output_logs) controller.warn('Cannot output_logs if auto_remove is enabled!');
    if (args.cleanup) await this.remove(id, true);
    const after = await this.find();
    if (status !== 0) this.#outcome = { status, failed: true, msg: output };
    return { ...after, Output: output } as unknown as Inspected;
  }

  async #post(
    id: string,
    verb: string,
    doing: string,
    query: Readonly<Record<string, unknown>> = {},
    next: DockerRequest = containerRequest(this.around.args.name),
  ): Promise<void> {
    const { daemon, check } = this.around;
    if (check) return;
    const request = { method: 'POST', path: `/containers/${id}/${verb}`, query } as const;
    const reply = await daemon.write(request, { look: [next] });
    accepted(`Error ${doing} container ${id}`, reply);
  }

  #warn(reply: DockerReply): void {
    const { Warnings: warnings } = reply.json<{ Warnings?: readonly string[] | null }>();
    for (const warning of warnings ?? []) {
      this.around.controller.warn(`Docker warning: ${warning}`);
    }
  }

  /** A container to go on with. @throws ModuleFailure where it is gone */
  still(container: Inspected | null): Inspected {
    return container ?? fail(`Container ${this.around.args.name} vanished`);
  }

  result(container: Inspected | null): Result {
    const { args, check, diff } = this.around;
    return {
      changed: this.changed,
      ...this.#outcome,
      ...((check || args.debug) && { actions: this.actions }),
      ...((diff || args.debug) && { diff: { ...this.told, ...this.all.sides() } }),
      ...(container && { container: container as unknown as Json }),
    };
  }
}

/** The request whose answer comes when a container has ended. */
const waitRequest = (id: string): DockerRequest => ({
  method: 'POST',
  path: `/containers/${id}/wait`,
  body: {},
});

const withoutNulls = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));

import type { EngineAction } from '../task-context.ts';
import { addHost } from './add_host.ts';
import { assert } from './assert.ts';
import { asyncStatus } from './async_status.ts';
import { debug } from './debug.ts';
import { fail } from './fail.ts';
import { gatherFacts } from './gather_facts.ts';
import { groupBy } from './group_by.ts';
import { includeVars } from './include_vars.ts';
import { pause } from './pause.ts';
import { reboot } from './reboot.ts';
import { setFact } from './set_fact.ts';
import { setStats } from './set_stats.ts';
import { validateArgumentSpec } from './validate_argument_spec.ts';
import { waitForConnection } from './wait_for_connection.ts';

/** Actions that the engine performs itself, by their short name in ansible.builtin. */
export const engineActions: ReadonlyMap<string, EngineAction> = new Map(
  [
    addHost,
    assert,
    asyncStatus,
    debug,
    fail,
    gatherFacts,
    groupBy,
    includeVars,
    pause,
    reboot,
    setFact,
    setStats,
    validateArgumentSpec,
    waitForConnection,
  ].map((action) => [action.name, action]),
);

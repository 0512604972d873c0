import type { Step } from '../commands/steps.ts';
import { failLacking } from '../definition/failure.ts';
import type { ObservedUser } from './observed.ts';
import { findGroup, type PasswdEntry } from './passwd.ts';
import type { UserArguments } from './user-arguments.ts';

/** Environment variable that carries the password's hash to PASSWORD_STEP. */
export const PASSWORD_VARIABLE = 'TROUPE_PASSWORD_HASH';

/** Sets the password from the environment, so that it shows in no process list. */
export function passwordStep(name: string): Step {
  return {
    shell: `printf '%s:%s\\n' '${name.replaceAll("'", "'\\''")}' "$${PASSWORD_VARIABLE}" | chpasswd -e`,
  };
}

export function storedPassword(args: UserArguments): string {
  return args.password_lock ? `!${args.password ?? ''}` : (args.password ?? '');
}

const DAYS_OF_400_YEARS = 146_097;

/** The day of a moment; years may be further away than JavaScript's dates reach. */
function expiryDate(seconds: number): string {
  if (seconds < 0) return '';
  const days = Math.floor(seconds / 86_400);
  const cycles = Math.floor(days / DAYS_OF_400_YEARS);
  const date = new Date((days - cycles * DAYS_OF_400_YEARS) * 86_400_000);
  return `${date.getUTCFullYear() + 400 * cycles}${date.toISOString().slice(4, 10)}`;
}

/** Groups that are asked for, without the main one of a new user. @throws ModuleFailure for unknown ones */
export function wantedGroups(args: UserArguments, seen: ObservedUser): string[] {
  const names = (args.groups ?? [])
    .flatMap((group) => group.split(','))
    .map((group) => group.trim())
    .filter(Boolean);
  for (const name of names) {
    if (findGroup(seen.groups, name) === undefined) failLacking(`Group ${name} does not exist`);
  }
  return [...new Set(names)];
}

/** Steps of shadow-utils that make a user. */
export function creationSteps(args: UserArguments, seen: ObservedUser): Step[] {
  const local = args.local === true;
  const command: string[] = [local ? 'luseradd' : 'useradd'];
  if (args.uid !== null) command.push('-u', String(args.uid), ...(args.non_unique ? ['-o'] : []));
  if (args.seuser !== null) command.push('-Z', args.seuser);
  if (args.group !== null) {
    if (findGroup(seen.groups, args.group) === undefined)
      failLacking(`Group ${args.group} does not exist`);
    command.push('-g', args.group);
  } else if (findGroup(seen.groups, args.name) !== undefined) command.push(local ? '-n' : '-N');
  const groups = wantedGroups(args, seen);
  if (groups.length > 0 && !local) command.push('-G', groups.join(','));
  if (args.comment !== null) command.push('-c', args.comment);
  if (args.home !== null) command.push('-d', args.home);
  if (args.shell !== null) command.push('-s', args.shell);
  if (args.expires !== null && !local) command.push('-e', expiryDate(args.expires));
  if (args.create_home) {
    if (!local) command.push('-m');
    if (args.skeleton !== null) command.push('-k', args.skeleton);
    if (args.umask !== null) command.push('-K', `UMASK=${args.umask}`);
  } else command.push('-M');
  if (args.system) command.push('-r');
  return [
    [...command, args.name],
    ...(args.password === null ? [] : [passwordStep(args.name)]),
    ...(local && args.expires !== null ? [localExpiry(args.name, args.expires)] : []),
    ...(local ? groups.map((group): Step => ['lgroupmod', '-M', args.name, group]) : []),
  ];
}

function localExpiry(name: string, expires: number): Step {
  return ['lchage', '-E', String(expires < 0 ? -1 : Math.floor(expires / 86_400)), name];
}

/** Steps of shadow-utils that bring a user to what is asked; none when nothing differs. */
export function modificationSteps(
  args: UserArguments,
  seen: ObservedUser,
  entry: PasswdEntry,
): Step[] {
  const local = args.local === true;
  const options: string[] = [];
  const after: Step[] = [];
  if (args.uid !== null && args.uid !== entry.uid) {
    options.push('-u', String(args.uid), ...(args.non_unique ? ['-o'] : []));
  }
  if (args.group !== null) {
    const group = findGroup(seen.groups, args.group);
    if (group === undefined) failLacking(`Group ${args.group} does not exist`);
    if (group.gid !== entry.gid) options.push('-g', String(group.gid));
  }
  if (args.groups !== null) {
    const membership = membershipChange(args, seen);
    if (membership !== undefined && !local) {
      options.push(...(args.append ? ['-a'] : []), '-G', membership.wanted.join(','));
    } else if (membership !== undefined) after.push(...localMembership(args, membership));
  }
  if (args.comment !== null && args.comment !== entry.comment) options.push('-c', args.comment);
  if (args.home !== null && args.home !== entry.home) {
    options.push('-d', args.home, ...(args.move_home ? ['-m'] : []));
  }
  if (args.shell !== null && args.shell !== entry.shell) options.push('-s', args.shell);
  if (args.expires !== null && expiryDiffers(args.expires, seen)) {
    if (local) after.push(localExpiry(args.name, args.expires));
    else options.push('-e', expiryDate(args.expires));
  }
  const stored = seen.shadow?.password ?? '';
  const sets =
    args.update_password === 'always' &&
    args.password !== null &&
    stored.replace(/^!+/, '') !== args.password.replace(/^!+/, '');
  if (sets) after.push(passwordStep(args.name));
  else if (args.password_lock === true && !stored.startsWith('!')) options.push('-L');
  else if (args.password_lock === false && stored.startsWith('!')) options.push('-U');
  const command: Step[] =
    options.length > 0 ? [[local ? 'lusermod' : 'usermod', ...options, args.name]] : [];
  return [...command, ...after];
}

interface Membership {
  readonly wanted: readonly string[];
  readonly current: readonly string[];
}

function membershipChange(args: UserArguments, seen: ObservedUser): Membership | undefined {
  const current = seen.groups
    .filter(({ members }) => members.includes(args.name))
    .map(({ name }) => name);
  const wanted = wantedGroups(args, seen);
  const missing = wanted.some((group) => !current.includes(group));
  const surplus = current.some((group) => !wanted.includes(group));
  return missing || (surplus && !args.append) ? { wanted, current } : undefined;
}

function localMembership(args: UserArguments, { wanted, current }: Membership): Step[] {
  return [
    ...wanted
      .filter((group) => !current.includes(group))
      .map((group): Step => ['lgroupmod', '-M', args.name, group]),
    ...(args.append ? [] : current)
      .filter((group) => !wanted.includes(group))
      .map((group): Step => ['lgroupmod', '-m', args.name, group]),
  ];
}

function expiryDiffers(expires: number, { shadow }: ObservedUser): boolean {
  const current = shadow?.expires ?? -1;
  if (expires < 0) return current >= 0;
  return current < 0 || Math.floor(expires / 86_400) !== current;
}

export function removalStep(args: UserArguments): Step {
  const local = args.local === true;
  return [
    local ? 'luserdel' : 'userdel',
    ...(args.force && !local ? ['-f'] : []),
    ...(args.remove ? ['-r'] : []),
    args.name,
  ];
}

/** chage for the limits that differ; undefined when none does. */
export function ageStep(args: UserArguments, seen: ObservedUser): Step | undefined {
  const { password_expire_min: minimum, password_expire_max: maximum } = args;
  const options = [
    ...(minimum !== null && minimum !== seen.shadow?.minimum ? ['-m', String(minimum)] : []),
    ...(maximum !== null && maximum !== seen.shadow?.maximum ? ['-M', String(maximum)] : []),
  ];
  return options.length === 0 ? undefined : ['chage', ...options, args.name];
}

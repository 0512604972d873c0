import type { Step } from '../commands/steps.ts';
import { fail } from '../definition/failure.ts';
import type { ObservedUser } from './observed.ts';
import { findGroup } from './passwd.ts';
import { passwordStep, wantedGroups } from './shadow-utils.ts';
import type { UserArguments } from './user-arguments.ts';

/** Steps of busybox that make a user. */
export function busyboxCreation(args: UserArguments, seen: ObservedUser): Step[] {
  const command = ['adduser', '-D'];
  if (args.uid !== null) command.push('-u', String(args.uid));
  if (args.group !== null) {
    const group = findGroup(seen.groups, args.group);
    if (group === undefined) fail(`Group ${args.group} does not exist`);
    command.push('-G', group.name);
  }
  if (args.comment !== null) command.push('-g', args.comment);
  if (args.home !== null) command.push('-h', args.home);
  if (args.shell !== null) command.push('-s', args.shell);
  if (!args.create_home) command.push('-H');
  if (args.skeleton !== null) command.push('-k', args.skeleton);
  if (args.system) command.push('-S');
  return [
    [...command, args.name],
    ...(args.password === null ? [] : [passwordStep(args.name)]),
    ...wantedGroups(args, seen).map((group): Step => ['adduser', args.name, group]),
  ];
}

/** Steps of busybox that bring membership and password to what is asked: it can change nothing else. */
export function busyboxModification(args: UserArguments, seen: ObservedUser): Step[] {
  const steps: Step[] = [];
  if (args.groups !== null) {
    const current = seen.groups
      .filter(({ members }) => members.includes(args.name))
      .map(({ name }) => name);
    const wanted = wantedGroups(args, seen);
    for (const group of wanted) {
      if (!current.includes(group)) steps.push(['adduser', args.name, group]);
    }
    for (const group of args.append ? [] : current) {
      if (!wanted.includes(group)) steps.push(['delgroup', args.name, group]);
    }
  }
  const sets = args.update_password === 'always' && args.password !== null;
  if (sets && seen.shadow?.password !== args.password) steps.push(passwordStep(args.name));
  return steps;
}

export function busyboxRemoval(args: UserArguments): Step {
  return ['deluser', ...(args.remove ? ['--remove-home'] : []), args.name];
}

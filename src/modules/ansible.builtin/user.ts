import { busyboxCreation, busyboxModification, busyboxRemoval } from '../accounts/busybox.ts';
import { homeStep, ownHomeStep } from '../accounts/home.ts';
import { type ObservedUser, observeUser } from '../accounts/observed.ts';
import type { PasswdEntry } from '../accounts/passwd.ts';
import { looksPlain } from '../accounts/password-warning.ts';
import {
  ageStep,
  creationSteps,
  modificationSteps,
  PASSWORD_VARIABLE,
  removalStep,
  storedPassword,
} from '../accounts/shadow-utils.ts';
import { keyFileOf, keyStep, PASSPHRASE_VARIABLE } from '../accounts/ssh-key.ts';
import { USER_ARGUMENTS, type UserArguments } from '../accounts/user-arguments.ts';
import { requireProgram } from '../commands/program.ts';
import { failedStep, type Step, stepOutcomes, stepsCommand } from '../commands/steps.ts';
import { quoteWord } from '../commands/words.ts';
import type { Controller, ModuleContext, Plan, Result } from '../contract.ts';
import { defineModule, fail } from '../define.ts';
import { restate } from '../definition/arguments.ts';

export const user = defineModule({
  name: 'ansible.builtin.user',
  summary: 'Manage user accounts',
  examples: `- name: Add a user with a bash shell and two more groups
  ansible.builtin.user:
    name: james
    shell: /bin/bash
    groups: [admins, developers]
    append: true

- name: Remove a user with all that is theirs
  ansible.builtin.user:
    name: johnd
    state: absent
    remove: true
`,
  args: USER_ARGUMENTS,
  returns: {
    name: 'Name of the user.',
    uid: 'Number of the user.',
    group: 'Number of the main group.',
    groups: 'Groups that were asked for.',
    home: 'Home folder.',
    shell: 'Login shell.',
    comment: 'Description.',
    ssh_key_file: 'File of the ssh key.',
    ssh_fingerprint: 'Fingerprint of the ssh key.',
    ssh_public_key: 'Public part of the ssh key.',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async fillDefaults(args, target) {
    const { stdout } = await target.query({ argv: ['uname', '-n'] });
    args.ssh_key_comment ??= keyComment(stdout.toString().trim());
  },
  async plan(context) {
    const { args, target, controller } = context;
    warnOfArguments(args, controller);
    const seen = await observeUser(target, {
      name: args.name,
      home: args.home,
      local: args.local === true,
      keyFile: args.generate_ssh_key ? keyFileOf(args) : undefined,
    });
    // A default that Ansible shows among the arguments, and only the host knows.
    restate(args, {
      ssh_key_comment: args.ssh_key_comment ?? keyComment(seen.hostname),
    });
    if (args.umask !== null && args.local) fail("'umask' can not be used with 'local'");
    return planUser(context, seen);
  },
});

const keyComment = (hostname: string): string => `ansible-generated on ${hostname}`;

type UserContext = ModuleContext<UserArguments>;

async function planUser(context: UserContext, seen: ObservedUser): Promise<Plan> {
  const { args, check, controller, target } = context;
  const exists = seen.entry !== undefined;
  if (args.local && !exists) {
    // A user who is to be absent is looked for twice.
    for (const _ of args.state === 'absent' ? [1, 2] : [1]) {
      controller.warn(
        `'local: true' specified and user '${args.name}' was not found in /etc/passwd. The local user account may already exist if the local account database exists somewhere other than /etc/passwd.`,
      );
    }
  }
  if (args.local && (!check || (exists && args.state === 'present'))) {
    for (const name of localTools(args, exists)) await requireProgram(target, name);
  }
  if (args.state === 'absent') return planAbsence(context, seen);
  return seen.entry === undefined
    ? planCreation(context, seen)
    : planModification(context, seen, seen.entry);
}

/** Programs of libuser, which know of local accounts alone. */
function localTools({ state }: UserArguments, exists: boolean): string[] {
  if (state === 'absent') return exists ? ['luserdel'] : [];
  return ['lgroupmod', 'lchage', exists ? 'lusermod' : 'luseradd'];
}

function warnOfArguments(args: UserArguments, controller: Controller): void {
  if (args.groups === null && args.append) {
    controller.warn(
      "'append' is set, but no 'groups' are specified. Use 'groups' for appending new groups.This will change to an error in Ansible 2.14.",
    );
  }
  if (args.password && looksPlain(args.password)) {
    controller.warn(
      "The input password appears not to have been hashed. The 'password' argument must be encrypted for this module to work properly.",
    );
  }
}

function planAbsence({ args, check }: UserContext, seen: ObservedUser): Plan {
  const base = { name: args.name, state: args.state };
  if (seen.entry === undefined) return { changes: [], result: { ...base, changed: false } };
  if (check) return { changes: [], result: { changed: true } };
  const step = seen.busybox ? busyboxRemoval(args) : removalStep(args);
  const result = { ...base, force: args.force, remove: args.remove, changed: true };
  return {
    changes: [{ op: 'run', command: stepsCommand([step]) }],
    account: args.name,
    result,
    finish: ([outcome]) => withOutput(args, result, stepOutcomes(outcome?.command)),
  };
}

function planCreation(context: UserContext, seen: ObservedUser): Plan {
  // As Ansible: groups may be made by tasks that a check leaves out.
  if (context.check) return { changes: [], result: { changed: true } };
  const { args } = context;
  const makesParents = args.home !== null && args.create_home && !seen.homeParentExists;
  const home = args.home ?? '';
  const creation = seen.busybox ? busyboxCreation(args, seen) : creationSteps(args, seen);
  const steps: Step[] = [
    ...(makesParents ? [homeStep(home, args.skeleton, seen.umask)] : []),
    ...creation,
    ...(makesParents ? [ownHomeStep(home, args.name)] : []),
  ];
  const age = ageStep(args, { ...seen, shadow: undefined });
  const generates = args.generate_ssh_key === true;
  return planSteps(
    context,
    [...steps, ...(generates ? [keyStep(args)] : []), ...(age ? [age] : [])],
    { system: args.system, create_home: args.create_home },
    makesParents ? 1 : 0,
  );
}

async function planModification(
  context: UserContext,
  seen: ObservedUser,
  entry: PasswdEntry,
): Promise<Plan> {
  const { args, controller, check } = context;
  const steps: Step[] = seen.busybox
    ? busyboxModification(args, seen)
    : modificationSteps(args, seen, entry);
  const moved = args.home !== null && args.move_home && args.home !== entry.home;
  if (!seen.homeExists && args.create_home) {
    const made = homeStep(args.home ?? entry.home, args.skeleton, seen.umask, args.name);
    // What could be moved is there by now.
    steps.push(
      moved ? { shell: `[ -e ${quoteWord(args.home ?? '')} ] || { ${made.shell}; }` } : made,
    );
  }
  if (seen.key !== undefined) {
    const { path, privateExists, publicExists } = seen.key;
    const kept = keptKey(path, privateExists, publicExists, args.force, controller);
    if (!kept) steps.push(keyStep(args));
  }
  const age = ageStep(args, seen);
  if (age !== undefined) steps.push(age);
  const fields = { append: args.append, move_home: args.move_home };
  if (steps.length === 0 || check) {
    const result = { ...baseResult(args), ...fields, changed: steps.length > 0 };
    return { changes: [], result: { ...result, ...userFields(args, seen) } };
  }
  return planSteps(context, steps, fields, 0);
}

/** Whether an existing key stays; warns of it, or of its being overwritten. */
function keptKey(
  path: string,
  privateExists: boolean,
  publicExists: boolean,
  force: boolean,
  controller: Controller,
): boolean {
  const files = [
    ...(privateExists ? [`private file "${path}"`] : []),
    ...(publicExists ? [`public file "${path}.pub"`] : []),
  ];
  for (const file of force ? files : files.slice(0, 1)) {
    controller.warn(
      force
        ? `Overwriting existing ssh key ${file}`
        : `Found existing ssh key ${file}, no force, so skipping ssh-keygen generation`,
    );
  }
  return files.length > 0 && !force;
}

function baseResult(args: UserArguments): Result {
  return {
    name: args.name,
    state: args.state,
    ...(args.password === null ? {} : { password: 'NOT_LOGGING_PASSWORD' }),
  };
}

/** @param outputStep index of the step whose output the result shows */
function planSteps(
  context: UserContext,
  steps: readonly Step[],
  fields: Result,
  outputStep: number,
): Plan {
  const { args } = context;
  const secrets = {
    ...(args.password === null ? {} : { [PASSWORD_VARIABLE]: storedPassword(args) }),
    ...(args.ssh_key_passphrase === null ? {} : { [PASSPHRASE_VARIABLE]: args.ssh_key_passphrase }),
  };
  const result = { ...baseResult(args), ...fields, changed: true };
  return {
    changes: [{ op: 'run', command: stepsCommand(steps, secrets) }],
    account: context.args.name,
    result,
    async finish([outcome], target) {
      const outcomes = stepOutcomes(outcome?.command);
      const done = withOutput(args, result, outcomes, outputStep);
      if (done.failed) return done;
      const seen = await observeUser(target, {
        name: args.name,
        home: args.home,
        local: args.local === true,
        keyFile: args.generate_ssh_key ? keyFileOf(args) : undefined,
      });
      return { ...done, ...userFields(args, seen) };
    },
  };
}

function withOutput(
  args: UserArguments,
  result: Result,
  outcomes: ReturnType<typeof stepOutcomes>,
  outputStep = 0,
): Result {
  const failed = failedStep(outcomes);
  if (failed !== undefined) {
    return { name: args.name, msg: failed.stderr, rc: failed.rc, failed: true, changed: false };
  }
  const { stdout = '', stderr = '' } = outcomes[outputStep] ?? {};
  return { ...result, ...(stdout ? { stdout } : {}), ...(stderr ? { stderr } : {}) };
}

function userFields(args: UserArguments, seen: ObservedUser): Result {
  const { entry, key } = seen;
  if (entry === undefined) {
    return { failed: true, msg: `failed to look up user name: ${args.name}` };
  }
  return {
    uid: entry.uid,
    group: entry.gid,
    comment: entry.comment,
    home: entry.home,
    shell: entry.shell,
    ...(args.groups === null ? {} : { groups: args.groups.join(',') }),
    ...(key === undefined
      ? {}
      : {
          ssh_fingerprint: key.fingerprint,
          ssh_key_file: key.path,
          ssh_public_key: key.publicKey,
        }),
  };
}

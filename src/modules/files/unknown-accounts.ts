import { findAccount } from './accounts.ts';
import type { FileContext } from './file-arguments.ts';

/** In check mode an owner that an earlier task would have made is no fault, but worth a warning. */
export async function warnUnknownAccounts({
  args,
  target,
  controller,
}: FileContext): Promise<void> {
  const [owner, group] = await Promise.all([
    args.owner ? findAccount(target, 'passwd', args.owner) : undefined,
    args.group ? findAccount(target, 'group', args.group) : undefined,
  ]);
  for (const [kind, id, name, found] of [
    ['user', 'uid', args.owner, owner],
    ['group', 'gid', args.group, group],
  ] as const) {
    const numeric = name !== null && /^\d+$/.test(name);
    if (found === undefined || (found !== null && !(numeric && found.name === name))) continue;
    const called = numeric ? `with ${id} ${name}` : name;
    controller.warn(
      `failed to look up ${kind} ${called}. Create ${kind} up to this point in real play`,
    );
  }
}

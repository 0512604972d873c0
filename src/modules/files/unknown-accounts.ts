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
  for (const [kind, name, found] of [
    ['user', args.owner, owner],
    ['group', args.group, group],
  ] as const) {
    if (found !== null) continue;
    controller.warn(
      `failed to look up ${kind} ${name}. Create ${kind} up to this point in real play`,
    );
  }
}

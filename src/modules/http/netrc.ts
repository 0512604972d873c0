import { posix } from 'node:path';
import { TargetError } from '../../diagnostics/errors.ts';
import type { ReadTarget } from '../../targets/types.ts';

/** Name and password that the target user's .netrc has for a URL's host. */
export async function netrcCredentials(
  target: ReadTarget,
  url: string,
): Promise<{ username: string; password: string } | undefined> {
  if (!URL.canParse(url)) return undefined;
  let text: string | undefined;
  try {
    text = (await target.readFile(posix.join(target.platform.user.home, '.netrc')))?.toString();
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
  }
  if (text === undefined) return undefined;
  const host = new URL(url).hostname;
  const words = text.replace(/(^|\s)#.*$/gm, '').split(/\s+/);
  let applies = false;
  let username: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === 'machine') {
      applies = words[++at] === host;
      username = undefined;
    } else if (word === 'default') applies = true;
    else if (word === 'login' && applies) username = words[++at];
    else if (word === 'password' && applies && username !== undefined) {
      return { username, password: words[++at] ?? '' };
    }
  }
  return undefined;
}

import type { Step } from '../commands/steps.ts';
import { quoteWord, quoteWords } from '../commands/words.ts';
import type { UserArguments } from './user-arguments.ts';

/** Environment variable that carries the key's passphrase to keyStep. */
export const PASSPHRASE_VARIABLE = 'TROUPE_KEY_PASSPHRASE';

/** Path of the user's key as asked for: relative to the home folder, or absolute. */
export function keyFileOf(args: UserArguments): string {
  return args.ssh_key_file ?? `.ssh/id_${args.ssh_key_type}`;
}

/** Makes a key for the user, with its folder. */
export function keyStep(args: UserArguments): Step {
  const user = quoteWord(args.name);
  const file = keyFileOf(args);
  const options = [
    '-t',
    args.ssh_key_type,
    ...(args.ssh_key_bits > 0 ? ['-b', String(args.ssh_key_bits)] : []),
    '-C',
    args.ssh_key_comment ?? '',
  ];
  const path = file.startsWith('/') ? quoteWord(file) : `"$home"/${quoteWord(file)}`;
  const generate =
    args.ssh_key_passphrase === null
      ? `ssh-keygen ${quoteWords(options)} -f "$key" -N ''`
      : `ask=$(mktemp) && printf '#!/bin/sh\\nprintf "%%s\\\\n" "$${PASSPHRASE_VARIABLE}"\\n' >"$ask" && chmod 700 "$ask" && SSH_ASKPASS=$ask SSH_ASKPASS_REQUIRE=force DISPLAY=none ssh-keygen ${quoteWords(options)} -f "$key"; c=$?; rm -f "$ask"; (exit $c)`;
  return {
    shell: `home=$( (getent passwd ${user} || grep ^${user}: /etc/passwd) 2>/dev/null | cut -d: -f6)
owner=$(id -u ${user}):$(id -g ${user})
${file.startsWith('/') ? '' : `[ -e "$home" ] || { echo "User "${user}" home directory does not exist" >&2; return 1; }`}
key=${path}; folder=$(dirname "$key")
[ -e "$folder" ] || { mkdir -m 0700 "$folder" && chown "$owner" "$folder"; } || return 1
rm -f "$key" "$key.pub"
{ ${generate}; } >/dev/null || return $?
chown "$owner" "$key" "$key.pub"`,
  };
}

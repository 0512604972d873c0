import { splitWords } from '../connection/ssh-arguments.ts';
import type { BecomeSpec } from '../spec.ts';

/** How one program makes another user's shell, and what it says on the way. */
export interface Escalation {
  /** Ansible's short name, for messages. */
  readonly name: string;
  readonly commandLine: string;
  readonly password: string | undefined;
  /** What asks for the password. */
  readonly prompt: RegExp;
  /** What says that it was the wrong one. */
  readonly incorrect: RegExp;
  /** What says that there should have been one. */
  readonly missing: RegExp;
  /** The program reads passwords from a terminal only. */
  readonly needsTerminal: boolean;
}

const NEVER = /(?!)/;

interface Method {
  readonly flags: string;
  /** Command line from program, flags, quoted user, quoted prompt (empty without password) and the quoted command. */
  build(parts: {
    exe: string;
    flags: string;
    user: string;
    prompt: string;
    command: string;
  }): string;
  readonly prompt?: RegExp;
  readonly incorrect: RegExp;
  readonly missing?: RegExp;
  readonly needsTerminal?: boolean;
}

/** su(1)'s prompt in the languages that it speaks, as PAM prints it. */
const SU_PROMPT =
  /(?:\w+'s )?(?:Password|암호|パスワード|Adgangskode|Contrase(?:ñ|ny)a|Hasło|Heslo|Jelszó|Lösenord|Mật khẩu|Mot de passe|Parola|Parool|Pasahitza|Passord|Passwort|Salasana|Sandi|Senha|Wachtwoord|ססמה|Лозинка|Парола|Пароль|गुप्तशब्द|शब्दकूट|సంకేతపదము|හස්පදය|密码|密碼|口令) ?[:：] ?/i;

const sudo: Method = {
  flags: '-H -S -n',
  build: ({ exe, flags, user, prompt, command }) =>
    [
      exe,
      prompt ? withoutNonInteractive(flags) : flags,
      prompt && `-p ${prompt}`,
      `-u ${user}`,
      command,
    ]
      .filter(Boolean)
      .join(' '),
  incorrect: /Sorry, try again\.|incorrect password attempt/,
  missing: /Sorry, a password is required to run sudo|sudo: a password is required/,
};

const METHODS: Readonly<Record<string, Method>> = {
  sudo,
  dzdo: { ...sudo, incorrect: /Sorry, try again\./ },
  su: {
    flags: '',
    build: ({ exe, flags, user, command }) =>
      [exe, flags, user, `-c ${quote(command)}`].filter(Boolean).join(' '),
    prompt: SU_PROMPT,
    incorrect: /Authentication failure|incorrect password/,
  },
  sudosu: {
    ...sudo,
    build: ({ exe, flags, user, prompt, command }) =>
      [
        exe,
        prompt ? withoutNonInteractive(flags) : flags,
        prompt && `-p ${prompt}`,
        `su -l ${user} -c ${quote(command)}`,
      ]
        .filter(Boolean)
        .join(' '),
  },
  doas: {
    flags: '',
    build: ({ exe, flags, user, prompt, command }) =>
      [exe, flags, prompt ? '' : '-n', `-u ${user}`, command].filter(Boolean).join(' '),
    prompt: /doas \([^)]*\) password:/,
    incorrect: /Permission denied|Authorization failed/,
    missing: /Authorization required|a tty is required/,
    needsTerminal: true,
  },
  pfexec: {
    flags: '',
    build: ({ exe, flags, command }) => [exe, flags, command].filter(Boolean).join(' '),
    incorrect: NEVER,
  },
};

/** sudo's flags with a password to give: it must be allowed to ask. */
function withoutNonInteractive(flags: string): string {
  return splitWords(flags)
    .filter((flag) => flag !== '-n' && flag !== '--non-interactive')
    .map((flag) => (flag.startsWith('--') ? flag : flag.replace(/^(-\w*)n(\w*)/, '$1$2')))
    .join(' ');
}

function shortName(method: string): string {
  return method.replace(/^.*\./, '');
}

/**
 * The command line that becomes another user and runs `command` (itself a command line, for that user's shell `sh`).
 * `key` makes the prompt one that nothing else prints. The password is no part of it.
 */
export function escalate(become: BecomeSpec, command: string, key: string): Escalation | null {
  const name = shortName(become.method);
  const method = METHODS[name];
  if (!method) return null;
  const { password } = become;
  const prompt = `[${name} via ansible, key=${key}] password:`;
  const commandLine = method.build({
    exe: become.exe || (name === 'sudosu' ? 'sudo' : name),
    flags: become.flags ?? method.flags,
    user: quote(become.user ?? 'root'),
    prompt: password === undefined ? '' : quote(prompt),
    command,
  });
  return {
    name,
    commandLine,
    password,
    prompt: method.prompt ?? new RegExp(prompt.replace(/[[\]]/g, '\\$&')),
    incorrect: method.incorrect,
    missing: method.missing ?? NEVER,
    needsTerminal: (method.needsTerminal ?? false) && password !== undefined,
  };
}

/** A word for sh, csh and fish alike. */
function quote(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

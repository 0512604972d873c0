import { isatty } from 'node:tty';
import { encryptVault, type VaultSecret } from '../../loader/vault/secrets.ts';
import type { VaultArguments } from '../arguments/arguments.ts';
import type { CommandContext } from '../command.ts';
import { OptionsError } from '../options-error.ts';
import { askLine } from '../terminal.ts';
import { readInput, writeOutput } from './vault-file.ts';

interface PlainString {
  readonly text: string;
  readonly origin: 'stdin' | 'the command line args' | 'the interactive prompt';
  readonly name: string | undefined;
}

const INDENT = ' '.repeat(10);

/** `encrypt_string`: prints strings as `!vault` blocks to be put into YAML. @throws OptionsError */
export async function encryptStrings(
  args: VaultArguments,
  secret: VaultSecret,
  { display }: CommandContext,
): Promise<void> {
  const strings: PlainString[] = [];
  if (args.prompt) strings.push(await promptString(args.showInput));
  const readsStdin =
    args.positionals.length === 0 || args.positionals.includes('-') || args.stdinName !== null;
  if (readsStdin) {
    if (isatty(1)) {
      display.line(
        'Reading plaintext input from stdin. (ctrl-d to end input, twice if your content does not already have a newline)',
        { stderr: true },
      );
    }
    const text = readInput('-').toString('utf8');
    if (text === '') throw new OptionsError('stdin was empty, not encrypting');
    if (isatty(1) && !text.endsWith('\n')) display.line('\n');
    strings.push({ text, origin: 'stdin', name: args.stdinName ?? undefined });
  }
  strings.push(...argumentStrings(args, (line) => display.line(line, { stderr: true })));
  const blocks = strings.map((string, index) => {
    if (strings.length > 1) display.line(delimiter(string, index + 1), { stderr: true });
    return yamlBlock(string, secret);
  });
  display.flush();
  writeOutput(Buffer.from(blocks.join('\n'), 'utf8'), args.outputFile ?? '-', true);
}

async function promptString(showInput: boolean): Promise<PlainString> {
  const name = await askLine('Variable name (enter for no name): ', { echo: true });
  const question = showInput ? 'String to encrypt:' : 'String to encrypt (hidden): ';
  const text = (await askLine(question, { echo: showInput })) ?? '';
  if (text === '') {
    throw new OptionsError('The plaintext provided from the prompt was empty, not encrypting');
  }
  return { text, origin: 'the interactive prompt', name: name === '' ? undefined : name };
}

function argumentStrings(args: VaultArguments, tell: (line: string) => void): PlainString[] {
  const texts = args.positionals.filter((text) => text !== '-');
  const { names } = args;
  if (names.length > 0 && texts.length > names.length) {
    tell('The number of --name options do not match the number of args.');
    tell(`The last named variable will be "${names.at(-1)}". The rest will not have names.`);
  }
  return texts.map((text, index) => {
    if (text === '') {
      throw new OptionsError(
        'The plaintext provided from the command line args was empty, not encrypting',
      );
    }
    return { text, origin: 'the command line args', name: names[index] };
  });
}

function delimiter({ name, origin }: PlainString, index: number): string {
  return name === undefined
    ? `# The encrypted version of the string #${index} from ${origin}.)`
    : `# The encrypted version of variable ("${name}", the string #${index} from ${origin}).`;
}

function yamlBlock({ text, name }: PlainString, secret: VaultSecret): string {
  const vault = encryptVault(Buffer.from(text, 'utf8'), secret.secret, { vaultId: secret.id });
  const lines = vault.trimEnd().split('\n');
  const key = name === undefined ? '' : `${name}: `;
  return [`${key}!vault |`, ...lines.map((line) => INDENT + line)].join('\n');
}

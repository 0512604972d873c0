import { ask, outcomeOf, requireProgram } from '../commands/program.ts';
import type { StepOutcome } from '../commands/steps.ts';
import { quoteWords } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { fetchPlain } from '../http/plain-request.ts';
import {
  bestLocale,
  type KeyId,
  keyserverProxy,
  parseKeyId,
  parseKeyListing,
} from '../packages/apt-keys.ts';

export const apt_key = defineModule({
  name: 'ansible.builtin.apt_key',
  summary: 'Add or remove an apt key',
  examples: `- name: Trust a key from a URL
  ansible.builtin.apt_key:
    url: https://ftp-master.debian.org/keys/archive-key-6.0.asc
    id: 9FED2BCBDCD29CDF762678CBAED4B06F473041FA
`,
  args: {
    id: arg.str({ doc: 'Identifier or fingerprint of the key.' }),
    url: arg.str({ doc: 'Where to fetch the key.' }),
    data: arg.str({ doc: 'The key itself.' }),
    file: arg.path({ doc: 'File of the target with the key.' }),
    keyring: arg.path({ doc: 'Keyring to use.' }),
    validate_certs: arg.bool({ default: true, doc: 'Check the certificate of the URL.' }),
    keyserver: arg.str({ doc: 'Server to fetch the key from.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether the key is to be trusted.',
    }),
  },
  constraints: { mutuallyExclusive: [['data', 'file', 'keyserver', 'url']] },
  returns: { fp: 'Fingerprint.', before: 'Keys before.', after: 'Keys after.' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check, controller }): Promise<Plan> {
    const { keyserver, file } = args;
    const present = args.state === 'present';
    const [aptKey, gpg] = await Promise.all([
      requireProgram(target, 'apt-key'),
      requireProgram(target, 'gpg'),
    ]);
    const program = [aptKey, ...(args.keyring ? ['--keyring', args.keyring] : [])];
    if (!args.id && keyserver) fail('Missing key_id, required with keyserver.');
    // With an id the key is only fetched where it has to be added.
    let data: Buffer | null = args.data ? Buffer.from(args.data) : null;
    if (args.url && !args.id) data = await download(args.url);
    const id = args.id || (await idOf(data));
    const key = id ? parseKeyId(id) : undefined;
    if (key === undefined) fail('Invalid key_id', { id });
    const before = await listKeys(key);
    const changed = before.includes(key.fingerprint) !== present;
    const about = { id, short_id: key.short, fp: key.fingerprint, key_id: key.full };
    const result: Result = { changed, ...about, before };
    if (!changed || check) return { changes: [], result };
    if (present && !file && !keyserver) {
      if (data === null && args.url) data = await download(args.url);
      if (data === null) fail('No key to add ... how did i get here?!?!', result);
    }
    const argv = [...program, ...(await words(key))];
    return {
      changes: [
        {
          op: 'run',
          command: {
            // Key servers are asked up to five times: what the last time brings is told.
            ...(present && !file && keyserver
              ? {
                  shell: `for n in 1 2 3 4; do ${quoteWords(argv)} >/dev/null 2>&1 && exit 0; done; exec ${quoteWords(argv)}`,
                }
              : { argv, ...(data === null ? {} : { stdin: data }) }),
            env: { LC_ALL: 'C' },
          },
        },
      ],
      result,
      async finish([outcome]) {
        const run = outcomeOf(outcome?.command);
        if (run.rc !== 0) await failed(argv.join(' '), key, run);
        const after = await listKeys(key);
        if (after.includes(key.fingerprint) !== present) {
          const what = present ? 'failed to add the key' : 'the key was not removed';
          fail(
            `apt-key did not return an error, but ${what} (check that the id is correct and *not* a subkey)`,
            { ...result, after },
          );
        }
        return { ...result, after };
      },
    };

    async function words(key: KeyId): Promise<readonly string[]> {
      if (!present) return ['del', key.short];
      if (file) return ['add', file];
      if (!keyserver) return ['add', '-'];
      const proxy = keyserverProxy(await target.environment());
      return ['adv', '--no-tty', '--keyserver', keyserver, ...proxy, '--recv', key.full];
    }

    async function failed(cmd: string, key: KeyId, run: StepOutcome): Promise<never> {
      const { rc, stdout, stderr } = run;
      const told = { cmd, rc, stdout, stderr };
      if (!present)
        fail(`Unable to remove a key with id ${key.short}`, { ...told, key_id: key.short });
      if (file) fail(`Unable to add a key from file ${file}`, { ...told, keyfile: file });
      if (!keyserver) fail('Unable to add a key from binary data', told);
      const locale = await bestLocale(target);
      const forced = { forced_environment: { LANG: locale, LC_ALL: locale, LC_MESSAGES: locale } };
      if (rc === 2 && stdout.includes('not found on keyserver')) {
        fail(`Key ${key.full} not found on keyserver ${keyserver}`, { cmd, ...forced });
      }
      fail(`Error fetching key ${key.full} from keyserver: ${keyserver}`, { ...told, ...forced });
    }

    async function download(url: string): Promise<Buffer> {
      controller.takesFolder?.();
      const fetched = await fetchPlain(target, url, args.validate_certs);
      if (fetched.status !== 200) fail(`Failed to download key at ${url}: ${fetched.msg}`);
      return fetched.body;
    }

    /** The first key of the file or the data; null without either, or where they hold none. */
    async function idOf(content: Buffer | null): Promise<string | null> {
      if (!file && !content?.length) return null;
      const command = { argv: [gpg, '--with-colons', file || '-'], env: { LC_ALL: 'C' } };
      const { rc, stdout, stderr } = outcomeOf(
        await target.query({ ...command, ...(file || content === null ? {} : { stdin: content }) }),
      );
      if (rc !== 0)
        fail(`Unable to extract key from '${file || 'inline data'}'`, { stdout, stderr });
      return parseKeyListing(stdout)[0] ?? null;
    }

    async function listKeys(key: KeyId): Promise<string[]> {
      const argv = [...program, 'adv', '--list-public-keys', '--keyid-format=long'];
      const { rc, stdout, stderr } = await ask(target, argv);
      if (rc !== 0) fail('Unable to list public keys', { cmd: argv.join(' '), rc, stdout, stderr });
      const found = parseKeyListing(stdout);
      return key.full.length === 8 ? found.map((name) => name.slice(-8)) : found;
    }
  },
});

import { missingProgram } from './commands/program.ts';
import type { Plan, Result } from './contract.ts';
import { arg, defineModule, fail } from './define.ts';
import { fetchUrl } from './http/fetch.ts';

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
  async plan({ args, target, check }): Promise<Plan> {
    const ring = args.keyring === null ? [] : ['--keyring', args.keyring];
    if (!args.id && args.keyserver) fail('Missing key_id, required with keyserver.');
    // With an id the key is only fetched where it has to be added.
    let data = args.url === null || args.id ? args.data : await download(args.url);
    const id = args.id || (await idOf(data));
    if (!id) fail('Invalid key_id', { id: null });
    const plain = id.replace(/^0x/i, '').replaceAll(' ', '').toUpperCase();
    if (!/^[0-9A-F]+$/.test(plain) || plain.length < 8) fail('Invalid key_id', { id });
    const short = plain.slice(-8);
    const fingerprint = plain.slice(-16);
    const shortFormat = plain.length === 8;
    const before = await listKeys(shortFormat);
    const base: Result = { id, short_id: short, fp: fingerprint, key_id: plain, before };
    const known = before.includes(fingerprint);
    const changed = known !== (args.state === 'present');
    if (!changed || check) return { changes: [], result: { ...base, changed } };
    if (args.url !== null && args.state === 'present') data ??= await download(args.url);
    const argv =
      args.state === 'absent'
        ? ['apt-key', ...ring, 'del', short]
        : args.keyserver !== null
          ? ['apt-key', 'adv', '--no-tty', ...ring, '--keyserver', args.keyserver, '--recv', plain]
          : ['apt-key', ...ring, 'add', args.file ?? '-'];
    if (args.state === 'present' && !args.file && !args.keyserver && data === null) {
      fail('No key to add ... how did i get here?!?!', base);
    }
    return {
      changes: [
        {
          op: 'run',
          command: { argv, env: { LC_ALL: 'C' }, ...(data === null ? {} : { stdin: data }) },
        },
      ],
      result: { ...base, changed: true },
      async finish([outcome]) {
        const run = outcome?.command;
        if (run !== undefined && run.rc !== 0) {
          fail(`Unable to add a key from ${args.file ?? 'stdin'}`, {
            cmd: argv.join(' '),
            rc: run.rc,
            stdout: run.stdout.toString(),
            stderr: run.stderr.toString(),
          });
        }
        return { ...base, changed: true, after: await listKeys(shortFormat) };
      },
    };

    async function download(url: string): Promise<string> {
      const fetched = await fetchUrl(target, {
        url,
        method: 'GET',
        headers: [['User-Agent', 'ansible-httpget']],
        timeout: 10,
        followRedirects: 'urllib2',
        unredirectedHeaders: [],
        forceBasicAuth: false,
        validateCertificates: args.validate_certs,
        useProxy: true,
        decompress: true,
      });
      if (fetched.status !== 200) fail(`Failed to download key at ${url}: ${fetched.msg}`);
      return fetched.body.toString('latin1');
    }

    async function idOf(text: string | null): Promise<string | undefined> {
      const from = args.file ?? '-';
      const { stdout } = await target.query({
        argv: ['gpg', '--with-colons', '--show-keys', from],
        ...(text === null ? {} : { stdin: Buffer.from(text, 'latin1') }),
      });
      return /^pub:[^:]*:[^:]*:[^:]*:([0-9A-F]+):/m.exec(stdout.toString())?.[1];
    }

    async function listKeys(shortKeys: boolean): Promise<string[]> {
      const { stdout, spawnError } = await target.query({
        argv: [
          'apt-key',
          ...ring,
          'adv',
          '--list-public-keys',
          '--keyid-format=long',
          '--with-colons',
        ],
        env: { LC_ALL: 'C', APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE: '1' },
      });
      if (spawnError !== undefined) await missingProgram(target, 'apt-key');
      return [...stdout.toString().matchAll(/^(?:pub|sub):[^:]*:[^:]*:[^:]*:([0-9A-F]+):/gm)].map(
        ([, key = '']) => (shortKeys ? key.slice(-8) : key),
      );
    }
  },
});

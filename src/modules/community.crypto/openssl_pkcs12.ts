import { backupFile, planNoPemFile, readPemFile } from '../certificates/pem-file.ts';
import { openSigner } from '../certificates/signer.ts';
import { requireProgram } from '../commands/program.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import {
  type ArgumentValues,
  arg,
  beyondNative,
  defineModule,
  type FileAttributeArguments,
  fail,
  leaveToPython,
  restate,
} from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { madeFile } from '../keys/fresh-files.ts';
import { type Bundle, certificatesOf, isBundle } from '../keys/pkcs12-bundle.ts';
import { bundleQuestion, exportScript, parseScript, readBundle } from '../keys/pkcs12-script.ts';

const ARGUMENTS = {
  action: arg.str({
    default: 'export',
    choices: ['export', 'parse'],
    doc: 'Bundle keys and certificates, or take a bundle apart.',
  }),
  other_certificates: arg.list({
    elements: 'path',
    aliases: ['ca_certificates'],
    doc: 'Files of further certificates.',
  }),
  other_certificates_parse_all: arg.bool({
    default: false,
    doc: 'Take all certificates of these files.',
  }),
  certificate_path: arg.path({ doc: 'File of the certificate.' }),
  force: arg.bool({ default: false, doc: 'Write the file in any case.' }),
  friendly_name: arg.str({ aliases: ['name'], doc: 'Name in the bundle.' }),
  encryption_level: arg.str({
    choices: ['auto', 'compatibility2022'],
    default: 'auto',
    doc: 'How the bundle is locked.',
  }),
  iter_size: arg.int({ doc: 'Rounds of the encryption.' }),
  maciter_size: arg.int({ doc: 'Rounds of the seal.' }),
  passphrase: arg.str({ noLog: true, doc: 'Phrase that locks the bundle.' }),
  path: arg.path({ required: true, doc: 'File to make.' }),
  privatekey_passphrase: arg.str({ noLog: true, doc: 'Phrase that locks the private key.' }),
  privatekey_path: arg.path({ doc: 'File of the private key.' }),
  privatekey_content: arg.str({ noLog: true, doc: 'The private key itself.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the file is to be.',
  }),
  src: arg.path({ doc: 'Bundle to take apart.' }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
  return_content: arg.bool({ default: false, doc: "Tell the file's content, in Base64." }),
  select_crypto_backend: arg.str({
    default: 'auto',
    choices: ['auto', 'cryptography', 'pyopenssl'],
    doc: 'Library of the real module.',
  }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS> & FileAttributeArguments;

export const openssl_pkcs12 = defineModule({
  name: 'community.crypto.openssl_pkcs12',
  summary: 'Generate OpenSSL PKCS#12 archive',
  examples: `- name: A bundle for a program in Java
  community.crypto.openssl_pkcs12:
    path: /etc/app/key.p12
    friendly_name: app
    passphrase: "{{ bundle_phrase }}"
    privatekey_path: /etc/ssl/private/app.pem
    certificate_path: /etc/ssl/app.crt
`,
  args: ARGUMENTS,
  constraints: {
    requiredIf: [['action', 'parse', ['src']]],
    mutuallyExclusive: [['privatekey_path', 'privatekey_content']],
  },
  fileAttributes: true,
  returns: {
    filename: 'File that was made',
    privatekey: 'File of the private key',
    pkcs12: 'Content of the file in Base64, with return_content',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, target } = context;
    refuse(args);
    if (args.mode === null) restate(args, { mode: '0400' });
    const [program, file, old] = await Promise.all([
      requireProgram(target, 'openssl'),
      readPemFile(target, args.path, { quote: "'", what: 'path' }),
      args.return_content ? target.readFile(args.path) : null,
    ]);
    const resultOf = (changed: boolean, content: Buffer | null, mode?: number): Result => ({
      filename: args.path,
      ...(args.privatekey_path !== null && { privatekey_path: args.privatekey_path }),
      ...(args.return_content && { pkcs12: content?.toString('base64') || null }),
      changed,
      ...(mode !== undefined && { mode: mode.toString(8).padStart(4, '0') }),
    });
    if (args.state === 'absent') {
      return planNoPemFile(context, file.stat, (gone) => resultOf(gone, check ? old : null));
    }
    if (check && (file.stat === null || args.force)) {
      return { changes: [], result: resultOf(true, old) };
    }
    const work = await (args.action === 'export' ? exporting : parsing)(context, program);
    const made = await createdStat(target, args.path, 'file', 0, file.parent);
    const current = { ...(file.stat ?? made), path: args.path };
    const { attributes, after, changed } = await planAttributes(args, current, target);
    const renewed = file.stat === null || args.force || !work.same;
    if (check) return { changes: [], result: resultOf(renewed || changed, old) };
    if (renewed && args.action === 'export' && !args.friendly_name)
      fail('Friendly_name is required');
    if (!renewed && !changed) return { changes: [], result: resultOf(false, old, after.mode) };
    return {
      changes: renewed
        ? madeFile({
            ...work,
            path: args.path,
            stat: file.stat,
            mode: made.mode,
            attributes,
            backup: args.backup,
          })
        : [{ op: 'attributes', path: args.path, ...attributes }],
      result: resultOf(true, old, after.mode),
      async finish(outcomes, there): Promise<Result> {
        const content = args.return_content ? await there.readFile(args.path) : null;
        return { ...resultOf(true, content, after.mode), ...backupFile(outcomes) };
      },
      failed: (error, outcomes) => ({
        changed: false,
        msg: reason(outcomes[0]?.command?.stderr.toString().trim() || error.message),
      }),
    };
  },
});

/** Python's library gives one reason for all bundles that don't open. */
const reason = (text: string): string =>
  text.includes('invalid password') ? 'Invalid password or PKCS12 data' : text;

/** What only a library knows of. @throws BeyondNative */
function refuse(args: Arguments): void {
  if (args.select_crypto_backend === 'pyopenssl') beyondNative('select_crypto_backend: pyopenssl');
  if (args.maciter_size !== null) beyondNative('maciter_size');
  if (args.iter_size !== null && args.encryption_level !== 'compatibility2022') {
    beyondNative('iter_size');
  }
}

/** How the file is made, and whether it is made so already. */
interface Work {
  readonly same: boolean;
  script(file: string): string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

async function exporting(
  { args, target }: ModuleContext<Arguments>,
  program: string,
): Promise<Work> {
  const { privatekey_path: path, privatekey_content: content, certificate_path } = args;
  const keyless = path === null && content === null;
  if (keyless !== (certificate_path === null)) {
    leaveToPython('A bundle with a private key or a certificate alone');
  }
  const read = async (name: string): Promise<string> =>
    (await target.readFile(name))?.toString() ??
    fail(`[Errno 2] No such file or directory: '${name}'`);
  const [certificate, others, signer, answer] = await Promise.all([
    certificate_path === null ? null : read(certificate_path),
    Promise.all((args.other_certificates ?? []).map(read)),
    keyless ? null : openSigner(target, { path, content, passphrase: args.privatekey_passphrase }),
    target.query(bundleQuestion(program, args.path, args.passphrase)),
  ]);
  const wanted: Bundle = {
    key: signer?.key.der ?? null,
    certificate: certificate === null ? null : (certificatesOf(certificate, false)[0] ?? null),
    others: others.flatMap((text) => certificatesOf(text, args.other_certificates_parse_all)),
    name: args.friendly_name,
  };
  return {
    same: isBundle(readBundle(answer.stdout), wanted),
    script: (file) => exportScript(program, file, { ...args, bundle: wanted }),
    env: {
      KEY_PHRASE: args.privatekey_passphrase ?? '',
      BUNDLE_PHRASE: args.passphrase ?? '',
      BUNDLE_CERTIFICATE: wanted.certificate ?? '',
      BUNDLE_OTHERS: wanted.others.join(''),
    },
    ...(content !== null && { stdin: content }),
  };
}

async function parsing({ args, target }: ModuleContext<Arguments>, program: string): Promise<Work> {
  const script = parseScript(program, args.src ?? '');
  const env = { BUNDLE_PHRASE: args.passphrase ?? '' };
  const { stdout } = await target.query({
    shell: `{ ${script}; } 2>/dev/null | cmp -s - "$BUNDLE_PATH" && echo same`,
    env: { LC_ALL: 'C', ...env, BUNDLE_PATH: args.path },
  });
  return {
    same: stdout.toString().trim() === 'same',
    script: (file) => `umask 077; ( ${script} ) >${file} && test -s ${file}`,
    env,
  };
}

import { BACKEND } from '../certificates/info-arguments.ts';
import { planNoPemFile, planPemFile, readPemFile } from '../certificates/pem-file.ts';
import { openSigner } from '../certificates/signer.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail, leaveToPython } from '../define.ts';
import { authorizedText, withoutComment } from '../keys/openssh-public-key.ts';
import { fingerprints, publicKeyInfo, readPublicKeyPem } from '../keys/openssl-public-key.ts';

export const openssl_publickey = defineModule({
  name: 'community.crypto.openssl_publickey',
  summary: 'Generate an OpenSSL public key from its private key.',
  examples: `- name: The public half of a key
  community.crypto.openssl_publickey:
    path: /etc/ssl/web.pub
    privatekey_path: /etc/ssl/private/web.pem
`,
  args: {
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the key is to be.',
    }),
    force: arg.bool({ default: false, doc: 'Write the key in any case.' }),
    path: arg.path({ required: true, doc: 'File of the public key.' }),
    privatekey_path: arg.path({ doc: 'File of the private key.' }),
    privatekey_content: arg.str({ noLog: true, doc: 'The private key itself.' }),
    format: arg.str({ default: 'PEM', choices: ['OpenSSH', 'PEM'], doc: 'Format of the file.' }),
    privatekey_passphrase: arg.str({ noLog: true, doc: 'Phrase that locks the private key.' }),
    backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
    select_crypto_backend: BACKEND,
    return_content: arg.bool({ default: false, doc: 'Tell the public key itself.' }),
  },
  constraints: {
    mutuallyExclusive: [['privatekey_path', 'privatekey_content']],
    requiredIf: [['state', 'present', ['privatekey_path', 'privatekey_content'], true]],
  },
  fileAttributes: true,
  returns: {
    filename: 'File of the public key',
    fingerprint: 'Fingerprints of the key',
    publickey: 'The key, with return_content',
  },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { args, check, target } = context;
    const [file, known] = await Promise.all([
      readPemFile(target, args.path, { quote: "'" }),
      args.privatekey_path === null ? null : target.stat(args.privatekey_path, { follow: true }),
    ]);
    const resultOf = (changed: boolean, shown: Partial<Shown>): Result => ({
      privatekey: args.privatekey_path,
      filename: args.path,
      format: args.format,
      changed,
      fingerprint: shown.fingerprint ?? {},
      ...(args.return_content && { publickey: shown.text ?? null }),
      diff: { before: shown.before ?? {}, after: shown.after ?? {} },
    });
    // What is there is not looked at before a check is told.
    const asFound = (changed: boolean): Result => resultOf(changed, { text: file.text });
    if (args.state === 'absent') {
      return planNoPemFile(
        context,
        file.stat,
        check ? asFound : (changed) => resultOf(changed, {}),
      );
    }
    const missing = args.privatekey_content === null && known === null;
    if (missing && !check) fail(`The private key ${args.privatekey_path} does not exist`);
    if (check && (missing || file.text === null || args.force)) {
      return { changes: [], result: asFound(true) };
    }
    const { key } = await openSigner(target, {
      path: args.privatekey_path,
      content: args.privatekey_content,
      passphrase: args.privatekey_passphrase,
    });
    const ssh = args.format === 'OpenSSH';
    const wanted =
      (ssh ? authorizedText(key) : key.pem) ??
      leaveToPython(`A key of type ${key.type} in the format OpenSSH`);
    const found = ssh ? withoutComment(file.text ?? '') : readPublicKeyPem(file.text ?? '')?.pem;
    const renewed = args.force || found !== wanted;
    const before = publicKeyInfo(file.text);
    const after = renewed ? publicKeyInfo(wanted) : before;
    const text = renewed ? wanted : file.text;
    return planPemFile(context, file, {
      renewed,
      text: wanted,
      resultOf: (changed) =>
        check
          ? asFound(changed)
          : resultOf(changed, { fingerprint: fingerprints(key.der), text, before, after }),
    });
  },
});

/** What results tell once the keys were looked at. */
interface Shown {
  readonly fingerprint: Result;
  readonly text: string | null;
  readonly before: Result;
  readonly after: Result;
}

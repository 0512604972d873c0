import { BACKEND } from '../certificates/info-arguments.ts';
import { FILE_DIGEST, SIGNING_KEYS, signedFile } from '../certificates/signed-file.ts';
import { openSigner } from '../certificates/signer.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const openssl_signature = defineModule({
  name: 'community.crypto.openssl_signature',
  summary: 'Sign data with openssl',
  examples: `- name: Sign a release
  community.crypto.openssl_signature:
    privatekey_path: /etc/ssl/private/release.pem
    path: /srv/release.tar
  register: signed
`,
  args: {
    privatekey_path: arg.path({ doc: 'File of the private key.' }),
    privatekey_content: arg.str({ noLog: true, doc: 'The private key itself.' }),
    privatekey_passphrase: arg.str({ noLog: true, doc: 'Phrase that locks the private key.' }),
    path: arg.path({ required: true, doc: 'File to sign.' }),
    select_crypto_backend: BACKEND,
  },
  constraints: {
    mutuallyExclusive: [['privatekey_path', 'privatekey_content']],
    requiredOneOf: [['privatekey_path', 'privatekey_content']],
  },
  returns: { signature: 'The signature in Base64' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const content = await signedFile(target, args.path);
    const { key, sign } = await openSigner(target, {
      path: args.privatekey_path,
      content: args.privatekey_content,
      passphrase: args.privatekey_passphrase,
    });
    // The real module stumbles over its own message.
    if (!SIGNING_KEYS.includes(key.type)) {
      fail("'SignatureCryptography' object has no attribute 'module'");
    }
    const signature = await sign(content, FILE_DIGEST);
    return { changes: [], result: { changed: false, signature: signature.toString('base64') } };
  },
});

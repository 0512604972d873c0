import { pemCertificate } from '../certificates/certificate.ts';
import { BACKEND } from '../certificates/info-arguments.ts';
import { needsDigest, verifies } from '../certificates/signatures.ts';
import {
  FILE_DIGEST,
  SIGNING_KEYS,
  signatureBytes,
  signedFile,
} from '../certificates/signed-file.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { readPublicKeyDer } from '../keys/openssl-public-key.ts';

export const openssl_signature_info = defineModule({
  name: 'community.crypto.openssl_signature_info',
  summary: 'Verify signatures with openssl',
  examples: `- name: Is it our release?
  community.crypto.openssl_signature_info:
    certificate_path: /etc/ssl/release.crt
    path: /srv/release.tar
    signature: "{{ signed.signature }}"
`,
  args: {
    certificate_path: arg.path({ doc: "File of the signer's certificate." }),
    certificate_content: arg.str({ doc: "The signer's certificate itself." }),
    path: arg.path({ required: true, doc: 'File that is signed.' }),
    signature: arg.str({ required: true, doc: 'The signature in Base64.' }),
    select_crypto_backend: BACKEND,
  },
  constraints: {
    mutuallyExclusive: [['certificate_path', 'certificate_content']],
    requiredOneOf: [['certificate_path', 'certificate_content']],
  },
  returns: { valid: 'Whether the signature holds' },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target }): Promise<Plan> {
    const { certificate_path: path, certificate_content } = args;
    const content = await signedFile(target, args.path);
    const text = certificate_content ?? (await target.readFile(path ?? ''))?.toString();
    if (text === undefined) fail(`[Errno 2] No such file or directory: '${path}'`);
    const signature = signatureBytes(args.signature);
    const { key } = pemCertificate(text);
    const { type } = readPublicKeyDer(key);
    // The real module stumbles over its own message.
    if (!SIGNING_KEYS.includes(type)) {
      fail("'SignatureInfoCryptography' object has no attribute 'module'");
    }
    const digest = needsDigest(type) ? FILE_DIGEST : null;
    const valid = verifies(key, digest, content, signature);
    return { changes: [], result: { changed: false, valid } };
  },
});

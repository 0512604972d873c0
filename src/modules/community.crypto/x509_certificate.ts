import { issuanceResult, issuanceWork } from '../certificates/issuance-work.ts';
import {
  ACME_ARGUMENTS,
  ENTRUST_REQUIRED,
  ISSUER_ARGUMENTS,
  ISSUER_CONSTRAINTS,
} from '../certificates/issuer-arguments.ts';
import { planNoPemFile, planPemFile, readPemFile } from '../certificates/pem-file.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule } from '../define.ts';

const ARGUMENTS = {
  provider: arg.str({
    choices: ['acme', 'entrust', 'ownca', 'selfsigned'],
    doc: 'Whom the certificate comes from.',
  }),
  ...ISSUER_ARGUMENTS,
  ...ACME_ARGUMENTS,
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    doc: 'Whether the certificate is to be.',
  }),
  path: arg.path({ required: true, doc: 'File of the certificate.' }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
  return_content: arg.bool({ default: false, doc: 'Tell the certificate itself.' }),
};

export const x509_certificate = defineModule({
  name: 'community.crypto.x509_certificate',
  summary: 'Generate and/or check OpenSSL certificates',
  examples: `- name: A certificate for the web server
  community.crypto.x509_certificate:
    path: /etc/ssl/web.crt
    csr_path: /etc/ssl/web.csr
    privatekey_path: /etc/ssl/private/web.pem
    provider: selfsigned
`,
  args: ARGUMENTS,
  constraints: {
    ...ISSUER_CONSTRAINTS,
    requiredIf: [['state', 'present', ['provider']], ENTRUST_REQUIRED],
  },
  fileAttributes: true,
  returns: {
    filename: 'File of the certificate',
    certificate: 'The certificate, with return_content',
    notBefore: 'When it begins',
    notAfter: 'When it ends',
    serial_number: 'Its number',
  },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { args, check, target } = context;
    const { path } = args;
    const about = { filename: path, privatekey: args.privatekey_path, csr: args.csr_path };
    if (args.state === 'absent') {
      const content = args.return_content ? { certificate: null } : {};
      const stat = await target.stat(path, { follow: true });
      return planNoPemFile(context, stat, (changed) => ({ changed, ...about, ...content }));
    }
    const [file, clock] = await Promise.all([
      readPemFile(target, path),
      target.query({ argv: ['date', '+%s'] }),
    ]);
    const now = Number(clock.stdout.toString());
    const work = await issuanceWork(target, args, args.force ? null : file.text, now, check);
    return planPemFile(context, file, {
      renewed: work.renewed,
      text: work.text,
      resultOf: (changed) => {
        const after = work.text ?? file.text;
        return {
          ...issuanceResult(args, work, file.text, now, check),
          ...(args.return_content && { certificate: after }),
          filename: path,
          changed,
        };
      },
    });
  },
});

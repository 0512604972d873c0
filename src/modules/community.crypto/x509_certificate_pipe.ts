import { issuanceResult, issuanceWork } from '../certificates/issuance-work.ts';
import {
  ENTRUST_REQUIRED,
  ISSUER_ARGUMENTS,
  ISSUER_CONSTRAINTS,
} from '../certificates/issuer-arguments.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule } from '../define.ts';

export const x509_certificate_pipe = defineModule({
  name: 'community.crypto.x509_certificate_pipe',
  summary: 'Generate and/or check OpenSSL certificates',
  examples: `- name: Certify what another host asks for
  community.crypto.x509_certificate_pipe:
    provider: ownca
    csr_content: "{{ request.csr }}"
    ownca_path: /etc/ssl/ca.crt
    ownca_privatekey_path: /etc/ssl/private/ca.pem
  register: issued
`,
  args: {
    provider: arg.str({
      required: true,
      choices: ['entrust', 'ownca', 'selfsigned'],
      doc: 'Whom the certificate comes from.',
    }),
    ...ISSUER_ARGUMENTS,
    content: arg.str({ doc: 'The certificate as it is.' }),
  },
  constraints: { ...ISSUER_CONSTRAINTS, requiredIf: [ENTRUST_REQUIRED] },
  returns: { certificate: 'The certificate, as it was or made anew' },
  support: { check: 'full', diff: 'full' },
  async plan({ args, check, target }): Promise<Plan> {
    const { content, force } = args;
    const clock = await target.query({ argv: ['date', '+%s'] });
    const now = Number(clock.stdout.toString());
    const work = await issuanceWork(target, args, force ? null : content, now, check);
    return {
      changes: [],
      result: {
        ...issuanceResult(args, work, content, now, check),
        certificate: (work.text ?? content) || null,
        changed: work.renewed,
      },
    };
  },
});

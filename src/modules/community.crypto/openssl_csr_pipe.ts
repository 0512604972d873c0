import { checkRequest, requestResult, requestWork } from '../certificates/request-work.ts';
import {
  REQUEST_ARGUMENTS,
  REQUEST_CONSTRAINTS,
} from '../certificates/signing-request-arguments.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule } from '../define.ts';

export const openssl_csr_pipe = defineModule({
  name: 'community.crypto.openssl_csr_pipe',
  summary: 'Generate OpenSSL Certificate Signing Request (CSR)',
  examples: `- name: A request that goes to another host
  community.crypto.openssl_csr_pipe:
    privatekey_path: /etc/ssl/private/web.pem
    common_name: www.example.com
  register: request
`,
  args: { ...REQUEST_ARGUMENTS, content: arg.str({ doc: 'The request as it is.' }) },
  constraints: {
    ...REQUEST_CONSTRAINTS,
    requiredOneOf: [['privatekey_path', 'privatekey_content']],
  },
  returns: { csr: 'The request, as it was or made anew' },
  support: { check: 'full', diff: 'full' },
  async plan({ args: given, check, target }): Promise<Plan> {
    const args = checkRequest(given);
    const { renewed, text } = await requestWork(target, args, args.content, check);
    const csr = text ?? args.content;
    return {
      changes: [],
      result: { ...requestResult(args, args.content, csr), csr: csr || null, changed: renewed },
    };
  },
});

import {
  type PemFileArguments,
  planNoPemFile,
  planPemFile,
  readPemFile,
} from '../certificates/pem-file.ts';
import { checkRequest, requestResult, requestWork } from '../certificates/request-work.ts';
import {
  REQUEST_ARGUMENTS,
  REQUEST_CONSTRAINTS,
} from '../certificates/signing-request-arguments.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule } from '../define.ts';

const ARGUMENTS = {
  ...REQUEST_ARGUMENTS,
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the request is to be.',
  }),
  force: arg.bool({ default: false, doc: 'Make a new request in any case.' }),
  path: arg.path({ required: true, doc: 'File of the request.' }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
  return_content: arg.bool({ default: false, doc: 'Tell the request itself.' }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS> & PemFileArguments;

export const openssl_csr = defineModule({
  name: 'community.crypto.openssl_csr',
  summary: 'Generate OpenSSL Certificate Signing Request (CSR)',
  examples: `- name: A request for the web server
  community.crypto.openssl_csr:
    path: /etc/ssl/web.csr
    privatekey_path: /etc/ssl/private/web.pem
    common_name: www.example.com
`,
  args: ARGUMENTS,
  constraints: {
    ...REQUEST_CONSTRAINTS,
    requiredIf: [['state', 'present', ['privatekey_path', 'privatekey_content'], true]],
  },
  fileAttributes: true,
  returns: {
    filename: 'File of the request',
    subject: 'Parts of the subject',
    subjectAltName: 'Further names',
    csr: 'The request, with return_content',
  },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { check, target } = context;
    const file = await readPemFile(target, context.args.path);
    const args = checkRequest(context.args);
    if (args.state === 'absent') {
      return planNoPemFile(context, file.stat, (changed) => resultOf(args, null, null, changed));
    }
    const before = args.force ? null : file.text;
    const { renewed, text } = await requestWork(target, args, before, check);
    return planPemFile(context, file, {
      renewed,
      text,
      resultOf: (changed) => resultOf(args, file.text, text ?? file.text, changed),
    });
  },
});

function resultOf(
  args: Arguments,
  before: string | null,
  after: string | null,
  changed: boolean,
): Result {
  return {
    ...requestResult(args, before, after),
    ...(args.return_content && { csr: after }),
    filename: args.path,
    changed,
  };
}

import {
  certificateFacts,
  pemCertificate,
  readCertificateDer,
} from '../certificates/certificate.ts';
import { BACKEND, NAME_ENCODING, PATH_OR_CONTENT } from '../certificates/info-arguments.ts';
import { looksLikePem } from '../certificates/unreadable-pem.ts';
import { moment } from '../certificates/validity.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail, leaveToPython, restate } from '../define.ts';
import { pythonClass } from '../definition/python-text.ts';

export const x509_certificate_info = defineModule({
  name: 'community.crypto.x509_certificate_info',
  summary: 'Provide information of OpenSSL X.509 certificates',
  examples: `- name: Will it hold for another week?
  community.crypto.x509_certificate_info:
    path: /etc/ssl/web.crt
    valid_at:
      soon: +1w
`,
  args: {
    path: arg.path({ doc: 'File of the certificate.' }),
    content: arg.str({ doc: 'The certificate itself.' }),
    valid_at: arg.dict({ doc: 'Moments by names of your choice.' }),
    name_encoding: NAME_ENCODING,
    select_crypto_backend: BACKEND,
  },
  constraints: PATH_OR_CONTENT,
  returns: {
    subject: 'Whom the certificate is about',
    issuer: 'Whom it comes from',
    not_after: 'When it ends',
    expired: 'Whether that has passed',
    valid_at: 'Whether it holds at the moments that were given',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target }): Promise<Plan> {
    const [clock, content] = await Promise.all([
      target.query({ argv: ['date', '+%s'] }),
      args.content ?? target.readFile(args.path ?? ''),
    ]);
    if (content === null) {
      fail(
        `Error while reading certificate file from disk: [Errno 2] No such file or directory: '${args.path}'`,
      );
    }
    const now = Number(clock.stdout.toString());
    const certificate =
      typeof content === 'string' || looksLikePem(content)
        ? pemCertificate(content.toString())
        : (readCertificateDer(content) ?? leaveToPython("The certificate can't be read"));
    const moments = Object.entries(args.valid_at ?? {}).map(([name, text]) => {
      if (typeof text !== 'string') {
        const type = pythonClass(text);
        fail(`The value for valid_at.${name} must be of type string (got ${type})`);
      }
      return [name, moment(text, `valid_at.${name}`, now).seconds] as const;
    });
    const shown = moments.map(([name, at]) => [
      name,
      new Date(at * 1000).toISOString().slice(0, 19),
    ]);
    if (args.valid_at !== null) restate(args, { valid_at: Object.fromEntries(shown) });
    const holds = moments.map(([name, at]) => [
      name,
      certificate.notBefore <= at && at <= certificate.notAfter,
    ]);
    return {
      changes: [],
      result: {
        changed: false,
        ...certificateFacts(certificate, now, { encoding: args.name_encoding }),
        valid_at: Object.fromEntries(holds),
      },
    };
  },
});

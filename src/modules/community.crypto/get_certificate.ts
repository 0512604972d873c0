import { decodeText } from '../../targets/text.ts';
import { certificateFacts, readCertificate } from '../certificates/certificate.ts';
import { toPem } from '../certificates/der.ts';
import { BACKEND } from '../certificates/info-arguments.ts';
import { shortName } from '../certificates/object-names.ts';
import { requireProgram } from '../commands/program.ts';
import type { Json, Plan } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail, leaveToPython } from '../define.ts';

const ARGUMENTS = {
  ca_cert: arg.path({ doc: 'Certificates of the CAs that may have signed.' }),
  host: arg.str({ required: true, doc: 'Whom to ask.' }),
  port: arg.int({ required: true, doc: 'Where it listens.' }),
  proxy_host: arg.str({ doc: 'Proxy on the way.' }),
  proxy_port: arg.int({ default: 8080, doc: 'Where the proxy listens.' }),
  server_name: arg.str({ doc: 'Name to ask for, where it is another one.' }),
  timeout: arg.int({ default: 10, doc: 'Seconds to wait.' }),
  select_crypto_backend: BACKEND,
  starttls: arg.str({ choices: ['mysql'], doc: 'How to begin the encryption.' }),
  ciphers: arg.list({ elements: 'str', doc: 'Ciphers to offer.' }),
  asn1_base64: arg.bool({ default: false, doc: 'Tell extensions in Base64.' }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS>;

export const get_certificate = defineModule({
  name: 'community.crypto.get_certificate',
  summary: 'Get a certificate from a host:port',
  examples: `- name: When does it end?
  community.crypto.get_certificate:
    host: www.example.com
    port: 443
  delegate_to: localhost
  register: shown
`,
  args: ARGUMENTS,
  returns: {
    cert: 'The certificate',
    subject: 'Whom it is about',
    issuer: 'Whom it comes from',
    not_after: 'When it ends',
    expired: 'Whether that has passed',
  },
  support: { check: 'none', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const { ca_cert } = args;
    const [program, authorities] = await Promise.all([
      requireProgram(target, 'openssl'),
      ca_cert === null ? null : target.stat(ca_cert, { follow: true }),
    ]);
    if (ca_cert !== null && authorities?.type !== 'file') fail('ca_cert file does not exist');
    const { rc, stdout, stderr } = await target.query({
      argv: [program, ...words(args)],
      env: { LC_ALL: 'C' },
      stdin: '',
      ...(args.timeout > 0 && { timeout: args.timeout }),
    });
    const text = stdout.toString();
    const verified = ca_cert === null || /Verify return code: 0 /.test(text);
    const certificate = verified
      ? readCertificate(text.slice(text.indexOf('-----BEGIN CERT')))
      : null;
    if (certificate === null) return refused(args, rc, stderr.toString());
    const clock = await target.query({ argv: ['date', '+%s'] });
    const facts = certificateFacts(certificate, Number(clock.stdout.toString()));
    const names = (parts: typeof certificate.subject): Json =>
      Object.fromEntries(parts.map(([dotted, value]) => [shortName(dotted), value]));
    return {
      changes: [],
      result: {
        changed: false,
        cert: toPem('CERTIFICATE', certificate.bytes),
        subject: names(certificate.subject),
        expired: facts.expired,
        extensions: certificate.extensions.map(({ oid, critical, value }) => ({
          critical,
          asn1_data: args.asn1_base64 ? value.toString('base64') : decodeText(value),
          name: shortName(oid),
        })),
        issuer: names(certificate.issuer),
        not_after: facts.not_after,
        not_before: facts.not_before,
        serial_number: certificate.serial,
        signature_algorithm: facts.signature_algorithm,
        version: certificate.version - 1,
      },
    };
  },
});

function words(args: Arguments): string[] {
  const { host, port, proxy_host, server_name, ca_cert, starttls, ciphers } = args;
  const place = (name: string, at: number): string =>
    `${name.includes(':') ? `[${name}]` : name}:${at}`;
  return [
    's_client',
    '-connect',
    place(host, port),
    '-servername',
    server_name ?? host,
    ...(proxy_host === null ? [] : ['-proxy', place(proxy_host, args.proxy_port)]),
    ...(ca_cert === null ? [] : ['-CAfile', ca_cert]),
    ...(starttls === null ? [] : ['-starttls', starttls]),
    ...(ciphers === null ? [] : ['-cipher', ciphers.join(':')]),
  ];
}

/** Why there was no certificate, in Python's words. @throws ModuleFailure, BeyondNative */
function refused(
  { host, port, proxy_host, proxy_port }: Arguments,
  rc: number,
  stderr: string,
): never {
  const errno = /connect:errno=(\d+)/.exec(stderr)?.[1];
  const reason =
    rc < 0
      ? 'timed out'
      : errno === '111'
        ? '[Errno 111] Connection refused'
        : errno === '113'
          ? '[Errno 113] No route to host'
          : /Name or service not known/.test(stderr)
            ? '[Errno -2] Name or service not known'
            : undefined;
  const way = proxy_host === null ? '' : ` via proxy ${proxy_host}:${proxy_port}`;
  const from = `Failed to get cert${way} from ${host}:${port}`;
  return reason === undefined
    ? leaveToPython(`${from}, error: ${stderr.trim()}`)
    : fail(`${from}, error: ${reason}`);
}

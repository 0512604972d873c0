import type { ReadTarget } from '../../targets/types.ts';
import { NAME_ENCODING } from '../certificates/info-arguments.ts';
import { type PemFile, planNoPemFile, planPemFile, readPemFile } from '../certificates/pem-file.ts';
import {
  listFacts,
  listSide,
  type RevocationList,
  readRevocationList,
  shownEntry,
} from '../certificates/revocation-list.ts';
import {
  convertedList,
  isWantedList,
  signedList,
  type WantedList,
} from '../certificates/revocation-work.ts';
import { isDigest } from '../certificates/signatures.ts';
import { openSigner } from '../certificates/signer.ts';
import { moment, timestamp } from '../certificates/validity.ts';
import { REVOCATION_OPTIONS, wantedRevocations } from '../certificates/wanted-revocations.ts';
import { namedParts, orderedParts } from '../certificates/wanted-subject.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    doc: 'Whether the list is to be.',
  }),
  crl_mode: arg.str({
    choices: ['generate', 'update'],
    doc: 'Whether entries of the old list go (`generate`, the default) or stay.',
  }),
  mode: arg.str({
    choices: ['generate', 'update'],
    removedInVersion: '3.0.0',
    doc: 'Old name of `crl_mode`.',
  }),
  force: arg.bool({ default: false, doc: 'Make a new list in any case.' }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
  path: arg.path({ required: true, doc: 'File of the list.' }),
  format: arg.str({ default: 'pem', choices: ['pem', 'der'], doc: 'Format of the file.' }),
  privatekey_path: arg.path({ doc: "File of the CA's private key." }),
  privatekey_content: arg.str({ noLog: true, doc: "The CA's private key itself." }),
  privatekey_passphrase: arg.str({ noLog: true, doc: 'Phrase that locks the private key.' }),
  issuer: arg.dict({ doc: "Parts of the CA's name." }),
  issuer_ordered: arg.list({ elements: 'dict', doc: "Parts of the CA's name in their order." }),
  last_update: arg.str({ default: '+0s', doc: 'Since when the list holds.' }),
  next_update: arg.str({ doc: 'When there is to be another one.' }),
  digest: arg.str({ default: 'sha256', doc: 'Digest that is signed.' }),
  ignore_timestamps: arg.bool({ default: false, doc: 'Keep a list with other times.' }),
  return_content: arg.bool({ default: false, doc: 'Tell the list itself.' }),
  revoked_certificates: arg.list({
    elements: 'dict',
    options: REVOCATION_OPTIONS,
    constraints: {
      requiredOneOf: [['path', 'content', 'serial_number']],
      mutuallyExclusive: [['path', 'content', 'serial_number']],
    },
    doc: 'Certificates that are revoked.',
  }),
  name_encoding: NAME_ENCODING,
};

type Arguments = ArgumentValues<typeof ARGUMENTS>;

export const x509_crl = defineModule({
  name: 'community.crypto.x509_crl',
  summary: 'Generate Certificate Revocation Lists (CRLs)',
  examples: `- name: Revoke a certificate
  community.crypto.x509_crl:
    path: /etc/ssl/my-ca.crl
    privatekey_path: /etc/ssl/private/my-ca.pem
    issuer:
      CN: My CA
    last_update: "20240101000000Z"
    next_update: "20250101000000Z"
    revoked_certificates:
      - path: /etc/ssl/web.crt
        revocation_date: "20231224000000Z"
        reason: key_compromise
`,
  args: ARGUMENTS,
  constraints: {
    requiredIf: [
      ['state', 'present', ['privatekey_path', 'privatekey_content'], true],
      ['state', 'present', ['issuer', 'issuer_ordered'], true],
      ['state', 'present', ['next_update', 'revoked_certificates'], false],
    ],
    mutuallyExclusive: [
      ['privatekey_path', 'privatekey_content'],
      ['issuer', 'issuer_ordered'],
    ],
  },
  fileAttributes: true,
  returns: {
    filename: 'File of the list',
    issuer: 'Whom it comes from',
    revoked_certificates: 'The entries',
    crl: 'The list, with return_content',
  },
  support: { check: 'full', diff: 'full' },
  showArgs({ mode, ...shown }) {
    return mode && shown.crl_mode
      ? { mode, ...shown }
      : { ...shown, crl_mode: mode || shown.crl_mode };
  },
  async plan(context): Promise<Plan> {
    const { args, check, target } = context;
    const { path } = args;
    if (args.mode && args.crl_mode) {
      fail('You cannot use both `mode` and `crl_mode`. Use `crl_mode`.');
    }
    const file = await readPemFile(target, path, { anyFolder: true });
    const before = file.content === null ? null : readRevocationList(file.content);
    if (args.state === 'absent') {
      const list =
        check && args.next_update !== null
          ? wantedResult(args, await wantedList(target, args))
          : listResult(args, before);
      const side = listSide(before, args.name_encoding);
      const told = { ...list, ...contentOf(args, before, existing(file, before)) };
      const diff = { before: side, after: side };
      return planNoPemFile(context, file.stat, (changed) => ({ ...told, diff, changed }));
    }
    const wanted = await wantedList(target, args);
    const fits = before !== null && !args.force && isWantedList(before, wanted);
    // A list without entries is nothing to Python: it stays in its format.
    const converts = fits && before.format !== args.format && (check || before.entries.length > 0);
    const bytes = check
      ? null
      : !fits
        ? await signedList(wanted, before)
        : converts
          ? convertedList(before, args.format)
          : null;
    const after = bytes === null ? before : readRevocationList(bytes);
    // The option `mode` is none of files here.
    return planPemFile({ ...context, args: { ...args, mode: null } }, file, {
      renewed: !fits || converts,
      text: bytes,
      resultOf: (changed) => ({
        ...(check ? wantedResult(args, wanted) : listResult(args, after)),
        ...contentOf(args, after, bytes ?? existing(file, before)),
        diff: {
          before: listSide(before, args.name_encoding),
          after: listSide(after, args.name_encoding),
        },
        changed,
      }),
    });
  },
});

const existing = ({ content }: PemFile, list: RevocationList | null): Buffer | null =>
  list === null ? null : content;

async function wantedList(target: ReadTarget, args: Arguments): Promise<WantedList> {
  const ordered = Boolean(args.issuer_ordered?.length);
  const issuer = ordered
    ? orderedParts(args.issuer_ordered ?? [], 'issuer_ordered')
    : namedParts(args.issuer ?? {}, 'issuer');
  const clock = await target.query({ argv: ['date', '+%s'] });
  const now = Number(clock.stdout.toString());
  const lastUpdate = moment(args.last_update, 'last_update', now);
  const nextUpdate = moment(args.next_update ?? '', 'next_update', now);
  if (!isDigest(args.digest)) fail(`The digest "${args.digest}" is not supported`);
  const entries = await wantedRevocations(target, args.revoked_certificates ?? [], now);
  const signer = await openSigner(target, {
    path: args.privatekey_path,
    content: args.privatekey_content,
    passphrase: args.privatekey_passphrase,
  });
  return {
    signer,
    format: args.format,
    update: (args.mode || args.crl_mode) === 'update',
    ignoreTimestamps: args.ignore_timestamps,
    issuer,
    ordered,
    lastUpdate,
    nextUpdate,
    digest: args.digest,
    entries,
  };
}

const fileResult = (args: Arguments): Result => ({
  filename: args.path,
  privatekey: args.privatekey_path,
  format: args.format,
});

/** What results tell in check mode: the list as it is to be. */
const wantedResult = (args: Arguments, wanted: WantedList): Result => ({
  ...fileResult(args),
  last_update: timestamp(wanted.lastUpdate.seconds),
  next_update: timestamp(wanted.nextUpdate.seconds),
  digest: args.digest,
  issuer_ordered: wanted.issuer.map(([name, value]) => [name, value]),
  issuer: Object.fromEntries(wanted.issuer),
  revoked_certificates: wanted.entries.map((entry) => shownEntry(entry, args.name_encoding)),
});

const NO_LIST = {
  last_update: null,
  next_update: null,
  digest: null,
  issuer_ordered: null,
  issuer: null,
};

const listResult = (args: Arguments, list: RevocationList | null): Result => ({
  ...fileResult(args),
  // A list without entries is nothing to Python.
  ...(list?.entries.length ? listFacts(list) : NO_LIST),
  revoked_certificates: (list?.entries ?? []).map((entry) => shownEntry(entry, args.name_encoding)),
});

/** The list's text, or its bytes in Base64. */
function contentOf(args: Arguments, list: RevocationList | null, bytes: Buffer | null): Result {
  if (!args.return_content) return {};
  if (list === null || bytes === null) return { crl: null };
  return { crl: list.format === 'pem' ? bytes.toString() : bytes.toString('base64') };
}

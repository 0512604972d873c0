import type { Change } from '../../targets/types.ts';
import { derValue, derValues, fromPem, wholeNumber } from '../certificates/der.ts';
import { backupFile, planNoPemFile, readPemFile } from '../certificates/pem-file.ts';
import { requireProgram } from '../commands/program.ts';
import { quoteWord } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule } from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { madeFile } from '../keys/fresh-files.ts';

export const openssl_dhparam = defineModule({
  name: 'community.crypto.openssl_dhparam',
  summary: 'Generate OpenSSL Diffie-Hellman Parameters',
  examples: `- name: Parameters for the web server
  community.crypto.openssl_dhparam:
    path: /etc/ssl/dhparams.pem
    size: 2048
`,
  args: {
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether the parameters are to be.',
    }),
    size: arg.int({ default: 4096, doc: 'Bits of the parameters.' }),
    force: arg.bool({ default: false, doc: 'Make new parameters in any case.' }),
    path: arg.path({ required: true, doc: 'File of the parameters.' }),
    backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
    select_crypto_backend: arg.str({
      default: 'auto',
      choices: ['auto', 'cryptography', 'openssl'],
      doc: 'Library of the real module.',
    }),
    return_content: arg.bool({ default: false, doc: 'Tell the parameters themselves.' }),
  },
  fileAttributes: true,
  returns: {
    filename: 'File of the parameters',
    size: 'Bits of the parameters',
    dhparams: 'The parameters, with return_content',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, target } = context;
    const { path, size } = args;
    const { parent, stat, text } = await readPemFile(target, path, { quote: "'" });
    const result = (changed: boolean, dhparams: string | null): Result => ({
      size,
      filename: path,
      changed,
      ...(args.return_content && { dhparams }),
    });
    if (args.state === 'absent') {
      return planNoPemFile(context, stat, (gone) => result(gone, check ? text : null));
    }
    const renewed = args.force || text === null || bitsOf(text) !== size;
    const made = await createdStat(target, path, 'file', 0, parent);
    const { attributes, changed } = await planAttributes(args, { ...(stat ?? made), path }, target);
    if (check || !(renewed || changed)) {
      return { changes: [], result: result(renewed || changed, text) };
    }
    const changes: Change[] = [];
    if (renewed) {
      const program = quoteWord(await requireProgram(target, 'openssl'));
      changes.push(
        ...madeFile({
          path,
          stat,
          mode: made.mode,
          attributes,
          backup: args.backup,
          script: (file) => `${program} dhparam -out ${file} ${size}`,
        }),
      );
    } else changes.push({ op: 'attributes', path, ...attributes });
    return {
      changes,
      result: result(true, text),
      async finish(outcomes): Promise<Result> {
        const after = args.return_content ? await target.readFile(path) : null;
        return {
          ...result(true, after?.toString() ?? null),
          ...backupFile(outcomes),
        };
      },
      failed: (error, outcomes) => ({
        changed: false,
        msg: outcomes[0]?.command?.stderr.toString() || error.message,
      }),
    };
  },
});

/** Bits of the parameters' prime (PKCS #3); null for what are no parameters. */
function bitsOf(pem: string): number | null {
  try {
    const [prime] = derValues(derValue(fromPem(pem, 'DH PARAMETERS')).content);
    return prime === undefined ? null : wholeNumber(prime.content).toString(2).length;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

import { createPrivateKey, sign } from 'node:crypto';
import type { ReadTarget } from '../../targets/types.ts';
import { requireProgram } from '../commands/program.ts';
import { quoteWord } from '../commands/words.ts';
import { fail, leaveToPython } from '../definition/failure.ts';
import { keyQuestion, knownText, readKey, refuseKey } from '../keys/openssl-private-key.ts';
import type { PublicKeyFacts } from '../keys/openssl-public-key.ts';
import { needsDigest } from './signatures.ts';

/** A private key that stays where it is, and what can be done with it. */
export interface Signer {
  readonly key: PublicKeyFacts;
  /** @throws ModuleFailure, BeyondNative with what the program says */
  sign(bytes: Buffer, digest: string): Promise<Buffer>;
}

/** Where a private key is: a file of the host, or the task's own text. */
export interface KeySource {
  readonly path: string | null;
  readonly content: string | null;
  readonly passphrase: string | null;
  /** What to say where the file is missing; default: as Python says it. */
  readonly missing?: (path: string) => string;
}

/** Takes a look at a private key. @throws ModuleFailure where it can't be read */
export async function openSigner(target: ReadTarget, source: KeySource): Promise<Signer> {
  const { path, content, passphrase } = source;
  if (content !== null) return signerOfText(content, passphrase);
  const program = await requireProgram(target, 'openssl');
  const file = path ?? '';
  const { stdout } = await target.query(keyQuestion(program, file, passphrase));
  const key = readKey(stdout, passphrase);
  const missing = source.missing ?? ((name) => `[Errno 2] No such file or directory: '${name}'`);
  if (key === null) fail(missing(file));
  if (key.facts === null) refuseKey(key, passphrase);
  const facts = key.facts;
  return {
    key: facts,
    async sign(bytes, digest) {
      const answer = await target.query({
        shell: signingScript(program, file, needsDigest(facts.type) ? digest : null),
        env: { LC_ALL: 'C', KEY_PHRASE: passphrase ?? '' },
        stdin: bytes,
      });
      if (answer.rc === 0) return answer.stdout;
      const reason = answer.stderr.toString().trim();
      // OpenSSL before 3.0 can't sign by such keys from its command line.
      return needsDigest(facts.type) ? fail(reason) : leaveToPython(reason);
    },
  };
}

/** Shell text that signs its input. Where the key brings the digest, openssl has to know the input's size before. */
function signingScript(program: string, path: string, digest: string | null): string {
  const [openssl, file] = [quoteWord(program), quoteWord(path)];
  if (digest !== null) {
    return `${openssl} dgst -${digest} -sign ${file} -passin env:KEY_PHRASE`;
  }
  return `t=$(mktemp) || exit 1
cat >"$t" && ${openssl} pkeyutl -sign -rawin -inkey ${file} -passin env:KEY_PHRASE -in "$t"
rc=$?; rm -f "$t"; exit $rc`;
}

function signerOfText(content: string, passphrase: string | null): Signer {
  const known = knownText(content, passphrase);
  const key = known.facts ?? refuseKey(known, passphrase);
  const privateKey = createPrivateKey({ key: content, ...(passphrase !== null && { passphrase }) });
  return {
    key,
    sign: async (bytes, digest) => sign(needsDigest(key.type) ? digest : null, bytes, privateKey),
  };
}

import type { ReadTarget } from '../../targets/types.ts';
import { decodeBase64 } from '../../values/base64.ts';
import { fail } from '../definition/failure.ts';

/** Kinds of keys that sign. */
export const SIGNING_KEYS: readonly string[] = ['RSA', 'ECC', 'DSA', 'Ed25519', 'Ed448'];

/** The digest that signatures of files are made of. */
export const FILE_DIGEST = 'sha256';

/** Content of the file that is signed. @throws ModuleFailure where there is none */
export async function signedFile(target: ReadTarget, path: string): Promise<Buffer> {
  const stat = await target.stat(path, { follow: true });
  const content = stat?.type === 'file' ? await target.readFile(path) : null;
  return content ?? fail(`The file ${path} does not exist`, { name: path });
}

/** Bytes of a signature in Base64, foreign characters left out as Python does. @throws ModuleFailure */
export function signatureBytes(text: string): Buffer {
  const { bytes, fault } = decodeBase64(text);
  return fault === null ? bytes : fail(fault);
}

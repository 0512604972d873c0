import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { TroupeError } from '../diagnostics/errors.ts';

// The small zod has no messages of its own.
z.config(en());

const checksum = z.nullish(z.string());

/** MANIFEST.json: who the collection is, and the checksum of FILES.json. */
export const manifestSchema = z.looseObject({
  collection_info: z.unknown(),
  file_manifest_file: z.nullish(z.looseObject({ chksum_sha256: checksum })),
});

/** FILES.json: every file and folder of the collection. */
export const fileListSchema = z.looseObject({
  files: z.array(
    z.looseObject({ name: z.string(), ftype: z.nullish(z.string()), chksum_sha256: checksum }),
  ),
});

/**
 * JSON of a collection, checked against its schema.
 * @throws TroupeError in Ansible's words, with what is wrong in it
 */
export function readManifest<T>(
  content: Buffer | string,
  name: string,
  origin: string,
  schema: z.ZodMiniType<T>,
): T {
  let data: unknown;
  try {
    data = JSON.parse(content.toString('utf8'));
  } catch {
    data = undefined;
  }
  const read = schema.safeParse(data);
  if (read.success) return read.data;
  throw new TroupeError(
    `Collection tar file member ${name} does not contain a valid json string. (${origin})`,
    data === undefined ? {} : { hint: z.prettifyError(read.error) },
  );
}

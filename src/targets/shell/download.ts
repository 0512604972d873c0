import { chmod, chown, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { type Digests, DigestThread } from '../digest.ts';
import { OperationError } from '../errors.ts';
import type { FrameSession, Reply } from '../session/frame.ts';
import type { ChecksumAlgorithm } from '../types.ts';
import { parseRead, readScript } from './reads.ts';

/**
 * Streams a file to the controller, into a file beside the wanted one that takes its place at the end.
 * @throws OperationError, or what node:fs throws about the local file
 */
export async function downloadFile(
  session: FrameSession,
  path: string,
  localPath: string,
  algorithms: readonly ChecksumAlgorithm[],
): Promise<Digests> {
  const place = await realpath(localPath).catch(() => localPath);
  const partial = `${place}.${process.pid}.part`;
  const thread = new DigestThread(algorithms);
  const file = await open(partial, 'w', 0o600);
  try {
    const gathering = gather(thread, (bytes) => file.write(bytes));
    const { replies } = await session.run({ body: readScript(path), sink: gathering.take });
    await gathering.finish();
    if (parseRead({ ...(replies[0] as Reply), parts: [Buffer.alloc(1)] }, path) === null) {
      throw new OperationError('ENOENT', path);
    }
    await file.close();
    await inherit(partial, place);
    await rename(partial, place);
    return await thread.digests();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  } finally {
    thread.close();
  }
}

/** Gathers what arrives in a thread's slots, and passes on each that is full. */
function gather(thread: DigestThread, write: (bytes: Buffer) => Promise<unknown>) {
  let slot: Buffer | undefined;
  let filled = 0;
  let failure: unknown;
  let waiting = 0;
  let queue: Promise<void> = Promise.resolve();
  const pass = async (): Promise<void> => {
    if (!slot || filled === 0) return;
    const bytes = slot.subarray(0, filled);
    thread.hash(filled);
    slot = undefined;
    filled = 0;
    await write(bytes);
  };
  const put = async (chunk: Buffer): Promise<void> => {
    for (let at = 0; at < chunk.length; ) {
      slot ??= await thread.slot();
      const length = chunk.copy(slot, filled, at);
      at += length;
      filled += length;
      if (filled === slot.length) await pass();
    }
  };
  return {
    /** The promise asks for a pause; there is none while the slot has room. */
    take(chunk: Buffer): Promise<void> | undefined {
      if (slot && waiting === 0 && filled + chunk.length < slot.length) {
        filled += chunk.copy(slot, filled);
        return undefined;
      }
      waiting++;
      queue = queue
        .then(() => (failure === undefined ? put(chunk) : undefined))
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => {
          waiting--;
        });
      return queue;
    },
    async finish(): Promise<void> {
      await queue;
      if (failure !== undefined) throw failure;
      await pass();
    },
  };
}

/** Mode and owner of the file that is to be replaced; a new one's mode is the umask's. */
async function inherit(partial: string, place: string): Promise<void> {
  const old = await stat(place).catch(() => undefined);
  if (old) await chown(partial, old.uid, old.gid).catch(() => {});
  await chmod(partial, old ? old.mode & 0o7777 : 0o666 & ~process.umask());
}

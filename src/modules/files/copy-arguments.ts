import type { ModuleContext } from '../contract.ts';
import type { FileAttributeArguments } from '../define.ts';

/** What copying one file or a tree needs of the arguments of copy or template. */
interface CopyArguments extends FileAttributeArguments {
  readonly dest: string;
  readonly backup: boolean;
  readonly force: boolean;
  readonly validate: string | null;
  readonly directory_mode: unknown;
  readonly checksum: string | null;
  readonly follow: boolean;
  readonly local_follow: boolean | null;
}

export type CopyContext = ModuleContext<CopyArguments>;

/** Fields of results of copy and template. */
export const COPY_RETURNS = {
  dest: 'Path of the file',
  src: 'Where the file came from',
  checksum: 'SHA-1 of the file',
  md5sum: 'MD5 of the file, when it was copied',
  backup_file: 'Name of the backup',
};

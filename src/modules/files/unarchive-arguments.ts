import type { ModuleContext } from '../contract.ts';
import type { FileAttributeArguments } from '../define.ts';
import type { ArchiveKind } from './archive-kind.ts';
import type { ArchiveSource } from './archive-source.ts';

export interface UnarchiveArguments extends FileAttributeArguments {
  readonly src: string;
  readonly dest: string;
  readonly remote_src: boolean;
  readonly creates: string | null;
  readonly list_files: boolean;
  readonly keep_newer: boolean;
  readonly exclude: readonly string[];
  readonly include: readonly string[];
  readonly extra_opts: readonly string[];
}

/** What is to be unpacked where. */
export interface UnpackTask {
  readonly context: ModuleContext<UnarchiveArguments>;
  readonly source: ArchiveSource;
  readonly kind: ArchiveKind;
}

/** What looking at archive and target brought. */
export interface Unpacked {
  /** Names in the archive, as far as they are wanted. */
  readonly files: readonly string[];
  readonly unarchived: boolean;
  /** Itemized differences, for the diff. */
  readonly diff?: string;
  /** The command that unpacks; ARCHIVE stands for the archive's path. */
  readonly extract: readonly string[];
  readonly cwd?: string;
}

import type { ModuleContext } from '../contract.ts';
import type { FileAttributeArguments } from '../define.ts';

/** What the states of the file module need of its arguments. */
interface FileArguments extends FileAttributeArguments {
  readonly state: 'absent' | 'directory' | 'file' | 'hard' | 'link' | 'touch' | null;
  readonly path: string;
  readonly _original_basename: string | null;
  readonly recurse: boolean;
  readonly force: boolean;
  readonly follow: boolean;
  readonly src: string | null;
  readonly modification_time: string | null;
  readonly modification_time_format: string;
  readonly access_time: string | null;
  readonly access_time_format: string;
}

export type FileContext = ModuleContext<FileArguments>;

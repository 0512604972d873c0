import { extname } from 'node:path';
import type { ReadTarget } from '../../targets/types.ts';
import { findProgram, requireProgram } from '../commands/program.ts';
import { quoteWord } from '../commands/words.ts';
import type { ConnectionParameters } from './postgres-login.ts';

export interface MoveArguments {
  readonly db: string;
  readonly path: string;
  readonly target_opts: string;
  readonly dump_extra_args: string | null;
  readonly login: ConnectionParameters;
}

/** Shell text that dumps or restores, and how Ansible tells of it. */
export interface PostgresMove {
  readonly script: string;
  readonly shown: string;
  /** Nothing is told of the command and its output. */
  readonly quiet: boolean;
}

const loginOptions = ({ host, port, user }: ConnectionParameters): string =>
  [
    ...(host === undefined ? [] : [` --host=${host}`]),
    ...(port === undefined ? [] : [` --port=${port}`]),
    ...(user === undefined ? [] : [` --username=${user}`]),
  ].join('');

const FORMATS: Readonly<Record<string, readonly [dump: string, restore: string]>> = {
  '.tar': ['t', 'Tar'],
  '.pgc': ['c', 'Custom'],
  '.dir': ['d', 'Directory'],
};

/** Writes a database to a file with pg_dump; the file's ending tells format and packing. */
export async function dumpDatabase(
  { db, path, login, target_opts, dump_extra_args }: MoveArguments,
  target: ReadTarget,
): Promise<PostgresMove> {
  const ending = extname(path);
  const [program, packer] = await Promise.all([
    requireProgram(target, 'pg_dump'),
    packerFor(ending, target),
  ]);
  const format = FORMATS[ending];
  const line = [
    `${program} ${quoteWord(db)}${loginOptions(login)}`,
    ...(format === undefined ? [] : [` --format=${format[0]}`]),
    ...(dump_extra_args ? [` ${dump_extra_args} `] : []),
    ...(target_opts ? [` ${target_opts} `] : []),
  ].join('');
  const file = quoteWord(path);
  if (packer !== null) {
    // By a pipe with a name, so that the exit code is that of pg_dump.
    const script = `folder=$(mktemp -d) || exit 1
mkfifo "$folder/pg_fifo"
${packer} <"$folder/pg_fifo" > ${file} & ${line} >"$folder/pg_fifo"
rc=$?
wait
rm -rf "$folder"
exit $rc`;
    return { script, shown: `${packer} <pg_fifo > ${file} & ${line} >pg_fifo`, quiet: false };
  }
  const shown = ending === '.dir' ? `${line} -f ${file}` : `${line} > ${file}`;
  return { script: shown, shown, quiet: false };
}

async function packerFor(ending: string, target: ReadTarget): Promise<string | null> {
  if (ending === '.gz') {
    return (await findProgram(target, 'pigz')) ?? requireProgram(target, 'gzip');
  }
  if (ending === '.bz2') return requireProgram(target, 'bzip2');
  return ending === '.xz' ? requireProgram(target, 'xz') : null;
}

const UNPACKERS: Readonly<Record<string, string>> = {
  '.gz': 'zcat',
  '.bz2': 'bzcat',
  '.xz': 'xzcat',
};

/** Reads a file into a database with psql or pg_restore. */
export async function restoreDatabase(
  { db, path, login, target_opts }: MoveArguments,
  target: ReadTarget,
): Promise<PostgresMove> {
  const ending = extname(path);
  const format = FORMATS[ending];
  const unpacker = UNPACKERS[ending];
  const [program, unpack] = await Promise.all([
    requireProgram(target, format === undefined ? 'psql' : 'pg_restore'),
    unpacker === undefined ? null : requireProgram(target, unpacker),
  ]);
  const line = [
    `${program} --dbname=${quoteWord(db)}${loginOptions(login)}`,
    ...(ending === '.sql' ? [` --file=${path}`] : []),
    ...(format === undefined ? [] : [` --format=${format[1]}`]),
    ...(target_opts ? [` ${target_opts} `] : []),
  ].join('');
  const file = quoteWord(path);
  if (unpack !== null) {
    const script = `${unpack} ${file} | ${line}`;
    return { script, shown: script, quiet: true };
  }
  const shown = ending === '.dir' ? `${line} ${file}` : `${line} < ${file}`;
  return { script: shown, shown, quiet: false };
}

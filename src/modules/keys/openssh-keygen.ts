import type { Command } from '../../targets/types.ts';
import { SECTION_FUNCTIONS } from '../commands/sections.ts';
import { quoteWord, quoteWords } from '../commands/words.ts';

/** How ssh-keygen is used. */
export interface Keygen {
  readonly program: string;
  /** What Python's library would do instead: keys may have phrases and other formats. */
  readonly library: boolean;
  /** Phrase that locks the private key. */
  readonly phrase: string | null;
}

/**
 * Shell text that makes a folder `$a`, and has ssh-keygen take its phrase from the environment, by a program there.
 */
const PRIVATE = `a=$(mktemp -d) || exit 1; trap 'rm -rf "$a"' EXIT; umask 077
printf '#!/bin/sh\nprintf "%%s\\n" "$KEY_PHRASE"\n' >"$a/ask"; chmod 700 "$a/ask"
export SSH_ASKPASS="$a/ask" SSH_ASKPASS_REQUIRE=force DISPLAY="\${DISPLAY:-none:0}"
`;

const environment = ({ phrase }: Keygen) => ({ LC_ALL: 'C', KEY_PHRASE: phrase ?? '' });

/** Asks for the key's kind, and for the public key that belongs to the private one; `more` shell text may follow. */
export function pairQuestion(keygen: Keygen, path: string, more = ''): Command {
  const program = quoteWord(keygen.program);
  const file = quoteWord(path);
  const question = keygen.library
    ? libraryQuestion(keygen, program, file)
    : `run kind ${program} -l -f ${file}
run matching ${program} -P '' -y -f ${file}`;
  return {
    shell: `${SECTION_FUNCTIONS}
if [ -e ${file} ]; then
${question}
fi
${more}`,
    env: environment(keygen),
  };
}

/** The key is copied: ssh-keygen takes none that others may read. */
function libraryQuestion({ phrase }: Keygen, program: string, file: string): string {
  return `${PRIVATE}cat ${file} >"$a/key"
s head; head -n 1 "$a/key" | head -c 100
m=$(${program} ${phrase === null ? "-P '' " : ''}-y -f "$a/key" 2>"$a/error" </dev/null)
c=$?; s matching.rc; printf %s "$c"; s matching.out; printf '%s\\n' "$m"; s matching.err; cat "$a/error"
${phrase === null ? '' : `run unlocked ${program} -P '' -y -f "$a/key"`}
s kind.out; printf '%s\\n' "$m" | ${program} -l -f - 2>/dev/null`;
}

/** What a pair is to be like. */
export interface WantedPair {
  readonly size: number;
  readonly type: string;
  readonly comment: string | null;
  /** `SSH`, `PKCS1` or `PKCS8`. */
  readonly format: string;
}

const FORMATS: Readonly<Record<string, string>> = { PKCS1: 'PEM', PKCS8: 'PKCS8' };

/** Shell text, and its environment, that makes a pair of keys in a file and in the one beside it. */
export function pairMaking(keygen: Keygen, file: string, wanted: WantedPair) {
  const format = FORMATS[wanted.format];
  const { library, phrase } = keygen;
  const argv = [
    ...[keygen.program, '-q'],
    ...(phrase === null ? ['-N', ''] : []),
    ...['-b', String(wanted.size), '-t', wanted.type, '-f', file],
    ...['-C', (!library && wanted.comment) || ''],
    ...(format === undefined ? [] : ['-m', format]),
  ];
  // The library has the comment in the public key alone, which it ends without a newline.
  const comment = quoteWord(wanted.comment ? ` ${wanted.comment}` : '');
  const ending = `p=$(sed 's/ *$//' ${file}.pub) && printf %s%s "$p" ${comment} >${file}.pub`;
  return {
    script: library ? `${PRIVATE}${quoteWords(argv)} && ${ending}` : quoteWords(argv),
    env: environment(keygen),
  };
}

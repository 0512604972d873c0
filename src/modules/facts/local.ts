import type { Json } from '../contract.ts';
import type { Collector } from './collector.ts';
import { parseIni } from './ini.ts';

/** Divides what a fact script printed, its exit code and what it said on stderr. */
const UNIT = '\x1f';

/**
 * Custom facts: `*.fact` files of the fact folder, run when executable, as JSON or ini.
 * @param folder where they are, as the target sees it
 */
export function localFacts(folder: string): Collector {
  const quoted = `'${folder.replaceAll("'", "'\\''")}'`;
  return {
    name: 'local',
    script: `for f in ${quoted}/*.fact; do b=\${f##*/}
if [ ! -e "$f" ]; then [ -L "$f" ] && { s "fact $b"; printf '\\037gone'; }; continue; fi
if [ -x "$f" ]; then o=$( { r=$("$f" 2>&1 >&3); c=$?; printf '\\037%s\\037%s' $c "$r"; } 3>&1 ); s "fact $b"; printf '%s' "$o"
else s "fact $b"; cat "$f"; fi
done`,
    collect(seen, { warn }) {
      const local: Record<string, Json> = {};
      for (const [name, text] of seen.sectionsStarting('fact ')) {
        local[name.replace('.fact', '')] = factValue(`${folder}/${name}`, text, warn);
      }
      return { local };
    },
  };
}

function factValue(path: string, text: string, warn: (message: string) => void): Json {
  const [output = '', status = '0', error = ''] = text.split(UNIT);
  if (status === 'gone') {
    const failure = `Could not stat fact (${path}): [Errno 2] No such file or directory: '${path}'`;
    warn(failure);
    return failure;
  }
  if (status !== '0') {
    const failure = `Failure executing fact script (${path}), rc: ${status}, err: ${error}`;
    warn(failure);
    return failure;
  }
  try {
    return JSON.parse(output) as Json;
  } catch {
    const sections = parseIni(output);
    if (sections !== undefined) return sections;
    const failure = `error loading facts as JSON or ini - please check content: ${path}`;
    warn(failure);
    return failure;
  }
}

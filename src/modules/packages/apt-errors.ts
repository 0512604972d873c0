import type { ReadTarget } from '../../targets/types.ts';
import { crash } from '../definition/crash.ts';
import { fail } from '../definition/failure.ts';

/** apt's words when it can't read what it has: trying again doesn't help. */
export const UNREADABLE = [
  'The list of sources could not be read.',
  'could not be parsed or opened.',
];

/** Errors and warnings in what a program of apt printed, as python-apt words them; errors tells whether it has any. */
export function aptErrors(printed: string): { readonly text: string; readonly errors: boolean } {
  const lines = [...printed.matchAll(/^([EW]): (.*)$/gm)].map(
    ([, kind, line]) => `${kind}:${line}`,
  );
  // apt-get tells of some twice, when it reads the sources again at the end.
  const text = [...new Set(lines)].join(', ');
  return { text, errors: lines.some((line) => line.startsWith('E:')) };
}

/** Fails where apt can't open its cache at all: Ansible does not get to the task's own work then. @throws ModuleFailure */
export function refuseUnreadable(printed: string, target: ReadTarget): void {
  if (UNREADABLE.some((words) => printed.includes(words))) fail(aptErrors(printed).text);
  if (/^E: The value '.*' is invalid for APT::Default-Release/m.test(printed)) {
    crash(`apt_pkg.Error: ${aptErrors(printed).text}`, target);
  }
}

const SIGNATURE = '!<arch>\n';
const MEMBER_HEADER = 60;

/** What python-apt says of a file that is no package; undefined where it is some other fault. */
export async function packageFileFault(
  target: ReadTarget,
  path: string,
): Promise<string | undefined> {
  const stat = await target.stat(path, { follow: true });
  if (stat === null) {
    return `E:Could not open file ${path} - open (2: No such file or directory)`;
  }
  if (stat.type === 'directory') return 'E:Read error - read (21: Is a directory)';
  const missing = (wanted: number): string =>
    `E:read, still have ${wanted - stat.size} to read but none left`;
  if (stat.size < SIGNATURE.length) return missing(SIGNATURE.length);
  const start = (await target.readFile(path, 65536))?.subarray(0, SIGNATURE.length).toString();
  if (start !== SIGNATURE) return 'E:Invalid archive signature';
  const first = SIGNATURE.length + MEMBER_HEADER;
  if (stat.size < first) return `${missing(first)}, E:Error reading archive member header`;
  return undefined;
}

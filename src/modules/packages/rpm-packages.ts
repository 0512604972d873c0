import { compareRpmVersions, type RpmVersion } from './rpm-version.ts';

/** A package that rpm knows. */
export interface RpmPackage extends RpmVersion {
  readonly name: string;
  readonly arch: string;
}

/** What `rpm -qa` is to print of each package. */
export const RPM_FORMAT = '%{NAME} %{EPOCHNUM} %{VERSION} %{RELEASE} %{ARCH}\\n';

export function parseRpmList(text: string): RpmPackage[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', epoch = '0', version = '', release = '', arch = ''] = line.split(' ');
    return arch === '' || name === 'gpg-pubkey' ? [] : [{ name, epoch, version, release, arch }];
  });
}

/** `name-1:2.0-3.x86_64`, as dnf writes a package; the epoch only where there is one. */
export function packageText({ name, epoch, version, release, arch }: RpmPackage): string {
  return `${name}-${epoch === '0' ? '' : `${epoch}:`}${version}-${release}.${arch}`;
}

const ARCHITECTURES =
  /^(?:aarch64|alpha\w*|amd64|arm\w+|athlon|geode|i[3-6]86|ia32e|ia64|m68k|mips\w*|noarch|pentium[34]|ppc\w*|riscv64|s390x?|sh[34]a?|sh|sparc\w*|x86_64)$/;

/** The name without the architecture that it may end in. */
function withoutArchitecture(text: string): { name: string; arch: string | undefined } {
  const dot = text.lastIndexOf('.');
  const arch = text.slice(dot + 1);
  return dot > 0 && ARCHITECTURES.test(arch)
    ? { name: text.slice(0, dot), arch }
    : { name: text, arch: undefined };
}

/** A package written with version and release (`bash-5.1-6`, `1:bash-5.1-6`); undefined for others. */
function parseVersioned(text: string): (RpmVersion & { readonly name: string }) | undefined {
  const match = /^(\S+)-(?:(\d*):)?(.*)-(~?\w+[\w.+]*)/.exec(withoutArchitecture(text).name);
  const [, written = '', epoch, version = '', release = ''] = match ?? [];
  if (!/^\d+$/.test(version.split('.')[0] ?? '')) return undefined;
  const [before = '', ...rest] = written.split(':');
  return rest.length > 0
    ? { name: rest.join(''), epoch: before, version, release }
    : { name: written, epoch: epoch || '0', version, release };
}

/** Whether a package of that name, or of just that version, is installed. Patterns and comparisons are no names. */
export function isInstalled(text: string, installed: readonly RpmPackage[]): boolean {
  const { name, arch } = withoutArchitecture(text);
  const wanted = parseVersioned(text);
  return installed.some(
    (one) =>
      (arch === undefined || one.arch === arch) &&
      (wanted === undefined
        ? one.name === name
        : one.name === wanted.name && compareRpmVersions(one, wanted) === 0),
  );
}

/** Whether a newer version is installed than the one that the text tells. */
export function isNewerInstalled(text: string, installed: readonly RpmPackage[]): boolean {
  const wanted = parseVersioned(text.replace(/\.rpm$/, ''));
  const found = installed.find((one) => one.name === wanted?.name);
  return wanted !== undefined && found !== undefined && compareRpmVersions(found, wanted) > 0;
}

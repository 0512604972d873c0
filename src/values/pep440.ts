import { TemplateError } from '../diagnostics/errors.ts';
import { compareText } from './compare.ts';

type Part = readonly (number | string)[];

const PATTERN =
  /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?([-_.]?dev[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/i;

const PRE: Readonly<Record<string, number>> = {
  a: 0,
  alpha: 0,
  b: 1,
  beta: 1,
  c: 2,
  rc: 2,
  pre: 2,
  preview: 2,
};

/**
 * A PEP 440 version as parts that compare in order: epoch, release, pre, post, dev and local version.
 * @throws TemplateError (InvalidVersion)
 */
function parsePep440(version: string): readonly Part[] {
  const found = PATTERN.exec(version);
  if (!found) throw new TemplateError('InvalidVersion', `Invalid version: '${version}'`);
  const release = (found[2] as string).split('.').map(Number);
  while (release.length > 1 && release.at(-1) === 0) release.pop();
  const pre = found[3]?.toLowerCase();
  const hasPost = found[5] !== undefined || found[6] !== undefined;
  const hasDev = found[8] !== undefined;
  // A development release of no pre-release comes before all pre-releases; a final one after them.
  const preKey =
    pre !== undefined
      ? [PRE[pre] as number, Number(found[4] || 0)]
      : !hasPost && hasDev
        ? [-1, 0]
        : [9, 0];
  return [
    [Number(found[1] ?? 0)],
    release,
    preKey,
    hasPost ? [1, Number(found[5] ?? (found[7] || 0))] : [0, 0],
    hasDev ? [0, Number(found[9] || 0)] : [1, 0],
    found[10] === undefined
      ? []
      : found[10]
          .toLowerCase()
          .split(/[-_.]/)
          .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  ];
}

/** Orders two PEP 440 versions. @throws TemplateError (InvalidVersion) */
export function comparePep440(a: string, b: string): number {
  const x = parsePep440(a);
  const y = parsePep440(b);
  for (const [i, part] of x.entries()) {
    const other = y[i] as typeof part;
    for (let n = 0; n < Math.max(part.length, other.length); n++) {
      const p = part[n];
      const q = other[n];
      if (p === undefined || q === undefined) return p === undefined ? -1 : 1;
      if (p === q) continue;
      if (typeof p === 'number' && typeof q === 'number') return p - q;
      // Numbers of a local version are above its words.
      if (typeof p !== typeof q) return typeof p === 'number' ? 1 : -1;
      return compareText(p as string, q as string);
    }
  }
  return 0;
}

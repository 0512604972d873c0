/**
 * How far the outcome of a rendering may be taken for a template or an expression itself: `safe` where it comes of what
 * the user wrote alone, `unsafe` where a host, a lookup or `!unsafe` text had a part in it.
 */
export type Trust = 'safe' | 'unknown' | 'unsafe';

const ORDER: readonly Trust[] = ['safe', 'unknown', 'unsafe'];

// Rendering is synchronous: what all Templars of one rendering touch adds up here.
let touched: Trust = 'safe';

const worse = (a: Trust, b: Trust): Trust => (ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b);

/** Tells that the rendering under way uses something of this trust. */
export function touch(trust: Trust): void {
  touched = worse(touched, trust);
}

/** Does some rendering, and tells the trust of what it used. */
export function withTrust<T>(render: () => T): [value: T, trust: Trust] {
  const before = touched;
  touched = 'safe';
  try {
    const value = render();
    return [value, touched];
  } finally {
    touched = worse(before, touched);
  }
}

/** Python's class of plain text of a trust; undefined where the trust isn't known. */
export function textTypeFor(trust: Trust): string | undefined {
  if (trust === 'unsafe') return 'AnsibleUnsafeText';
  return trust === 'safe' ? 'str' : undefined;
}

/** The trust that Python's class of a text tells. */
export function trustOfType(type: string | undefined): Trust {
  if (type === undefined) return 'unknown';
  return type.includes('Unsafe') ? 'unsafe' : 'safe';
}

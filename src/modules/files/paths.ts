/** `dirname` as Python's: empty for a bare name, no trailing slash. */
export function dirname(path: string): string {
  const at = path.lastIndexOf('/');
  if (at < 0) return '';
  const head = path.slice(0, at + 1);
  return /^\/+$/.test(head) ? head : head.replace(/\/+$/, '');
}

/** `basename` as Python's: empty after a trailing slash. */
export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `os.path.join` of two parts: an absolute second part wins. */
export function joinPath(first: string, second: string): string {
  if (second.startsWith('/') || first === '') return second;
  return first.endsWith('/') ? first + second : `${first}/${second}`;
}

/** All paths from the topmost component down to the path itself: `/a`, `/a/b`. */
export function componentPaths(path: string): string[] {
  const absolute = path.startsWith('/');
  const paths: string[] = [];
  let current = '';
  for (const part of path.replace(/^\/+|\/+$/g, '').split('/')) {
    if (part === '') continue;
    current = current === '' && !absolute ? part : `${current}/${part}`;
    paths.push(current);
  }
  return paths;
}

/** The folder to look in for a path's siblings, usable in stat: `.` for a bare name. */
export function parentOf(path: string): string {
  return dirname(path.length > 1 ? path.replace(/\/+$/, '') : path) || '.';
}

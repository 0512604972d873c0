/** The server's version as modules tell it, read from what `version()` says. */
export function versionParts(raw: string): { [name: string]: string | number } {
  const full = raw.split(/\s+/)[1] ?? '';
  const [, major, minor, patch] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(full) ?? [];
  return {
    major: Number(major),
    minor: Number(minor),
    full,
    raw,
    ...(patch !== undefined && { patch: Number(patch) }),
  };
}

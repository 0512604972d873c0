/** A user's permissions by what they are for: a virtual host, or that and an exchange. */
export type Permissions = ReadonlyMap<string, Permission>;
export type Permission = Readonly<Record<string, unknown>>;

/** Permissions in a virtual host; names of older servers (`read_priv`) become those of newer ones. */
export function byVirtualHost(list: readonly Permission[]): Permissions {
  return new Map(
    list.map((one) => {
      if (!('configure_priv' in one)) return [String(one.vhost), one] as const;
      const { configure_priv: configure, read_priv: read, write_priv: write, vhost } = one;
      return [String(vhost), { configure, read, write, vhost }] as const;
    }),
  );
}

/** Permissions for the keys of messages to an exchange. */
export function byExchange(list: readonly Permission[]): Permissions {
  return new Map(list.map((one) => [JSON.stringify([one.vhost, one.exchange]), one] as const));
}

/** Whether two permissions say the same, in whatever order. */
export function samePermission(a: Permission | undefined, b: Permission | undefined): boolean {
  const [left, right] = [a ?? {}, b ?? {}];
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => name in right && left[name] === right[name])
  );
}

export const samePermissions = (a: Permissions, b: Permissions): boolean =>
  a.size === b.size && [...a].every(([key, one]) => b.has(key) && samePermission(one, b.get(key)));

/** Names of symbolic links with what they say; other entries have no target. */
export type Links = Readonly<Record<string, readonly string[]>>;

/** Entries of one folder in the output of `ls -l FOLDER/ FOLDER/ …`, in its order. */
export function linksIn(listing: string, folder: string): Links {
  const links: Record<string, string[]> = {};
  let current = '';
  for (const line of listing.split('\n')) {
    const header = /^(\/.*?)\/?:$/.exec(line)?.[1];
    if (header !== undefined) current = header;
    else if (current === folder && /^[a-z-]/.test(line) && !line.startsWith('total ')) {
      const match = /^\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s(.*?)(?: -> (.*))?$/.exec(
        line,
      );
      if (match?.[1] !== undefined) links[match[1]] = match[2] === undefined ? [] : [match[2]];
    }
  }
  return links;
}

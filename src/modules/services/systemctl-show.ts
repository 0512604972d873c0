/** Properties that `systemctl show` prints; only values of Exec… properties, in braces, span lines. */
export function parseProperties(output: string): Record<string, string> {
  const properties: Record<string, string> = {};
  let key: string | undefined;
  let value: string[] = [];
  for (const line of output.split('\n')) {
    if (key !== undefined) {
      value.push(line);
      if (!line.trimEnd().endsWith('}')) continue;
      properties[key] = value.join('\n').trim();
      key = undefined;
      value = [];
      continue;
    }
    const at = line.indexOf('=');
    if (at < 0) continue;
    const name = line.slice(0, at);
    const text = line.slice(at + 1);
    const opens = name.startsWith('Exec') && text.trimStart().startsWith('{');
    if (opens && !text.trimEnd().endsWith('}')) {
      key = name;
      value = [text];
    } else properties[name] = text.trim();
  }
  return properties;
}

import { chmodSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder for PATH in which there is all that the machine has, but no Ansible, and a Python without packages: a
 * controller without ansible-core. Who makes it removes it.
 */
export function pathWithoutCore(python: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'without-core-'));
  const hidden = /^(?:ansible|python)/;
  for (const place of ['/usr/bin', '/bin', '/usr/sbin', '/sbin']) {
    for (const name of readdirSync(place)) {
      if (hidden.test(name)) continue;
      try {
        symlinkSync(join(place, name), join(folder, name));
      } catch {
        // The first one of a name counts.
      }
    }
  }
  const wrapper = join(folder, 'python3');
  writeFileSync(wrapper, `#!/bin/sh\nexec ${python} -S "$@"\n`);
  chmodSync(wrapper, 0o755);
  return folder;
}

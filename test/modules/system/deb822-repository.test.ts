import { describe, expect, it } from 'vitest';
import type { FileStat } from '../../../src/targets/types.ts';
import { planModule, scriptedTarget } from './run-module.ts';

const FILE = '/etc/apt/sources.list.d/my-repo.sources';
const TEXT = `Components: main contrib
Enabled: no
X-Repolib-Name: My_Repo!
Signed-By:
    -----BEGIN PGP PUBLIC KEY BLOCK-----
    .
    mDME
    -----END PGP PUBLIC KEY BLOCK-----
Suites: bookworm
Types: deb deb-src
URIs: http://deb.debian.org/debian
`;
const ARGUMENTS = {
  name: 'My_Repo!',
  types: ['deb', 'deb-src'],
  uris: 'http://deb.debian.org/debian',
  suites: 'bookworm',
  components: ['main', 'contrib'],
  enabled: false,
  signed_by: '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n  mDME\n-----END PGP PUBLIC KEY BLOCK-----\n',
};

const none = scriptedTarget([
  [/umask/, '0022\n'],
  [/getent|group/, 'root:x:0:\n'],
]);
const stat = {
  path: FILE,
  type: 'file',
  mode: 0o600,
  uid: 0,
  gid: 0,
  owner: 'root',
  group: 'root',
  size: TEXT.length,
} as FileStat;
const there = {
  ...none,
  stat: async (path: string) => (path === FILE ? stat : null),
  readFile: async (path: string) => (path === FILE ? Buffer.from(TEXT) : null),
};

describe('deb822_repository', () => {
  it('writes a source', async () => {
    const { changes, result } = await planModule(none, 'deb822_repository', ARGUMENTS);
    const [write] = changes;
    expect(write).toMatchObject({ op: 'write', path: FILE, content: Buffer.from(TEXT) });
    expect(result).toMatchObject({ changed: true, dest: FILE, repo: TEXT, key_filename: null });
  });

  it('sets the mode of a source that is there', async () => {
    const { changes } = await planModule(there, 'deb822_repository', ARGUMENTS);
    expect(changes).toEqual([{ op: 'attributes', path: FILE, mode: 0o644 }]);
  });

  it('changes nothing where all is in place', async () => {
    const plan = await planModule(there, 'deb822_repository', { ...ARGUMENTS, mode: '0600' });
    expect(plan).toMatchObject({ changes: [], result: { changed: false } });
  });

  it('removes a source and its key', async () => {
    const { changes } = await planModule(there, 'deb822_repository', {
      name: 'my repo',
      state: 'absent',
    });
    expect(changes).toEqual([{ op: 'remove', path: FILE }]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageFileFault, refuseUnreadable } from '../../../src/modules/packages/apt-errors.ts';
import { updateProblem } from '../../../src/modules/packages/apt-update.ts';
import { openDirectTarget } from '../../../src/targets/direct/target.ts';
import { scriptedTarget } from './run-module.ts';

describe('files that are no packages', () => {
  const dir = mkdtempSync(join(tmpdir(), 'debs-'));
  const direct = openDirectTarget();
  afterAll(async () => {
    await direct.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it.each([
    ['junk\n', 'E:read, still have 3 to read but none left'],
    ['12345678junk', 'E:Invalid archive signature'],
    [
      '!<arch>\nfoo',
      'E:read, still have 57 to read but none left, E:Error reading archive member header',
    ],
    [`!<arch>\n${'x'.repeat(60)}`, undefined],
  ])('of %j', async (content, fault) => {
    writeFileSync(join(dir, 'x.deb'), content);
    expect(await packageFileFault(direct.target, join(dir, 'x.deb'))).toBe(fault);
  });

  it('of a folder, and of nothing', async () => {
    expect(await packageFileFault(direct.target, dir)).toBe(
      'E:Read error - read (21: Is a directory)',
    );
    expect(await packageFileFault(direct.target, `${dir}/none`)).toBe(
      `E:Could not open file ${dir}/none - open (2: No such file or directory)`,
    );
  });
});

describe('what apt can not read', () => {
  const target = scriptedTarget([]);
  const SOURCES = 'E: Malformed entry 1\nE: The list of sources could not be read.\n';
  const RELEASE = "E: The value 'zz' is invalid for APT::Default-Release as such\n";

  it('fails with all of its errors, each once', () => {
    expect(() => refuseUnreadable(SOURCES + SOURCES, target)).toThrow(
      /^E:Malformed entry 1, E:The list of sources could not be read\.$/,
    );
  });

  it('crashes on a release that is not there', () => {
    expect(() => refuseUnreadable(RELEASE, target)).toThrow(/^MODULE FAILURE/);
  });

  it('leaves other errors to the task', () => {
    expect(() => refuseUnreadable('E: Unable to locate package x\n', target)).not.toThrow();
  });
});

describe('repositories that can not be trusted', () => {
  const lines = [
    "E: The repository 'http://a s Release' does not have a Release file.",
    "E: The repository 'http://b s InRelease' is not signed.",
  ];
  const notices =
    "W:Updating from such a repository can't be done securely, and is therefore disabled by default., " +
    'W:See apt-secure(8) manpage for repository creation and user configuration details.';
  const [first, second] = lines.map((line) => line.replace('E: ', 'E:'));

  it.each([
    [false, `${first}, ${notices}, ${second}`],
    [true, `${notices}, ${first}, ${notices}, ${second}`],
  ])('bring notices, tried again or not: %s', (isAgain, text) => {
    expect(updateProblem(['failed', ...lines].join('\n'), isAgain)?.text).toBe(text);
  });
});

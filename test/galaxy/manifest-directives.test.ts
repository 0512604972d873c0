import { describe, expect, it } from 'vitest';
import { chosenPaths, manifestDirectives } from '../../src/galaxy/manifest-directives.ts';

const paths = [
  'README.rst',
  'foo.txt',
  'galaxy.yml',
  'a-b-1.0.0.tar.gz',
  'docs/a.rst',
  'docs/deep/b.yml',
  'docs/deep/c.exe',
  'plugins/modules/m.py',
  'plugins/modules/m.yml',
  'plugins/lookup/.hidden.py',
  'plugins/terminal/t.yml',
  'plugins/top.py',
  'tests/output/log',
  'tests/unit/x',
];

const chosen = (...directives: string[]): string[] => [...chosenPaths(paths, directives)];

describe('the directives of a manifest', () => {
  it.each([
    [['include *.rst *.txt'], ['README.rst', 'foo.txt']],
    [['foo.txt'], ['foo.txt']],
    [['include *.rst *.txt', 'exclude f?o.txt'], ['README.rst']],
    [['recursive-include docs **.rst **.yml'], ['docs/a.rst', 'docs/deep/b.yml']],
    [['graft docs', 'prune docs/deep'], ['docs/a.rst']],
    [
      ['global-include *.yml', 'global-exclude m.*'],
      ['galaxy.yml', 'docs/deep/b.yml', 'plugins/terminal/t.yml'],
    ],
    [['recursive-include plugins */**.py'], ['plugins/modules/m.py', 'plugins/lookup/.hidden.py']],
    [['include [!Rg]*.[tr]*'], ['foo.txt', 'a-b-1.0.0.tar.gz']],
  ])('choose: %j', (directives, expected) => {
    expect(chosen(...directives)).toEqual(expected);
  });

  it('stand between the default ones', () => {
    expect(
      chosen(...manifestDirectives({ directives: ['exclude foo.txt'] }, 'a-b-*.tar.gz')),
    ).toEqual([
      'README.rst',
      'tests/unit/x',
      'docs/a.rst',
      'docs/deep/b.yml',
      'plugins/modules/m.py',
      'plugins/modules/m.yml',
    ]);
    const alone = { omit_default_directives: true, directives: ['include galaxy.yml'] };
    expect(chosen(...manifestDirectives(alone, ''))).toEqual(['galaxy.yml']);
  });

  it.each([
    ['include', /^Invalid manifest directive: 'include' expects <pattern1> <pattern2> \.\.\.$/],
    ['recursive-exclude docs', /'recursive-exclude' expects <dir> <pattern1> <pattern2> \.\.\.$/],
    ['graft a b', /'graft' expects a single <dir_pattern>$/],
    ['keep a', /unknown action 'keep'$/],
  ])('are refused: %s', (directive, message) => {
    expect(() => chosen(directive)).toThrow(message);
  });

  it.each([
    [{ directives: 'x' }, /must be a list, got: str$/],
    [{ omit_default_directives: 'x' }, /expected to be a boolean, got: str$/],
    [{ omit_default_directives: true }, /would produce an empty collection artifact/],
    [{ other: 1 }, /unexpected keyword argument 'other'$/],
  ])('are refused as a whole: %j', (manifest, message) => {
    expect(() => manifestDirectives(manifest, '')).toThrow(message);
  });
});

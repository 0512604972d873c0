import { describe, expect, it } from 'vitest';
import {
  isSatisfied,
  parseRequirement,
  recoverNames,
} from '../../src/modules/packages/python-requirement.ts';

describe('requirements of Python packages', () => {
  it.each([
    ['six[b,a] == 1.0', 'six[a,b]==1.0'],
    ['Django>1.11,<2', 'Django<2,>1.11'],
    ['x ; python_version<"3"', 'x; python_version < "3"'],
    ['n@ http://h/x.whl', 'n@ http://h/x.whl'],
    ['git+http://h/x', 'git+http://h/x'],
    ['bottle=0.11', 'bottle=0.11'],
    ['./folder', './folder'],
  ])('are written as Python writes them: %s', (given, text) => {
    expect(parseRequirement(given).text).toBe(text);
  });

  it('take a version that is given apart', () => {
    expect(parseRequirement('A.b', '1.0')).toEqual({
      name: 'a-b',
      text: 'A.b==1.0',
      specifiers: ['==1.0'],
    });
    expect(parseRequirement('a', '>=1,<2').text).toBe('a<2,>=1');
  });

  it.each([
    ['a<2.0', '2.0rc1', false],
    ['a>1.0', '1.0.post1', false],
    ['a~=1.4', '1.9', true],
    ['a~=1.4.2', '1.5', false],
    ['a==1.0', '1.0+l', true],
    ['a!=1.1.*', '1.1.3', false],
    ['a>=1', '1.0rc1', false],
    ['a', '1', true],
    ['a>=1', 'odd', false],
    ['./folder', '1', false],
  ])('are satisfied: %s by %s: %s', (requirement, version, satisfied) => {
    expect(isSatisfied(parseRequirement(requirement), version)).toBe(satisfied);
  });

  it('are put together where commas took them apart', () => {
    const names = ['django>1.11.1', '<1.11.3', 'ipaddress', 'a[b', 'c]>1', ' <2.0.0', 'x==1,y'];
    expect(recoverNames(names)).toEqual([
      'django>1.11.1,<1.11.3',
      'ipaddress',
      'a[b,c]>1, <2.0.0',
      'x==1',
      'y',
    ]);
  });
});

import { TroupeError } from '../diagnostics/errors.ts';
import { VERSION_TYPES } from '../template/tests-ansible/versions.ts';
import { ansibleVersion } from './version.ts';

const operators: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '>=': (order) => order >= 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '<': (order) => order < 0,
};

/** Whether a release meets a specifier set (`>=2.12.0,<2.16`). @throws Error for what is none */
function meetsSpecifiers(version: string, specifiers: string): boolean {
  return specifiers
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .every((one) => {
      const [, operator = '', wanted = ''] =
        /^(===|~=|==|!=|>=|<=|>|<)\s*([\w.*+!-]+)$/.exec(one) ?? [];
      if (wanted === '') throw new Error(`Invalid specifier: '${one}'`);
      const below = wanted.replace(/\.\*$/, '');
      const isPrefix = version === below || version.startsWith(`${below}.`);
      if (below !== wanted) return (operator === '==') === isPrefix;
      const order = (VERSION_TYPES.pep440 as (a: string, b: string) => number)(version, wanted);
      if (operator === '===') return version === wanted;
      if (operator !== '~=') return operators[operator]?.(order) === true;
      return order >= 0 && version.startsWith(`${wanted.split('.').slice(0, -1).join('.')}.`);
    });
}

/**
 * What is done when a collection is first used: warns or fails where it is not for this release of Ansible.
 * @throws TroupeError with COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH `error`
 */
export function collectionCheck(
  mismatch: string,
  warn: (message: string) => void,
): (collection: string, requirement: string) => void {
  return (collection, requirement) => {
    let fits: boolean;
    try {
      fits = meetsSpecifiers(ansibleVersion, requirement);
    } catch (error) {
      warn(
        `Error parsing collection metadata requires_ansible value from collection ${collection}: ${(error as Error).message}`,
      );
      return;
    }
    if (fits || mismatch === 'ignore') return;
    const message = `Collection ${collection} does not support Ansible version ${ansibleVersion}`;
    if (mismatch === 'error') throw new TroupeError(message);
    warn(message);
  };
}

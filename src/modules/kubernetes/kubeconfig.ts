import type { WriteTarget } from '../../targets/types.ts';
import type { Controller } from '../contract.ts';
import { findSource } from '../files/find-source.ts';
import { jsonText } from './json-text.ts';

/** A path of the target (or several, by colons): text of the controller and dicts are laid down there. */
export async function kubeconfigPath(
  kubeconfig: unknown,
  {
    target,
    controller,
    keep,
  }: {
    readonly target: WriteTarget;
    readonly controller: Controller;
    readonly keep: (text: string) => Promise<string>;
  },
): Promise<string | null> {
  if (kubeconfig === null || kubeconfig === undefined || kubeconfig === '') return null;
  if (typeof kubeconfig !== 'string') return keep(jsonText(kubeconfig));
  const paths: string[] = [];
  for (const path of kubeconfig.split(':')) {
    if (!target.local) paths.push(await target.expandPath(path));
    else {
      const content = findSource(
        () => controller.fileContent(controller.findFile('files', path)),
        null,
      );
      paths.push(Buffer.isBuffer(content) ? await keep(content.toString()) : content.localPath);
    }
  }
  return paths.join(':');
}

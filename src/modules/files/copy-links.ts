import type { Plan } from '../contract.ts';
import type { CopyContext } from './copy-arguments.ts';
import type { LocalTree } from './local-tree.ts';
import { lookAtPath } from './path-state.ts';
import { joinPath } from './paths.ts';
import { planLink } from './state-link.ts';

/** Plans the links of a tree, each as the file module makes one: replacing what is there. */
export function planLinks(context: CopyContext, tree: LocalTree, dest: string): Promise<Plan[]> {
  const { args, calledAs } = context;
  return Promise.all(
    tree.symlinks.map(async ({ relative, target }) => {
      const link = {
        ...context,
        calledAs,
        args: {
          ...args,
          // A link has no mode of its own to preserve.
          mode: args.mode === 'preserve' ? null : args.mode,
          state: 'link' as const,
          path: joinPath(dest, relative),
          src: target,
          force: true,
          // Ansible lets a link's owner be that of its target where there is no folder in the tree.
          follow: tree.directories.length === 0,
          recurse: false,
          _original_basename: null,
          modification_time: null,
          modification_time_format: '%Y%m%d%H%M.%S',
          access_time: null,
          access_time_format: '%Y%m%d%H%M.%S',
        },
      };
      return planLink(link, await lookAtPath(link));
    }),
  );
}

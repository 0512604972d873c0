import { ParseError } from '../diagnostics/errors.ts';
import { isOldInclude } from './actions.ts';
import { checkInclude, importTasksFile, prepareIncludeRole } from './load-includes.ts';
import { loadRoleUse } from './load-role.ts';
import type { PlaceTask } from './load-tasks.ts';

/** The task itself or, for a static include, what it brings. */
export const placeTask: PlaceTask = (task, around) => {
  const { context, handlers } = around;
  switch (task.taskKind) {
    case 'import_tasks': {
      checkInclude(task);
      if (isOldInclude(task.action)) {
        context.deprecate(
          '"include" is deprecated, use include_tasks/import_tasks instead. See https://docs.ansible.com/ansible-core/2.14/user_guide/playbooks_reuse_includes.html for details',
          '2.16',
        );
      }
      const blocks = importTasksFile(task, around);
      return handlers ? blocks.flatMap((block) => block.block) : blocks;
    }
    case 'include_tasks':
      checkInclude(task);
      if (isOldInclude(task.action)) {
        context.deprecate(
          '"include" is deprecated, use include_tasks/import_tasks instead. See https://docs.ansible.com/ansible-core/2.14/user_guide/playbooks_reuse_includes.html for details',
          '2.16',
        );
      }
      return [task];
    case 'include_role':
    case 'import_role': {
      if (handlers) {
        throw new ParseError(`Using '${task.action}' as a handler is not supported.`, {
          span: task.span,
        });
      }
      const use = prepareIncludeRole(task, context);
      if (task.taskKind === 'include_role') return [task];
      if (task.hasLoop) {
        throw new ParseError(
          "You cannot use loops on 'import_role' statements. You should use 'include_role' instead.",
          {
            span: task.span,
          },
        );
      }
      return loadRoleUse(use, task, context, placeTask).blocks;
    }
    default:
      return [task];
  }
};

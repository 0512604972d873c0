import { TargetError } from '../diagnostics/errors.ts';
import { shortName } from '../playbook/actions.ts';
import type { EscalationError } from '../targets/session/open.ts';
import { splitLines } from '../values/methods/string-split.ts';
import type { Dict } from '../values/types.ts';
import { escalationFields } from './escalation-fields.ts';
import { failure } from './result-fields.ts';
import { sendsModulesDirectly, specOf } from './task-access.ts';
import type { TaskContext } from './task-context.ts';

/** Users who need nobody's leave to read files (the default of Ansible's `admin_users`). */
const ADMINS: readonly string[] = ['root', 'toor'];

/** Whether a user is unknown; then what Ansible's last resort to give that user a file says. */
const LOOK = `id -u -- "$1" >/dev/null 2>&1 && exit 0
chmod "A+user:$1:rx:allow" /nonexistent/file`;

const RISKS =
  'https://docs.ansible.com/ansible-core/2.14/playbook_guide/playbooks_privilege_escalation.html#risks-of-becoming-an-unprivileged-user';

/** The result of a task that could not become another user. @throws TargetError where Ansible would not get as far as that */
export async function escalationFailure(
  context: TaskContext,
  error: EscalationError,
): Promise<Dict> {
  if (shortName(context.action) === 'raw') return commandFailure(error);
  const directly = sendsModulesDirectly(context);
  // A module's file is given to an unprivileged user before anybody is asked to become that user.
  const refusal = directly ? undefined : await givingFilesFails(context);
  if (refusal !== undefined) throw new TargetError(refusal, { cause: error });
  return failure(error.message, { changed: false, ...escalationFields(error, directly) });
}

/** A command without a module has failed with what the escalation said. */
function commandFailure(error: EscalationError): Dict {
  const { module_stdout, module_stderr, rc } = escalationFields(error, false);
  const [stdout, stderr] = [String(module_stdout), String(module_stderr)];
  return failure('non-zero return code', {
    changed: true,
    rc: rc ?? null,
    stdout,
    stderr,
    stdout_lines: splitLines(stdout, false),
    stderr_lines: splitLines(stderr, false),
  });
}

/** Why files could not be given to the user of the task's `become`; undefined where that is not at fault. */
async function givingFilesFails(context: TaskContext): Promise<string | undefined> {
  const { become, ...spec } = specOf(context);
  const user = become?.user ?? 'root';
  if (ADMINS.includes(user)) return undefined;
  const target = await context.run.pool.acquire(spec);
  const { user: self } = target.platform;
  if (user === self.name) return undefined;
  const { rc, stderr } = await target.query({ argv: ['sh', '-c', LOOK, 'sh', user] });
  if (rc === 0) return undefined;
  return ADMINS.includes(self.name)
    ? 'Failed to change ownership of the temporary files Ansible (via chmod nor setfacl) needs to create despite connecting as a privileged user. Unprivileged become user would be unable to read the file.'
    : `Failed to set permissions on the temporary files Ansible needs to create when becoming an unprivileged user (rc: ${rc}, err: ${stderr.toString()}}). For information on working around this, see ${RISKS}#risks-of-becoming-an-unprivileged-user`;
}

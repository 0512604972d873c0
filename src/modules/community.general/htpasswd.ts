import type { Change } from '../../targets/types.ts';
import { HASH_SCHEMES, hashPassword, verifiesPassword } from '../accounts/password-hash.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail, leaveToPython } from '../define.ts';
import { createdStat, openedGroup } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { parentOf } from '../files/paths.ts';

export const htpasswd = defineModule({
  name: 'community.general.htpasswd',
  summary: 'Manage user files for basic authentication',
  examples: `- name: Let a user in
  community.general.htpasswd:
    path: /etc/nginx/passwdfile
    name: janedoe
    password: "{{ vault_password }}"
    owner: root
    group: www-data
    mode: "0640"
`,
  args: {
    path: arg.path({ required: true, aliases: ['dest', 'destfile'], doc: 'The file.' }),
    name: arg.str({ required: true, aliases: ['username'], doc: 'Name of the user.' }),
    password: arg.str({ noLog: true, doc: 'Password of the user.' }),
    crypt_scheme: arg.str({
      default: 'apr_md5_crypt',
      doc: `How the password is hashed: ${HASH_SCHEMES.join(', ')}.`,
    }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the user is to be.',
    }),
    create: arg.bool({ default: true, doc: 'Make the file when there is none.' }),
  },
  fileAttributes: true,
  returns: {},
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check, controller }): Promise<Plan> {
    const { path, name } = args;
    const folder = parentOf(path);
    const [stat, content, parent] = await Promise.all([
      target.stat(path, { follow: true }),
      target.readFile(path),
      target.stat(folder, { follow: true }),
    ]);
    const lines = (content?.toString() ?? '').split('\n').filter((line) => line.trim() !== '');
    refuseMalformed(lines);
    const index = lines.findIndex((line) => line.startsWith(`${name}:`));
    let msg: string;
    let edited = false;
    if (args.state === 'absent') {
      if (stat === null) {
        controller.warn(`${path} does not exist`);
        return { changes: [], result: { changed: false, msg: `${name} not present` } };
      }
      edited = index >= 0;
      msg = edited ? `Remove ${name}` : `${name} not present`;
      if (edited) lines.splice(index, 1);
    } else {
      if (!HASH_SCHEMES.includes(args.crypt_scheme))
        leaveToPython(`The scheme ${args.crypt_scheme} is only known to this module in Python`);
      if (stat === null && !args.create) fail(`Destination ${path} does not exist`);
      if (stat === null && check)
        return { changes: [], result: { changed: true, msg: `Create ${path}` } };
      const password = args.password ?? fail('secret must be unicode or bytes, not None');
      const hash = lines[index]?.slice(name.length + 1);
      edited = hash === undefined || !(await verifiesPassword(target, hash, password));
      msg = edited ? `Add/update ${name}` : `${name} already present`;
      if (edited) {
        const entry = `${name}:${await hashPassword(target, args.crypt_scheme, password)}`;
        lines.splice(index < 0 ? lines.length : index, index < 0 ? 0 : 1, entry);
      }
      if (stat === null) msg = `Created ${path} and added ${name}`;
    }
    const text = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const blank =
      content !== null &&
      !edited &&
      content
        .toString()
        .split('\n')
        .slice(0, -1)
        .some((line) => line.trim() === '');
    const fresh = stat ?? (await createdStat(target, path, 'file', text.length, parent));
    const wanted = await planAttributes(args, { ...fresh, path }, target);
    const changes: Change[] = [];
    if (stat === null && parent === null)
      changes.push({ op: 'mkdir', path: folder, parents: true });
    if (edited || blank) {
      const opened = stat === null ? openedGroup(parent) : {};
      changes.push({ op: 'write', path, content: text, ...opened, ...wanted.attributes });
    } else if (wanted.changed) changes.push({ op: 'attributes', path, ...wanted.attributes });
    // What only changes the attributes is not told as a change, as in Ansible.
    return { changes, result: { changed: edited, msg } };
  },
});

/** Lines are a name and a hash, unless they are comments. @throws ModuleFailure in passlib's words */
function refuseMalformed(lines: readonly string[]): void {
  for (const [index, line] of lines.entries()) {
    if (/^\s*#/.test(line) || line.split(':').length === 2) continue;
    fail(`malformed htpasswd file (error reading line ${index + 1})`);
  }
}

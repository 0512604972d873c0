import { missingProgram } from '../commands/program.ts';
import type { Json } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

/** Databases whose entries are divided by colons. */
const COLON_DATABASES = ['passwd', 'shadow', 'group', 'gshadow'];

export const getent = defineModule({
  name: 'ansible.builtin.getent',
  summary: 'A wrapper to the unix getent utility',
  examples: `- name: Look up root
  ansible.builtin.getent:
    database: passwd
    key: root

- ansible.builtin.debug:
    var: ansible_facts.getent_passwd
`,
  args: {
    database: arg.str({ required: true, doc: 'Database that getent knows.' }),
    key: arg.str({ noLog: false, doc: 'Key to look up; without one the database is listed.' }),
    service: arg.str({ doc: 'Service to ask instead of those that nsswitch.conf names.' }),
    split: arg.str({ doc: 'Character between the fields of an entry.' }),
    fail_key: arg.bool({ default: true, doc: 'Fail when the key is not found.' }),
  },
  returns: { ansible_facts: 'Lists of fields by key, under getent_DATABASE.' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target }) {
    const { database, key, service } = args;
    const run = await target.query({
      argv: [
        'getent',
        ...(service === null ? [] : ['-s', service]),
        database,
        ...(key === null ? [] : [key]),
      ],
    });
    if (run.spawnError !== undefined) {
      await missingProgram(target, 'getent');
    }
    const name = `getent_${database}`;
    if (run.rc === 0) {
      const split = args.split ?? (COLON_DATABASES.includes(database) ? ':' : null);
      const facts = { [name]: entriesOf(run.stdout.toString(), split) };
      return { changes: [], result: { ansible_facts: facts } };
    }
    if (run.rc === 1) fail('Missing arguments, or database unknown.');
    if (run.rc === 2) {
      if (args.fail_key) fail('One or more supplied key could not be found in the database.');
      const facts = { [name]: { [key ?? 'null']: null } };
      return {
        changes: [],
        result: {
          changed: false,
          ansible_facts: facts,
          msg: 'One or more supplied key could not be found in the database.',
        },
      };
    }
    if (run.rc === 3) fail('Enumeration not supported on this database.');
    return fail('Unexpected failure!');
  },
});

function entriesOf(output: string, split: string | null): Record<string, Json> {
  const entries: Record<string, Json> = {};
  const seen = new Map<string, number>();
  for (const line of output.split('\n')) {
    if (line === '') continue;
    const [key = '', ...fields] = split === null ? line.trim().split(/\s+/) : line.split(split);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    if (times === 1) entries[key] = fields;
    else if (times === 2) entries[key] = [entries[key] ?? [], fields];
    else entries[key] = [...(entries[key] as Json[]), fields];
  }
  return entries;
}

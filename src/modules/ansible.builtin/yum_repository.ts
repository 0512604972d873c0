import { posix } from 'node:path';
import type { Change } from '../../targets/types.ts';
import type { Diff, Json, Plan, Result } from '../contract.ts';
import { arg, defineModule, fail, ModuleFailure } from '../define.ts';
import { type ConfigSections, parseConfig, renderConfig } from '../files/config-parser.ts';
import { createdStat, openedGroup } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';

/** Options of the module that are options of the file under the same name. */
const OPTIONS = {
  async: arg.bool({ doc: 'Fetch in parallel.' }),
  bandwidth: arg.str({ doc: 'Bandwidth that there is.' }),
  baseurl: arg.list({ elements: 'str', doc: 'URLs of the repository.' }),
  cost: arg.str({ doc: 'What it costs to use the repository.' }),
  deltarpm_metadata_percentage: arg.str({ doc: 'How small metadata must be for deltas.' }),
  deltarpm_percentage: arg.str({ doc: 'How small a delta must be.' }),
  enabled: arg.bool({ doc: 'Use the repository.' }),
  enablegroups: arg.bool({ doc: 'Use its groups.' }),
  exclude: arg.list({ elements: 'str', doc: 'Packages to leave out.' }),
  failovermethod: arg.str({
    choices: ['roundrobin', 'priority'],
    doc: 'Which URL comes after one that fails.',
  }),
  gpgcakey: arg.str({ doc: 'Key of the key.' }),
  gpgcheck: arg.bool({ doc: 'Check signatures.' }),
  gpgkey: arg.list({ elements: 'str', noLog: false, doc: 'Keys of the repository.' }),
  module_hotfixes: arg.bool({ doc: 'Let packages in that modules hide.' }),
  http_caching: arg.str({ choices: ['all', 'packages', 'none'], doc: 'What caches may keep.' }),
  include: arg.str({ doc: 'A further file.' }),
  includepkgs: arg.list({ elements: 'str', doc: 'Packages to use.' }),
  ip_resolve: arg.str({
    choices: ['4', '6', 'IPv4', 'IPv6', 'whatever'],
    doc: 'Protocol to use.',
  }),
  keepalive: arg.bool({ doc: 'Keep connections open.' }),
  keepcache: arg.str({ choices: ['0', '1'], doc: 'Keep packages.' }),
  metadata_expire: arg.str({ doc: 'When metadata is old.' }),
  metadata_expire_filter: arg.str({
    choices: ['never', 'read-only:past', 'read-only:present', 'read-only:future'],
    doc: 'Which commands heed that.',
  }),
  metalink: arg.str({ doc: 'URL of a metalink file.' }),
  mirrorlist: arg.str({ doc: 'URL of a list of mirrors.' }),
  mirrorlist_expire: arg.str({ doc: 'When the list is old.' }),
  password: arg.str({ noLog: true, doc: 'Password for the repository.' }),
  priority: arg.str({ doc: 'Which repository comes first.' }),
  protect: arg.bool({ doc: 'Let no other repository update it.' }),
  proxy: arg.str({ doc: 'The proxy.' }),
  proxy_password: arg.str({ noLog: true, doc: 'Password for the proxy.' }),
  proxy_username: arg.str({ doc: 'Name for the proxy.' }),
  repo_gpgcheck: arg.bool({ doc: 'Check the signature of metadata.' }),
  retries: arg.str({ doc: 'How often to try.' }),
  s3_enabled: arg.bool({ doc: 'The repository lies in S3.' }),
  skip_if_unavailable: arg.bool({ doc: 'Go on without it.' }),
  sslcacert: arg.str({ aliases: ['ca_cert'], doc: 'Certificates of authorities.' }),
  ssl_check_cert_permissions: arg.bool({ doc: 'Look at permissions of certificates.' }),
  sslclientcert: arg.str({ aliases: ['client_cert'], doc: 'Certificate of the client.' }),
  sslclientkey: arg.str({ aliases: ['client_key'], noLog: false, doc: 'Its key.' }),
  sslverify: arg.bool({ aliases: ['validate_certs'], doc: "Check the server's certificate." }),
  throttle: arg.str({ doc: 'Limit of the bandwidth.' }),
  timeout: arg.str({ doc: 'Seconds to wait.' }),
  ui_repoid_vars: arg.str({ doc: 'Variables to show.' }),
  username: arg.str({ doc: 'Name for the repository.' }),
};

export const yum_repository = defineModule({
  name: 'ansible.builtin.yum_repository',
  summary: 'Add or remove YUM repositories',
  examples: `- name: Add a repository
  ansible.builtin.yum_repository:
    name: epel
    description: EPEL YUM repo
    baseurl: https://download.fedoraproject.org/pub/epel/$releasever/$basearch/
`,
  args: {
    ...OPTIONS,
    description: arg.str({ doc: 'Name for people.' }),
    file: arg.str({ doc: 'Name of the file without `.repo`; default: `name`.' }),
    name: arg.str({ required: true, doc: 'Id of the repository.' }),
    params: arg.dict({ doc: 'Not supported any more.' }),
    reposdir: arg.path({ default: '/etc/yum.repos.d', doc: 'Folder of the file.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the repository is to be.',
    }),
  },
  fileAttributes: true,
  returns: { repo: 'Id of the repository.', state: 'Its state.' },
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  showArgs: renamedArgs,
  async plan({ args, target, check }): Promise<Plan> {
    if (args.params && Object.keys(args.params).length > 0) {
      fail(
        "The params option to yum_repository was removed in Ansible 2.5 since it circumvents Ansible's option handling",
      );
    }
    const present = args.state === 'present';
    if (present && args.baseurl === null && args.metalink === null && args.mirrorlist === null) {
      fail("Parameter 'baseurl', 'metalink' or 'mirrorlist' is required.");
    }
    if (present && args.description === null) fail("Parameter 'description' is required.");
    const path = posix.join(args.reposdir, `${args.file ?? args.name}.repo`);
    const [folder, stat, content] = await Promise.all([
      target.stat(args.reposdir, { follow: true }),
      target.stat(path, { follow: true }),
      target.readFile(path),
    ]);
    if (folder?.type !== 'directory') {
      // The file's path is told only once its folder has been found.
      const { dest: _dest, ...told } = renamedArgs({ ...args } as Result);
      throw new ModuleFailure({ msg: `Repo directory '${args.reposdir}' does not exist.` }, told);
    }
    const sections = parseConfig(content?.toString() ?? '');
    const before = dump(sections);
    sections.delete(args.name);
    if (present) sections.set(args.name, optionsOf(args));
    const after = dump(sections);
    const diff: Diff = { before_header: path, before, after_header: path, after };
    const edits = before !== after;
    const bytes = Buffer.from(renderConfig(sections));
    const remains = sections.size > 0 && (stat !== null || !check);
    const wanted =
      remains && (stat !== null || edits)
        ? await planAttributes(
            args,
            stat ?? (await createdStat(target, path, 'file', bytes.length, folder)),
            target,
          )
        : null;
    const opened = stat === null ? openedGroup(folder) : {};
    const attributes = { ...opened, ...wanted?.attributes };
    const changes: Change[] = !edits
      ? wanted?.changed
        ? [{ op: 'attributes', path, ...attributes }]
        : []
      : sections.size === 0
        ? [{ op: 'remove', path }]
        : [{ op: 'write', path, content: bytes, ...attributes }];
    const result: Result = {
      changed: edits || (wanted?.changed ?? false),
      repo: args.name,
      state: args.state,
      diff: diff as Result,
    };
    return { changes, result, diff };
  },
});

/** The module gives the options their names in the file once it has found nothing missing. */
function renamedArgs(shown: Result): Result {
  const { description, ...others } = shown;
  const { name, reposdir, file, baseurl, gpgkey, metalink, mirrorlist } = shown;
  const incomplete =
    description === null || [baseurl, metalink, mirrorlist].every((one) => one === null);
  if (shown.state === 'present' && incomplete) return shown;
  const lines = (list: Json | undefined): Json => (Array.isArray(list) ? list.join('\n') : null);
  return {
    ...others,
    name: description,
    repoid: name,
    file: file ?? name,
    dest: posix.join(String(reposdir), `${file ?? name}.repo`),
    baseurl: lines(baseurl),
    gpgkey: lines(gpgkey),
  };
}

function optionsOf(args: object): Map<string, string> {
  const given = args as Readonly<Record<string, unknown>>;
  const entries: [string, string][] = [];
  for (const name of [...Object.keys(OPTIONS), 'name'].sort()) {
    const value = given[name === 'name' ? 'description' : name];
    if (value === null || value === undefined) continue;
    if (Array.isArray(value)) {
      entries.push([name, value.join(name === 'baseurl' || name === 'gpgkey' ? '\n' : ' ')]);
    } else entries.push([name, typeof value === 'boolean' ? String(Number(value)) : String(value)]);
  }
  return new Map(entries);
}

/** All that the file says, in order of names: what changes are told by. */
function dump(sections: ConfigSections): string {
  const byName = (a: readonly [string, unknown], b: readonly [string, unknown]): number =>
    a[0] < b[0] ? -1 : 1;
  return [...sections]
    .sort(byName)
    .map(([name, options]) => {
      const lines = [...options].sort(byName).map(([key, value]) => `${key} = ${value}\n`);
      return `[${name}]\n${lines.join('')}\n`;
    })
    .join('');
}

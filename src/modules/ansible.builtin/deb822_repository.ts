import type { Change, FileStat } from '../../targets/types.ts';
import type { ModuleContext, Plan } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { fileInfo } from '../files/file-info.ts';
import { fetchPlain } from '../http/plain-request.ts';

const KEYRINGS = '/etc/apt/keyrings';

/** Fields of a source, by the option that sets them. */
const FIELDS = {
  allow_downgrade_to_insecure: arg.bool({ doc: 'Let a source that was signed be so no more.' }),
  allow_insecure: arg.bool({ doc: 'Allow a source that is not signed.' }),
  allow_weak: arg.bool({ doc: 'Allow signatures with weak digests.' }),
  architectures: arg.list({ elements: 'str', doc: 'Architectures to look for.' }),
  by_hash: arg.bool({ doc: 'Fetch indexes by their digest.' }),
  check_date: arg.bool({ doc: "Heed the source's date." }),
  check_valid_until: arg.bool({ doc: 'Heed until when the source is valid.' }),
  components: arg.list({ elements: 'str', doc: 'Components: `main` …' }),
  date_max_future: arg.int({ doc: 'Seconds that the date may be ahead.' }),
  enabled: arg.bool({ doc: 'Use the source.' }),
  inrelease_path: arg.str({ doc: 'Where the InRelease file is.' }),
  languages: arg.list({ elements: 'str', doc: 'Languages of descriptions to fetch.' }),
  name: arg.str({ required: true, doc: 'Name of the source, and of its file.' }),
  pdiffs: arg.bool({ doc: 'Fetch differences of indexes.' }),
  signed_by: arg.str({ doc: "The key: a file, its URL, a fingerprint or the key's text." }),
  suites: arg.list({ elements: 'str', doc: 'Suites: `bookworm` …' }),
  targets: arg.list({ elements: 'str', doc: 'What to fetch.' }),
  trusted: arg.bool({ doc: 'Trust or distrust the source whatever its signature.' }),
  types: arg.list({
    elements: 'str',
    default: ['deb'],
    choices: ['deb', 'deb-src'],
    doc: 'Packages, their sources, or both.',
  }),
  uris: arg.list({ elements: 'str', doc: 'URLs of the source.' }),
};

const ARGUMENTS = {
  ...FIELDS,
  mode: arg.raw({ default: '0644', doc: "The file's mode." }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the source is to be.',
  }),
};

type RepositoryContext = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const deb822_repository = defineModule({
  name: 'ansible.builtin.deb822_repository',
  summary: 'Add and remove deb822 formatted repositories',
  examples: `- name: Add a source with the key of a URL
  ansible.builtin.deb822_repository:
    name: example
    uris: https://download.example.com/linux/debian
    suites: bookworm
    components: stable
    signed_by: https://download.example.com/linux/debian/gpg
`,
  args: ARGUMENTS,
  returns: { repo: "The source's text.", dest: 'Its file.', key_filename: "The key's file." },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target, check } = context;
    const slug = args.name
      .toLowerCase()
      .replace(/[_\s]+/g, '-')
      .replace(/[^a-z0-9-]+/g, '');
    const dest = `/etc/apt/sources.list.d/${slug}.sources`;
    const keyFile = (kind: 'asc' | 'gpg'): string => `${KEYRINGS}/${slug}.${kind}`;
    if (args.state === 'absent') {
      const paths = [dest, keyFile('asc'), keyFile('gpg')];
      const stats = await Promise.all(paths.map((path) => target.stat(path)));
      const gone = paths.filter((_, at) => stats[at]);
      const [stat] = stats;
      return {
        changes: check ? [] : gone.map((path) => ({ op: 'remove', path })),
        result: {
          changed: gone.length > 0,
          repo: null,
          dest,
          key_filename: keyFile('gpg'),
          ...(check && stat && fileInfo(stat)),
        },
      };
    }
    const key = await signingKey(context, keyFile);
    const repo = sourceText(args, key.value);
    const written = await fileChanges(context, dest, Buffer.from(repo), args.mode);
    const changes = [...key.changes, ...written.changes];
    const shown = check ? written.before : written.after;
    return {
      changes: check ? [] : changes,
      result: {
        changed: changes.length > 0,
        repo,
        dest,
        key_filename: key.file,
        ...(shown && fileInfo(shown)),
      },
    };
  },
});

/** What Signed-By says, the file it names, and what is to be written for it. */
interface SigningKey {
  readonly value: string | null;
  readonly file: string | null;
  readonly changes: readonly Change[];
}

async function signingKey(
  context: RepositoryContext,
  keyFile: (kind: 'asc' | 'gpg') => string,
): Promise<SigningKey> {
  const { args, target } = context;
  const { signed_by: given } = args;
  if (given === null) return { value: null, file: null, changes: [] };
  if (given.includes('\n')) return { value: given, file: null, changes: [] };
  const stat = await target.stat(given, { follow: true });
  if (stat?.type === 'file') return { value: given, file: given, changes: [] };
  if (!/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(given)) return { value: given, file: null, changes: [] };
  const { status, body, msg } = await fetchPlain(target, given);
  if (status !== null && (status < 200 || status >= 300)) {
    fail(`Could not fetch signed_by key: ${msg.replace(/^Request failed: /, '')}`);
  }
  if (body.length === 0) return { value: given, file: given, changes: [] };
  const file = keyFile(body.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----') ? 'asc' : 'gpg');
  const { changes } = await fileChanges(context, file, body, '0644');
  const isWritten = changes.some(({ op }) => op === 'write');
  return {
    value: file,
    file,
    changes: [...(isWritten ? await keyringFolder(context) : []), ...changes],
  };
}

/** Makes the folder of keys, and gives it to root alone. */
async function keyringFolder({ target }: RepositoryContext): Promise<Change[]> {
  const stat = await target.stat(KEYRINGS, { follow: true });
  const wanted = { owner: 'root', group: 'root', mode: 0o755 } as const;
  if (stat?.type !== 'directory') return [{ op: 'mkdir', path: KEYRINGS, ...wanted }];
  const same = stat.owner === 'root' && stat.group === 'root' && stat.mode === wanted.mode;
  return same ? [] : [{ op: 'attributes', path: KEYRINGS, ...wanted }];
}

interface FileChanges {
  readonly changes: readonly Change[];
  readonly before: FileStat | null;
  readonly after: FileStat;
}

/** Writes a file where its content or mode differs. */
async function fileChanges(
  { target }: RepositoryContext,
  path: string,
  content: Buffer,
  mode: unknown,
): Promise<FileChanges> {
  const [stat, own, folder] = await Promise.all([
    target.stat(path, { follow: true }),
    target.readFile(path),
    target.stat(path.slice(0, path.lastIndexOf('/')), { follow: true }),
  ]);
  const base = stat ?? (await createdStat(target, path, 'file', content.length, folder));
  const wanted = await planAttributes({ mode }, { ...base, path }, target);
  const { attributes, changed } = wanted;
  const after = { ...wanted.after, size: content.length };
  if (!own?.equals(content)) {
    return { changes: [{ op: 'write', path, content, ...attributes }], before: stat, after };
  }
  const changes: Change[] = changed ? [{ op: 'attributes', path, ...attributes }] : [];
  return { changes, before: stat, after };
}

/** The source as apt reads it, its fields in the order of the options' names. */
function sourceText(args: RepositoryContext['args'], signedBy: string | null): string {
  const values: Readonly<Record<string, unknown>> = { ...args, signed_by: signedBy };
  let text = '';
  for (const option of Object.keys(FIELDS).sort()) {
    const value = values[option];
    if (value === null || value === undefined) continue;
    text += `${fieldName(option)}:${fieldText(value)}\n`;
  }
  return text;
}

function fieldName(option: string): string {
  if (option === 'name') return 'X-Repolib-Name';
  if (option === 'uris') return 'URIs';
  return option.replace(
    /(^|_)([a-z])/g,
    (_, mark: string, letter: string) => `${mark && '-'}${letter.toUpperCase()}`,
  );
}

function fieldText(value: unknown): string {
  if (typeof value === 'boolean') return value ? ' yes' : ' no';
  const text = Array.isArray(value) ? value.join(' ') : String(value);
  if (!text.includes('\n')) return text === '' ? '' : ` ${text}`;
  return `\n${text
    .trim()
    .split('\n')
    .map((line) => `    ${line.trim() || '.'}`)
    .join('\n')}`;
}

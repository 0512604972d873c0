import type { RoutingNotices } from '../../../bridge/plugin-routing.ts';
import { TroupeError } from '../../../diagnostics/errors.ts';
import { Loader } from '../../../loader/loader.ts';
import { str } from '../../../values/index.ts';
import { dumpJson } from '../../../values/json.ts';
import type { Dict, Value } from '../../../values/types.ts';
import { dumpYaml } from '../../../values/yaml/dump.ts';
import type { DocArguments } from '../../arguments/arguments.ts';
import type { CommandContext } from '../../command.ts';
import { OptionsError } from '../../options-error.ts';
import { page } from '../../pager.ts';
import { containedNames } from './contained-names.ts';
import { readDocumentation } from './documentation.ts';
import { Fragments } from './fragments.ts';
import { keywordData, keywordList } from './keywords.ts';
import { listLines, pluginList } from './listing.ts';
import { pluginManual, roleManual } from './manual.ts';
import { documentFor } from './native-catalogue.ts';
import { documentData } from './native-data.ts';
import { PluginFiles } from './plugin-files.ts';
import { type RolePlaces, roleDocuments, roleLines, roleSummaries } from './roles.ts';
import { NoSnippet, pluginSnippet } from './snippet.ts';

/** What the parts of the command share. */
interface DocContext {
  readonly args: DocArguments;
  readonly command: CommandContext;
  readonly files: PluginFiles;
  readonly roles: RolePlaces;
}

/** `troupe doc`, ansible-doc's counterpart: native modules and plugins, and those in files. Gives the exit code. @throws TroupeError */
export async function docCommand(args: DocArguments, command: CommandContext): Promise<number> {
  const { messages, settings } = command;
  const loader = new Loader({ basedir: args.playbookDir ?? command.cwd, warn: messages.warn });
  const notices: RoutingNotices = {
    warn: messages.warn,
    deprecate: (message, { version, ...about }) => messages.deprecate(message, version, about),
  };
  const places = {
    settings,
    basedir: args.playbookDir,
    modulePaths: args.modulePath ?? [],
    readYaml: (text: string, file: string) => loader.loadText(text, file, { trusted: false }),
    notices,
  };
  const files = new PluginFiles({ ...places, namesIn: containedNames(places) });
  const { playbookDir: basedir, rolesPath } = args;
  const load = (path: string): Value => loader.loadFile(path, { trusted: false });
  const context = { args, command, files, roles: { files, rolesPath, basedir, load } };
  const text = await answer(context);
  if (text !== undefined) page(text, command);
  return 0;
}

async function answer(context: DocContext): Promise<string | undefined> {
  const { args, command, files, roles } = context;
  const { columns } = command.display;
  const { type, positionals } = args;
  if (args.metadataDump) return json(await metadata(context));
  if (args.list || args.listFiles) {
    if (type === 'keyword') return keywords(context, undefined);
    const collection = onlyCollection(positionals);
    if (type === 'role') {
      const found = roleSummaries(roles, collection);
      return args.json ? json(found) : roleLines(found, columns).join('\n');
    }
    const list = await pluginList(type, collection, files, args.listFiles);
    return args.json ? json(list) : listLines(list, columns, args.listFiles).join('\n');
  }
  if (positionals.length === 0) {
    throw new OptionsError('Missing name(s), incorrect options passed for detailed documentation.');
  }
  if (type === 'keyword') return keywords(context, positionals);
  if (type === 'role') {
    const found = roleDocuments(roles, positionals, args.entryPoint);
    if (args.json) return json(found);
    const pages = [...found].map(([name, data]) => roleManual(String(name), data as Dict, columns));
    return pages.length === 0 ? undefined : pages.join('\n');
  }
  const found = await documents(context, positionals);
  if (args.json) return json(found);
  const show = ([name, data]: [Value, Value]): string =>
    args.snippet
      ? snippetOf(String(name), (data as Dict).get('doc') as Dict, context)
      : explained(String(name), () => pluginManual(data as Dict, type, columns));
  const text = [...found].map(show).join('');
  return text === '' ? undefined : text;
}

/** Kinds of plugins that have documentation. */
const KINDS =
  'become cache callback connection inventory lookup module shell strategy vars test filter'.split(
    ' ',
  );

/** Everything of every kind, as `--metadata-dump` writes it. */
async function metadata(context: DocContext): Promise<Dict> {
  const { args, command, files, roles } = context;
  const collection = onlyCollection(args.positionals);
  const all: Dict = new Map();
  for (const type of KINDS) {
    const names = [...(await pluginList(type, collection, files, true)).keys()].map(String);
    all.set(type, await documents({ ...context, args: { ...args, type } }, names));
  }
  const roleNames = [...roleSummaries(roles, collection).keys()].map(String);
  all.set('role', roleDocuments(roles, roleNames, args.entryPoint));
  all.set('keyword', keywordData([...keywordList().keys()].map(String), command.messages.warn));
  return new Map([['all', all]]);
}

const json = (value: Value): string =>
  dumpJson(value, { indent: 4, sortKeys: true, fallback: str });

/** Nothing, with a warning, for what has no snippet. */
function snippetOf(name: string, doc: Dict, { args, command }: DocContext): string {
  try {
    return pluginSnippet(name, doc, args.type, command.display.columns);
  } catch (error) {
    if (!(error instanceof NoSnippet)) throw error;
    command.messages.warn(`Unable to construct a snippet for '${name}': ${error.message}`);
    return '';
  }
}

function keywords(
  { args, command }: DocContext,
  names: readonly string[] | undefined,
): string | undefined {
  const data = names === undefined ? keywordList() : keywordData(names, command.messages.warn);
  if (args.json) return json(data);
  return data.size === 0 ? undefined : dumpYaml(data, { defaultFlowStyle: false }).trimEnd();
}

function onlyCollection(positionals: readonly string[]): string | undefined {
  const [name] = positionals;
  if (positionals.length !== 1 || name === undefined) return undefined;
  if (/^[A-Za-z_]\w*\.[A-Za-z_]\w*$/.test(name)) return name;
  throw new TroupeError(
    `Invalid collection name (must be of the form namespace.collection): ${name}`,
  );
}

/** The documentation of each name, as `-j` writes it; for a name that isn't there a warning. */
async function documents(
  { args, command, files }: DocContext,
  names: readonly string[],
): Promise<Dict> {
  const { type } = args;
  const { messages } = command;
  const fragments = new Fragments(files, messages.warn);
  const data: Dict = new Map();
  for (const name of names) {
    const own = files.findOwn(type, name);
    const native = own === undefined ? await documentFor(type, name) : undefined;
    const file = own ?? (native === undefined ? files.find(type, name) : undefined);
    if (native !== undefined) data.set(name, documentData(native));
    else if (file === undefined) messages.warn(`${name} was not found`);
    else
      data.set(
        name,
        missing(type, name, () => readDocumentation(file, type, fragments)),
      );
  }
  return data;
}

function missing<T>(type: string, name: string, read: () => T): T {
  return reworded(
    `${type} ${name} missing documentation (or could not parse documentation): `,
    read,
    '\n',
  );
}

function explained<T>(name: string, show: () => T): T {
  return reworded(`Unable to retrieve documentation from '${name}' due to: `, show);
}

function reworded<T>(lead: string, action: () => T, tail = ''): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    throw new TroupeError(`${lead}${error.message}${tail}`);
  }
}

import { TroupeError } from '../../diagnostics/errors.ts';
import { dumpJson } from '../../values/json.ts';
import type { Value } from '../../values/types.ts';
import { dumpYaml } from '../../values/yaml/dump.ts';
import type { DocArguments } from '../arguments/arguments.ts';
import type { CommandContext } from '../command.ts';
import { OptionsError } from '../options-error.ts';
import { page } from '../pager.ts';
import { documentFor, pluginNames, summaryOf } from './doc-catalogue.ts';
import { documentData, keywordData } from './doc-data.ts';
import { documentSnippet, documentText } from './doc-text.ts';

/** `troupe doc`, ansible-doc's counterpart for what troupe does natively. Gives the exit code. @throws TroupeError */
export async function docCommand(args: DocArguments, command: CommandContext): Promise<number> {
  const { messages, display } = command;
  if (args.list || args.listFiles || args.metadataDump) {
    page(await listing(args, display.columns), command);
    return 0;
  }
  if (args.positionals.length === 0) {
    throw new OptionsError('Missing name(s), incorrect options passed for detailed documentation.');
  }
  if (args.type === 'keyword') {
    page(
      args.json
        ? json(keywordData(args.positionals))
        : dumpYaml(keywordData(args.positionals), { defaultFlowStyle: false }),
      command,
    );
    return 0;
  }
  const data = new Map<Value, Value>();
  const texts: string[] = [];
  for (const name of args.positionals) {
    const document = await documentFor(args.type, name);
    if (document === undefined) {
      messages.warn(`${name} was not found`);
      continue;
    }
    if (args.json) data.set(name, documentData(document));
    else if (args.snippet) texts.push(documentSnippet(document, display.columns));
    else texts.push(documentText(document, display.columns));
  }
  if (args.json) page(json(data), command);
  else if (texts.length > 0) page(texts.join('\n'), command);
  return 0;
}

const json = (value: Value): string => dumpJson(value, { indent: 4, sortKeys: true });

async function listing(args: DocArguments, columns: number): Promise<string> {
  const [filter] = args.positionals;
  const all = pluginNames(args.type);
  const names = all.filter((name) => filter === undefined || name.startsWith(`${filter}.`));
  if (filter !== undefined && names.length === 0) {
    throw new TroupeError(
      `Cannot use supplied collection ${filter}: unable to locate collection ${filter}. unable to locate collection ${filter}`,
    );
  }
  const summaries = new Map<Value, Value>();
  for (const name of names) {
    summaries.set(name, args.listFiles ? 'troupe' : await summaryOf(args.type, name));
  }
  if (args.json || args.metadataDump) return json(summaries);
  const width = Math.max(0, ...names.map((name) => name.length));
  const limit = columns - width - 5;
  return [...summaries]
    .map(([name, summary]) => {
      const text = String(summary);
      if (args.listFiles) return `${String(name).padEnd(width)} ${text}`;
      const shown = text.length > limit ? `${text.slice(0, limit)}...` : text.padEnd(limit);
      return `${String(name).padEnd(width)} ${shown}`;
    })
    .join('\n');
}

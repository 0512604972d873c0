import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { crash } from '../definition/crash.ts';
import { parseXml, type XmlDocument } from '../xml/document.ts';
import {
  addChildren,
  countNodes,
  printMatch,
  readContent,
  removeSelected,
  setChildren,
  setValue,
  type XmlTask,
} from '../xml/edit.ts';
import { type Libxml2, loadLibxml2 } from '../xml/libxml2.ts';
import { LxmlError } from '../xml/lxml-error.ts';
import { serializeDocument, serializeElement } from '../xml/serialize.ts';
import { selectsElement, spawn } from '../xml/spawn.ts';
import { checkXPath } from '../xml/xpath.ts';

const ARGUMENTS = {
  path: arg.path({ aliases: ['dest', 'file'], doc: 'The file, which must be there.' }),
  xmlstring: arg.str({ doc: 'XML text to work on, in place of a file.' }),
  xpath: arg.str({ doc: 'XPath expression of what is to be worked on.' }),
  namespaces: arg.dict({ default: {}, doc: 'Namespaces by the prefix that `xpath` uses.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    aliases: ['ensure'],
    doc: 'Whether what is selected is to be there.',
  }),
  value: arg.raw({ doc: 'Text of the element, or of `attribute`.' }),
  attribute: arg.raw({ doc: 'The attribute that `value` is for.' }),
  add_children: arg.list({ elements: 'raw', doc: 'Child elements to add.' }),
  set_children: arg.list({ elements: 'raw', doc: 'Child elements in place of those there are.' }),
  count: arg.bool({ default: false, doc: 'Count what is selected.' }),
  print_match: arg.bool({ default: false, doc: 'Give the paths of what is selected.' }),
  pretty_print: arg.bool({ default: false, doc: 'Lay the document out with indentation.' }),
  content: arg.str({ choices: ['attribute', 'text'], doc: 'Read this of what is selected.' }),
  input_type: arg.str({
    default: 'yaml',
    choices: ['xml', 'yaml'],
    doc: 'How children are described.',
  }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
  strip_cdata_tags: arg.bool({ default: false, doc: 'CDATA sections become text.' }),
  insertbefore: arg.bool({ default: false, doc: 'Add children before what is selected first.' }),
  insertafter: arg.bool({ default: false, doc: 'Add children after what is selected last.' }),
};

type XmlArguments = ArgumentValues<typeof ARGUMENTS>;

export const xml = defineModule({
  name: 'community.general.xml',
  summary: 'Manage bits and pieces of XML files or strings',
  examples: `- name: Set an element's text
  community.general.xml:
    path: /foo/bar.xml
    xpath: /business/rating
    value: "11"

- name: Add elements
  community.general.xml:
    path: /foo/bar.xml
    xpath: /business/beers
    add_children:
      - beer: Old Rasputin
      - beer:
          style: lager
          _:
            - brewery: Schlitz
`,
  args: ARGUMENTS,
  constraints: {
    requiredBy: {
      add_children: ['xpath'],
      attribute: ['value'],
      content: ['xpath'],
      set_children: ['xpath'],
      value: ['xpath'],
    },
    requiredIf: [
      ['count', true, ['xpath']],
      ['print_match', true, ['xpath']],
      ['insertbefore', true, ['xpath']],
      ['insertafter', true, ['xpath']],
    ],
    requiredOneOf: [
      ['path', 'xmlstring'],
      ['add_children', 'content', 'count', 'pretty_print', 'print_match', 'set_children', 'value'],
    ],
    mutuallyExclusive: [
      ['add_children', 'content', 'count', 'print_match', 'set_children', 'value'],
      ['path', 'xmlstring'],
      ['insertbefore', 'insertafter'],
    ],
  },
  returns: {
    actions: 'The expression, its namespaces and the state.',
    backup_file: 'Name of the backup.',
    count: 'How many nodes are selected.',
    matches: 'What is selected.',
    xmlstring: 'The resulting document, of `xmlstring`.',
  },
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  async plan(context): Promise<Plan> {
    const { args, target } = context;
    const source = await sourceOf(context);
    const lib = await loadLibxml2();
    const kept: XmlDocument[] = [];
    try {
      if (args.xpath !== null) checkExpression(lib, args.xpath);
      const document = parseSource(lib, source.bytes, args);
      kept.push(document);
      return editPlan(context, document, source, kept);
    } catch (error) {
      if (!(error instanceof LxmlError)) throw error;
      return crash([error.exception, error.message].filter(Boolean).join(': '), target);
    } finally {
      for (const document of kept) document.free();
    }
  },
});

/** The XML that is worked on. */
interface Source {
  readonly bytes: Buffer;
  /** The file to write, where it isn't text. */
  readonly file: string | null;
}

async function sourceOf({ args, target }: ModuleContext<XmlArguments>): Promise<Source> {
  if (args.xmlstring) return { bytes: Buffer.from(args.xmlstring), file: null };
  if (args.path === null) {
    return crash(
      'TypeError: stat: path should be string, bytes, os.PathLike or integer, not NoneType',
      target,
    );
  }
  const [link, stat, content] = await Promise.all([
    target.stat(args.path),
    target.stat(args.path, { follow: true }),
    // What is no file is told by its stat.
    target.readFile(args.path).catch((error: unknown) => error),
  ]);
  if (stat?.type !== 'file') fail(`The target XML source '${args.path}' does not exist.`);
  if (!Buffer.isBuffer(content)) throw content;
  const file = link?.type === 'link' ? (link.realPath ?? args.path) : args.path;
  return { bytes: content, file };
}

function checkExpression(lib: Libxml2, xpath: string): void {
  try {
    checkXPath(lib, xpath);
  } catch (error) {
    if (!(error instanceof LxmlError)) throw error;
    fail(`Syntax error in xpath expression: ${xpath} (${error.message})`);
  }
}

function parseSource(lib: Libxml2, bytes: Buffer, args: XmlArguments): XmlDocument {
  try {
    return parseXml(lib, bytes, {
      removeBlankText: args.pretty_print,
      stripCdata: args.strip_cdata_tags,
      ...(args.path === null ? {} : { file: args.path }),
    });
  } catch (error) {
    if (!(error instanceof LxmlError)) throw error;
    return fail(`Error while parsing document: ${args.path ?? 'xml_string'} (${error.message})`);
  }
}

/** Does what the arguments ask for, and plans to write what came of it. */
function editPlan(
  context: ModuleContext<XmlArguments>,
  document: XmlDocument,
  source: Source,
  kept: XmlDocument[],
): Plan {
  const { args, diff } = context;
  const before = serializeDocument(document);
  const whole = { declaration: true, encoding: 'UTF-8' } as const;
  const shownDocument = (asCopy: boolean): string =>
    serializeDocument(document, { ...whole, pretty: true, asCopy }).toString();
  const shownBefore = diff ? shownDocument(true) : '';
  const told = edit(args, document, kept);
  if (told === null) {
    const bytes = serializeDocument(document, { ...whole, pretty: args.pretty_print });
    if (!args.pretty_print) fail("Don't know what to do");
    // To lxml, bytes are never equal to text.
    const changed = source.file === null || !bytes.equals(source.bytes);
    const shown = source.file === null ? { xmlstring: bytes.toString() } : {};
    return writePlan(context, changed ? source.file : null, bytes, { changed, ...shown });
  }
  const changed =
    canonical(document.lib, before) !== canonical(document.lib, serializeDocument(document));
  const bytes = serializeDocument(document, { ...whole, pretty: args.pretty_print });
  const result: Result = {
    actions: {
      xpath: args.xpath,
      namespaces: args.namespaces as Result,
      state: args.state,
    },
    changed,
    ...told,
    ...(changed && diff && { diff: { before: shownBefore, after: shownDocument(false) } }),
    ...(args.xmlstring ? { xmlstring: bytes.toString() } : {}),
  };
  return writePlan(context, changed ? source.file : null, bytes, result);
}

/** Edits the document; gives the result's fields, or null where there is nothing but the layout to do. */
function edit(args: XmlArguments, document: XmlDocument, kept: XmlDocument[]): Result | null {
  const { xpath } = args;
  const task: XmlTask = { document, xpath: xpath ?? '', namespaces: args.namespaces };
  const counted = args.count ? { count: 0 } : {};
  if (args.print_match) return { ...counted, matches: [], ...printMatch(task) };
  if (args.count) {
    const { hits, msg } = countNodes(task);
    return { count: hits, msg };
  }
  if (args.content !== null) {
    const { msg, matches } = readContent(task, args.content);
    return { count: msg, matches, msg };
  }
  if (args.state === 'absent') {
    if (xpath === null) {
      fail(
        "Couldn't delete xpath target: None (Argument must be bytes or unicode, got 'NoneType')",
      );
    }
    removeSelected(task);
  } else if (args.set_children !== null) {
    setChildren(task, args.set_children, args.input_type, kept);
  } else if (args.add_children !== null && args.add_children.length > 0) {
    const beside = args.insertbefore ? 'before' : args.insertafter ? 'after' : null;
    addChildren(task, args.add_children, args.input_type, beside, kept);
  } else if (args.value !== null && args.value !== undefined) {
    setValue(task, args.attribute, args.value);
  } else if (xpath !== null) {
    if (!selectsElement(document, xpath, args.namespaces)) spawn(document, xpath, args.namespaces);
  } else return null;
  return {};
}

/** A document as it is compared: its root, without blank text and CDATA. */
function canonical(lib: Libxml2, bytes: Buffer): string {
  const document = parseXml(lib, bytes, { removeBlankText: true });
  try {
    return serializeElement(lib, document.root).toString();
  } finally {
    document.free();
  }
}

function writePlan(
  { args, check }: ModuleContext<XmlArguments>,
  file: string | null,
  content: Buffer,
  result: Result,
): Plan {
  if (file === null || check) return { changes: [], result };
  return {
    changes: [{ op: 'write', path: file, content, ...(args.backup && { backup: true }) }],
    result,
    finish: ([outcome]) =>
      outcome?.backupPath === undefined ? result : { ...result, backup_file: outcome.backupPath },
  };
}

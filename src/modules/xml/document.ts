import type { Libxml2, Pointer, XmlComplaint } from './libxml2.ts';
import { LxmlError } from './lxml-error.ts';

/** libxml2's XML_PARSE_ flags. */
const PARSE = { entities: 2, noBlanks: 256, noNetwork: 2048, noCdata: 16384 } as const;

export interface ParseOptions {
  /** Leave out text that is only white space between elements. */
  readonly removeBlankText?: boolean;
  /** CDATA sections become text. */
  readonly stripCdata?: boolean;
  /** The file's name, for messages. */
  readonly file?: string;
}

/** A parsed document; its memory is libxml2's until it is freed. */
export interface XmlDocument {
  readonly lib: Libxml2;
  readonly pointer: Pointer;
  readonly root: Pointer;
  /** How many prefixes (`ns0` …) were made up for it. */
  madePrefixes: number;
  free(): void;
}

/**
 * Parses a document as lxml's XMLParser does.
 * @throws LxmlError XMLSyntaxError with libxml2's complaint and place
 */
export function parseXml(
  lib: Libxml2,
  bytes: Uint8Array,
  { removeBlankText = false, stripCdata = true, file = '<string>' }: ParseOptions = {},
): XmlDocument {
  const options =
    PARSE.entities |
    PARSE.noNetwork |
    (removeBlankText ? PARSE.noBlanks : 0) |
    (stripCdata ? PARSE.noCdata : 0);
  const { document, complaint } = lib.parse(bytes, options);
  if (document === 0 || complaint !== undefined) {
    // An undeclared prefix leaves a document all the same.
    if (document !== 0) lib.c._xmlFreeDoc(document);
    throw new LxmlError('lxml.etree.XMLSyntaxError', syntaxError(complaint, file));
  }
  return {
    lib,
    pointer: document,
    root: lib.c._xmlDocGetRootElement(document),
    madePrefixes: 0,
    free: () => lib.c._xmlFreeDoc(document),
  };
}

/** A syntax error's text: Python adds the file's last part and the line. */
function syntaxError(complaint: XmlComplaint | undefined, file: string): string {
  const { message, line, column } = complaint ?? {
    message: 'Document is not well formed',
    line: 0,
    column: 0,
  };
  const place = line > 0 ? `, line ${line}${column > 0 ? `, column ${column}` : ''}` : '';
  return `${message}${place} (${file.slice(file.lastIndexOf('/') + 1)}, line ${line})`;
}

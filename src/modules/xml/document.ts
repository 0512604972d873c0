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
    const told = complaint && { ...complaint, message: inOldWords(complaint, bytes) };
    throw new LxmlError('lxml.etree.XMLSyntaxError', syntaxError(told, file));
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

const UTF8 =
  /(?:[\0-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})*/y;

/** A complaint as the libxml2 has it that lxml is built on. */
function inOldWords({ message, line, column }: XmlComplaint, bytes: Uint8Array): string {
  if (message.startsWith('Unsupported encoding: ')) return message.replace(':', '');
  if (message.startsWith('failed to load ')) {
    const read = Buffer.from(bytes)
      .toString()
      .split('\n')
      [line - 1]?.slice(0, column - 1);
    return `Entity '${/[&%]([^&%;]+);$/.exec(read ?? '')?.[1] ?? ''}' not defined`;
  }
  if (message !== 'Invalid bytes in character encoding') return message;
  const text = Buffer.from(bytes).toString('latin1');
  UTF8.lastIndex = 0;
  const at = UTF8.exec(text)?.[0].length ?? 0;
  const wrong = [0, 1, 2, 3].map((offset) => bytes[at + offset] ?? 0);
  const shown = wrong.map((byte) => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  return `Input is not proper UTF-8, indicate encoding !\nBytes: ${shown.join(' ')}`;
}

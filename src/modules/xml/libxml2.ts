import type { LibXml2 } from 'libxml2-wasm/lib/libxml2raw.mjs';

/** A place in libxml2's memory: a node, a document, a text. 0 is none. */
export type Pointer = number;

/** What libxml2 says was wrong. */
export interface XmlComplaint {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Where a complaint keeps what (`xmlError`). */
const COMPLAINT = { domain: 0, message: 8, level: 12, line: 20, column: 40 } as const;
const ERROR_LEVEL = 2;
/** What can't be read is but warned of; without it a document would lose text. */
const READING_DOMAIN = 8;

/**
 * libxml2, the library that lxml is built on, compiled to WebAssembly: parser, XPath and serialiser are the same, byte for
 * byte. This is its C interface with texts and structures made reachable.
 */
export class Libxml2 {
  readonly c: LibXml2;
  readonly #errorHandler: Pointer;
  readonly #writer: Pointer;
  #complaints: XmlComplaint[] = [];
  #written: Buffer[] = [];

  constructor(c: LibXml2) {
    this.c = c;
    this.#errorHandler = c.addFunction((_data: Pointer, error: Pointer) => {
      const isError = this.field(error, COMPLAINT.level) >= ERROR_LEVEL;
      if (isError || this.field(error, COMPLAINT.domain) === READING_DOMAIN) {
        this.#complaints.push(this.#told(error));
      }
    }, 'vii');
    this.#writer = c.addFunction((_context: Pointer, bytes: Pointer, length: number) => {
      this.#written.push(Buffer.from(c.HEAPU8.subarray(bytes, bytes + length)));
      return length;
    }, 'iiii');
  }

  /** A number or pointer in a structure. */
  field(structure: Pointer, offset: number): number {
    return this.c.getValue(structure + offset, 'i32');
  }

  setField(structure: Pointer, offset: number, value: number): void {
    this.c.HEAP32[(structure + offset) >> 2] = value;
  }

  /** A text of libxml2; null where there is none. */
  text(pointer: Pointer): string | null {
    return pointer === 0 ? null : this.c.UTF8ToString(pointer);
  }

  /** Calls with texts laid into libxml2's memory; null becomes 0. */
  withTexts<T>(texts: readonly (string | null)[], call: (...pointers: Pointer[]) => T): T {
    const pointers = texts.map((text) => {
      if (text === null) return 0;
      const size = this.c.lengthBytesUTF8(text) + 1;
      const pointer = this.c._malloc(size);
      this.c.stringToUTF8(text, pointer, size);
      return pointer;
    });
    try {
      return call(...pointers);
    } finally {
      for (const pointer of pointers) if (pointer !== 0) this.c._free(pointer);
    }
  }

  /** Parses bytes: a document, or 0 and what was wrong first. `options` are libxml2's XML_PARSE_ flags. */
  parse(bytes: Uint8Array, options: number): { document: Pointer; complaint?: XmlComplaint } {
    const { c } = this;
    this.#complaints = [];
    const buffer = c._malloc(bytes.length + 1);
    const parser = c._xmlNewParserCtxt();
    try {
      c.HEAPU8.set(bytes, buffer);
      c._xmlCtxtSetErrorHandler(parser, this.#errorHandler, 0);
      const document = c._xmlCtxtReadMemory(parser, buffer, bytes.length, 0, 0, options);
      const [complaint] = this.#complaints;
      return complaint === undefined ? { document } : { document, complaint };
    } finally {
      c._xmlFreeParserCtxt(parser);
      c._free(buffer);
    }
  }

  /** Writes nodes one after another. `options` are libxml2's XML_SAVE_ flags. */
  serialize(nodes: readonly Pointer[], encoding: string, options: number): Buffer {
    this.#written = [];
    const save = this.withTexts([encoding], (name = 0) =>
      this.c._xmlSaveToIO(this.#writer, 0, 0, name, options),
    );
    for (const node of nodes) this.c._xmlSaveTree(save, node);
    this.c._xmlSaveClose(save);
    return Buffer.concat(this.#written);
  }

  /** What the last call complained of. */
  lastComplaint(): XmlComplaint | undefined {
    const error = this.c._xmlGetLastError();
    return error === 0 ? undefined : this.#told(error);
  }

  #told(error: Pointer): XmlComplaint {
    return {
      message: (this.text(this.field(error, COMPLAINT.message)) ?? '').trimEnd(),
      line: this.field(error, COMPLAINT.line),
      column: this.field(error, COMPLAINT.column),
    };
  }
}

let loading: Promise<Libxml2> | undefined;

/** The library, read when it is first used. */
export function loadLibxml2(): Promise<Libxml2> {
  loading ??= import('libxml2-wasm/lib/libxml2raw.mjs').then(async ({ default: start }) => {
    const c = await start();
    c._xmlInitParser();
    return new Libxml2(c);
  });
  return loading;
}

import type { SourceText } from '../diagnostics/source-text.ts';
import { JsonReader } from '../values/json-reader.ts';
import { type Dict, Template, type Value, VaultText } from '../values/types.ts';
import { type Positions, setPositions } from './positions.ts';
import { isTemplateText } from './yaml/construct.ts';

export { JsonSyntaxError } from '../values/json-reader.ts';

export interface JsonOptions {
  readonly trusted: boolean;
  decryptVault(ciphertext: string): string;
}

/**
 * Reads JSON as Python's json module does, and notes where values stand.
 * `{"__ansible_vault": …}` and `{"__ansible_unsafe": …}` are what they say.
 * @throws JsonSyntaxError with Python's message
 */
export function parseJson(source: SourceText, options: JsonOptions): Value {
  return new PositionedReader(source, options).document();
}

class PositionedReader extends JsonReader {
  readonly #source: SourceText;
  readonly #options: JsonOptions;
  #trusted: boolean;

  constructor(source: SourceText, options: JsonOptions) {
    super(source.text);
    this.#source = source;
    this.#options = options;
    this.#trusted = options.trusted;
  }

  protected override text(value: string, start: number): Value {
    if (!this.#trusted || !isTemplateText(value)) return value;
    return new Template(value, this.#source.spanAt(start));
  }

  protected override member(key: string): Value {
    const trusted = this.#trusted;
    if (key === '__ansible_unsafe') this.#trusted = false;
    const value = super.member(key);
    this.#trusted = trusted;
    return value;
  }

  protected override list(items: Value[], start: number, valueOffsets: number[]): Value {
    const source = this.#source;
    setPositions(items, { source, start, keys: undefined, keyOffsets: [], valueOffsets });
    return items;
  }

  protected override object(
    dict: Dict,
    start: number,
    places: Pick<Positions, 'keyOffsets' | 'valueOffsets'> & { keys: string[] },
  ): Value {
    const vault = dict.get('__ansible_vault');
    if (typeof vault === 'string') {
      const { decryptVault } = this.#options;
      return new VaultText(vault, () => decryptVault(vault), this.#source.spanAt(start));
    }
    const unsafe = dict.get('__ansible_unsafe');
    if (unsafe !== undefined) return unsafe;
    setPositions(dict, { source: this.#source, start, ...places });
    return dict;
  }
}

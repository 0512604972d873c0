/**
 * Shell text that other scripts begin with: `s NAME` starts a section of the output, `run NAME PROGRAM …` runs a
 * program and keeps its exit code, output and errors as sections NAME.rc, NAME.out and NAME.err; `exactly NAME
 * PROGRAM …` does with all the newlines that errors end in.
 */
export const SECTION_FUNCTIONS = `s() { printf '\\036%s\\n' "$1"; }
run() { n=$1; shift; s "$n.out"; { e=$("$@" 2>&1 >&3 </dev/null); c=$?; } 3>&1; s "$n.rc"; printf %s "$c"; s "$n.err"; printf %s "$e"; }
exactly() { n=$1; shift; s "$n.out"; { e=$("$@" 2>&1 >&3 </dev/null; c=$?; printf .; exit $c); c=$?; } 3>&1; s "$n.rc"; printf %s "$c"; s "$n.err"; printf %s "\${e%.}"; }
`;

/** Output of a script by sections; what is not there is empty. */
export class Sections {
  readonly #texts = new Map<string, string>();

  constructor(output: Buffer) {
    for (const part of output.toString().split('\x1e').slice(1)) {
      const end = part.indexOf('\n');
      this.#texts.set(part.slice(0, end), part.slice(end + 1));
    }
  }

  has(name: string): boolean {
    return this.#texts.has(name);
  }

  text(name: string): string {
    return this.#texts.get(name) ?? '';
  }

  lines(name: string): string[] {
    return this.text(name).split('\n').filter(Boolean);
  }

  /** Exit code of a program that `run NAME` ran; 1 when it didn't. */
  rc(name: string): number {
    return this.has(`${name}.rc`) ? Number(this.text(`${name}.rc`)) : 1;
  }
}

/** Ends the run at once, without a recap, with an exit code: a person wants it so. */
export class RunEnded extends Error {
  readonly code: number;
  constructor(code: number) {
    super('the run was ended');
    this.code = code;
  }
}

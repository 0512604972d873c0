/** What lxml refuses: becomes part of a message where the module catches it, else the traceback's last line. */
export class LxmlError extends Error {
  /** The Python exception's class. */
  readonly exception: string;

  constructor(exception: string, message: string) {
    super(message);
    this.name = 'LxmlError';
    this.exception = exception;
  }
}

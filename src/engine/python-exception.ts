/** An exception of Python that nothing in Ansible catches: the task fails with it, and callbacks show its last line. */
export class PythonException extends Error {
  constructor(kind: string, message: string) {
    super(message);
    this.stack = `${kind}: ${message}`;
  }
}

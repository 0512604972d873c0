import type { Span } from './span.ts';

export interface ErrorDetails {
  /** Where in the user's text the fault lies. */
  span?: Span | undefined;
  /** The very place, to be shown to people, where Ansible's text names one around it or none. */
  mark?: Span | undefined;
  /** What the user can do about it: one sentence. */
  hint?: string | undefined;
  cause?: unknown;
  /** False where the source text is secret (a decrypted vault): it must not be shown. */
  showContent?: boolean | undefined;
  /** Said after the place. */
  note?: string | undefined;
}

/** Root of all errors that the user is to see; anything else thrown is a defect of troupe. */
export class TroupeError extends Error {
  readonly span: Span | undefined;
  readonly hint: string | undefined;
  readonly showContent: boolean;
  readonly note: string | undefined;
  readonly #mark: Span | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = new.target.name;
    this.span = details.span;
    this.#mark = details.mark;
    this.hint = details.hint;
    this.showContent = details.showContent ?? true;
    this.note = details.note;
  }

  /** Where people are to look. */
  get mark(): Span | undefined {
    return this.#mark ?? this.span;
  }
}

/** YAML that can't be read, a file that is missing, a vault that can't be opened. Exit code 4 or 1. */
export class LoadError extends TroupeError {}

/** A playbook, role or task that can't be understood (Ansible's AnsibleParserError). Exit code 4. */
export class ParseError extends TroupeError {}

/** An inventory source or a host pattern that can't be used. */
export class InventoryError extends TroupeError {}

/**
 * A template that failed. `pythonClass` is the class that Jinja2 or Ansible raises for the same fault
 * (`TemplateSyntaxError`, `AnsibleUndefinedVariable`, `TypeError` …); `lineno` is the line inside the template.
 */
export class TemplateError extends TroupeError {
  readonly pythonClass: string;
  readonly lineno: number | undefined;
  readonly templateName: string | undefined;

  constructor(
    pythonClass: string,
    message: string,
    details: ErrorDetails & { lineno?: number | undefined; templateName?: string | undefined } = {},
  ) {
    super(message, details);
    this.pythonClass = pythonClass;
    this.lineno = details.lineno;
    this.templateName = details.templateName;
  }
}

/** A variable that does not exist was used (AnsibleUndefinedVariable / UndefinedError). */
export class UndefinedVariableError extends TemplateError {}

/** The host can't be reached or its session was lost: the result is `unreachable`. */
export class UnreachableError extends TroupeError {}

/** A target refused an operation (no become password, permission denied …): the result is `failed`. */
export class TargetError extends TroupeError {}

/** Wrong use of the command line. Exit code 2. */
export class UsageError extends TroupeError {}

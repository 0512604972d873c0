import { TemplateError } from '../../diagnostics/errors.ts';
import { isText } from '../../values/markup.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { Template, type Value, VaultText } from '../../values/types.ts';
import { ansibleError, asTemplateError, isUndefinedError } from './errors.ts';
import { NativeText } from './native-text.ts';
import type { Templar } from './templar.ts';
import { type Trust, withTrust } from './trust.ts';

const DEFINED = /(hostvars\[.+\]|[\p{L}\p{N}_]+)\s+(not\s+is|is|is\s+not)\s+(defined|undefined)/u;
const UNDEFINED_NAME = /'(hostvars\[.+\]|[\p{L}\p{N}_]+)' is undefined/u;

/**
 * What `when:` and its like come to: true or false, or what a condition of braces alone rendered to.
 * A list means all of it and stops at the first that is false.
 * @throws TemplateError AnsibleError `The conditional check '…' failed. The error was: …`
 */
export function conditionalValue(templar: Templar, conditional: Value, untrusted = false): Value {
  const list = Array.isArray(conditional) ? conditional : [conditional];
  let result: Value = true;
  for (const condition of list) {
    try {
      result =
        condition === null || condition === ''
          ? true
          : typeof condition === 'boolean'
            ? condition
            : checkCondition(templar, condition, untrusted);
    } catch (thrown) {
      const error = asTemplateError(thrown);
      const source = condition instanceof Template ? condition.source : shown(condition);
      throw new TemplateError(
        'AnsibleError',
        `The conditional check '${source}' failed. The error was: ${error.message}`,
        { cause: error, span: condition instanceof Template ? condition.span : error.span },
      );
    }
    if (!truthy(result)) break;
  }
  return result;
}

const shown = (value: Value): string => (isText(value) ? value.toString() : str(value));

function checkCondition(templar: Templar, condition: Value, untrusted: boolean): Value {
  const original = condition instanceof Template ? condition.source : shown(condition);
  let expression = original;
  try {
    let trust: Trust = untrusted ? 'unsafe' : 'safe';
    if (condition instanceof Template) {
      templar.services.warn(
        'conditional statements should not include jinja2 templating delimiters such as {{ }} or {% %}. ' +
          `Found: ${original}`,
      );
      const [rendered, used] = withTrust(() => plain(templar.template(condition)));
      if (typeof rendered !== 'string' || rendered === '') return rendered;
      expression = rendered;
      trust = used;
    } else {
      const value = plain(templar.template(condition));
      if (typeof value !== 'string') return value;
      expression = value;
    }
    if (trust === 'unsafe') {
      throw new TemplateError(
        'AnsibleTemplateError',
        'Conditional is marked as unsafe, and cannot be evaluated.',
      );
    }
    // Where it isn't known what was rendered, it may compute, but not run lookups.
    return evaluate(templar, expression, original, trust === 'unknown');
  } catch (error) {
    if (!isUndefinedError(error)) throw error;
    const answer = answerIfDefinedTest(error.message, expression);
    if (answer !== undefined) return answer;
    throw new TemplateError(
      'AnsibleUndefinedVariable',
      `error while evaluating conditional (${original}): ${error.message}`,
      { cause: error },
    );
  }
}

function plain(value: Value): Value {
  if (value instanceof NativeText) return value.text;
  if (value instanceof VaultText) return value.plain;
  return value;
}

function evaluate(
  templar: Templar,
  expression: string,
  original: string,
  restricted: boolean,
): boolean {
  templar.checkSyntax(expression);
  const text = presented(expression);
  const value = str(templar.renderText(text, { disableLookups: restricted })).trim();
  if (value === 'True') return true;
  if (value === 'False') return false;
  throw ansibleError(`unable to evaluate conditional: ${original}`);
}

/** A condition as the template that tells whether it holds. */
export const presented = (expression: string): string =>
  `{% if ${expression} %} True {% else %} False {% endif %}`;

/** `x is defined` where x itself brought the error: the test's own answer. */
function answerIfDefinedTest(message: string, expression: string): boolean | undefined {
  const name = UNDEFINED_NAME.exec(message)?.[1]?.replaceAll("'", '"');
  if (name === undefined) return undefined;
  let rest = expression;
  for (let found = DEFINED.exec(rest); found; found = DEFINED.exec(rest)) {
    if (found[1]?.replaceAll("'", '"') === name) {
      const negated = (found[2] as string).includes('not');
      const shouldExist = negated !== (found[3] === 'defined');
      return !shouldExist;
    }
    rest = rest.slice(found.index + found[0].length);
  }
  return undefined;
}

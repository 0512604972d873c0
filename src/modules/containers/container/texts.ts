import type { ReadTarget } from '../../../targets/types.ts';
import { splitWords } from '../../commands/words.ts';
import { crash } from '../../definition/crash.ts';
import { fail } from '../../definition/failure.ts';
import { humanToBytes } from '../../definition/human-bytes.ts';
import { pythonText } from '../../definition/python-text.ts';
import type { ContainerArguments } from './arguments.ts';

/** Words of a command as they are sent; undefined where it says nothing. */
export function commandWords(
  value: unknown,
  handling: ContainerArguments['command_handling'],
  target: ReadTarget,
): string[] | undefined {
  if (handling === 'correct') {
    return Array.isArray(value) ? value.map(pythonText) : shellWords(pythonText(value), target);
  }
  if (value === '' || (Array.isArray(value) && value.length === 0)) return undefined;
  const text = Array.isArray(value) ? value.map(pythonText).join(' ') : pythonText(value);
  return shellWords(text, target);
}

/** @throws ModuleFailure where a quote is left open */
export function shellWords(text: string, target: ReadTarget): string[] {
  return splitWords(text) ?? crash('ValueError: No closing quotation', target);
}

/** A size as a number of bytes. @throws ModuleFailure with `before` and Python's words */
export function sizeInBytes(text: string, before: string): number {
  return humanToBytes(text) ?? fail(`${before}: human_to_bytes() ${sizeFault(text)}`);
}

function sizeFault(text: string): string {
  const [, number = '', unit] = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(text) ?? [];
  if (number === '' || number === '.' || unit === undefined) {
    return `can't interpret following number: ${number} (original input string: ${text})`;
  }
  const letter = unit.charAt(0).toUpperCase();
  if (!'YZEPTGMKB'.includes(letter)) {
    return `failed to convert ${text} (unit = ${unit}). The suffix must be one of Y, Z, E, P, T, G, M, K, B`;
  }
  return `failed to convert ${text}. Value is not a valid string (expect ${letter}B or ${letter})`;
}

const DURATION = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?(?:(\d+)us)?$/;
const NANOSECONDS = [3_600_000_000_000, 60_000_000_000, 1_000_000_000, 1_000_000, 1000];

/** `1m30s` in nanoseconds. @throws ModuleFailure */
export function durationOf(text: string, target: ReadTarget): number {
  const [, ...parts] =
    DURATION.exec(text) ?? crash(`ValueError: Invalid time duration - ${text}`, target);
  return parts.reduce((sum, part, at) => sum + Number(part ?? 0) * (NANOSECONDS[at] ?? 0), 0);
}

import type { ReadTarget } from '../../../targets/types.ts';
import { pythonText } from '../../definition/python-text.ts';
import type { ContainerArguments } from './arguments.ts';
import { durationOf } from './texts.ts';

const DURATIONS = {
  interval: 'Interval',
  timeout: 'Timeout',
  start_period: 'StartPeriod',
} as const;

/** A health check as Docker takes it; one without a command is none. */
export function healthCheck(
  wanted: NonNullable<ContainerArguments['healthcheck']>,
  target: ReadTarget,
): Readonly<Record<string, unknown>> {
  const { test, retries } = wanted;
  const found: Record<string, unknown> = {};
  for (const [option, name] of Object.entries(DURATIONS)) {
    const text = wanted[option as keyof typeof DURATIONS];
    const duration = text === null ? 0 : durationOf(text, target);
    if (duration !== 0) found[name] = duration;
  }
  if (test === null || test === '' || (Array.isArray(test) && test.length === 0)) {
    return NO_CHECK;
  }
  const words = Array.isArray(test) ? test.map(pythonText) : ['CMD-SHELL', pythonText(test)];
  return { Test: words, ...found, ...(retries !== null && retries !== 0 && { Retries: retries }) };
}

/** What stands for no health check at all. */
export const NO_CHECK = { Test: ['NONE'] };

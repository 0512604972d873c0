import type { ContainerArguments } from './arguments.ts';
import type { Inspected, Wishes } from './wishes.ts';

const labelsOf = (image: Inspected | null): object => (image?.Config.Labels as object | null) ?? {};

/** The labels that a container of that image has then. */
export function expectedLabels(
  { labels }: Wishes,
  image: Inspected | null,
  { image_label_mismatch: mismatch }: ContainerArguments,
): Wishes {
  if (labels === undefined) return {};
  return { labels: { ...(mismatch === 'ignore' && labelsOf(image)), ...(labels as object) } };
}

/** What is wrong with labels of the image that may not stay. */
export function unwantedLabels(
  image: Inspected | null,
  args: ContainerArguments,
): string | undefined {
  if (args.image_label_mismatch !== 'fail') return undefined;
  const unwanted = Object.keys(labelsOf(image)).filter((label) => !(label in (args.labels ?? {})));
  if (unwanted.length === 0) return undefined;
  return `Some labels should be removed but are present in the base image. You can set image_label_mismatch to 'ignore' to ignore this error. Labels: ${unwanted.map((label) => `"${label}"`).join(', ')}`;
}

import { fail, failingAs } from '../definition/failure.ts';

type Parts = [name: string, value: string][];

/** What a request says of its subject; null is not given. */
export interface WantedSubject {
  readonly subject: Readonly<Record<string, unknown>> | null;
  readonly subject_ordered: readonly Readonly<Record<string, unknown>>[] | null;
  readonly country_name: string | null;
  readonly state_or_province_name: string | null;
  readonly locality_name: string | null;
  readonly organization_name: string | null;
  readonly organizational_unit_name: string | null;
  readonly common_name: string | null;
  readonly email_address: string | null;
}

/** Parts of a dict of texts or lists of texts. @param option is named in errors @throws ModuleFailure */
export function namedParts(fields: Readonly<Record<string, unknown>>, option: string): Parts {
  return Object.entries(fields).flatMap(([key, value]) => {
    const place = `${key} in ${option}`;
    if (!Array.isArray(value)) {
      if (typeof value !== 'string') {
        fail(`Value for ${place} must be either a string or a list of strings`);
      }
      if (value === '') fail(`Value for ${place} must not be an empty string`);
      return [[key, value] as [string, string]];
    }
    return value.map((text: unknown): [string, string] => {
      if (typeof text !== 'string') fail(`Values ${place} must be strings`);
      if (text === '') fail(`Values for ${place} must not be empty strings`);
      return [key, text];
    });
  });
}

/** Parts of a list of dicts with one key each. @param option is named in errors @throws ModuleFailure */
export function orderedParts(
  entries: readonly Readonly<Record<string, unknown>>[],
  option: string,
): Parts {
  return entries.flatMap((entry, index) => {
    const place = `#${index + 1} in ${option}`;
    if (Object.keys(entry).length !== 1) {
      fail(`Entry ${place} must be a dictionary with exactly one key-value pair`);
    }
    return failingAs(`Error while processing entry ${place}`, () => namedParts(entry, option));
  });
}

/** Parts of the subject as the task writes them, in their order. @throws ModuleFailure */
export function wantedSubject(wanted: WantedSubject): Parts {
  const single: [string, string | null][] = [
    ['C', wanted.country_name],
    ['ST', wanted.state_or_province_name],
    ['L', wanted.locality_name],
    ['O', wanted.organization_name],
    ['OU', wanted.organizational_unit_name],
    ['CN', wanted.common_name],
    ['emailAddress', wanted.email_address],
  ];
  const parts = single.flatMap(([name, value]): Parts => (value ? [[name, value]] : []));
  parts.push(...namedParts(wanted.subject ?? {}, 'subject'));
  if (!wanted.subject_ordered?.length) return parts;
  if (parts.length > 0) fail('subject_ordered cannot be combined with any other subject field');
  return orderedParts(wanted.subject_ordered, 'subject_ordered');
}

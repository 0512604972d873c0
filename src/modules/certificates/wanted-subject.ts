import { fail, leaveToPython } from '../definition/failure.ts';

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

/** Parts of a dict of texts or lists of texts. @throws ModuleFailure, BeyondNative for other values */
function partsOf(fields: Readonly<Record<string, unknown>>, prefix = ''): Parts {
  return Object.entries(fields).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((text): [string, string] => {
      if (typeof text !== 'string') return leaveToPython(`The value of ${key} is no text`);
      const [one, an] = Array.isArray(value)
        ? ['Values', 'empty strings']
        : ['Value', 'an empty string'];
      if (text === '') fail(`${prefix}${one} for ${key} must not be ${an}`);
      return [key, text];
    }),
  );
}

/** Parts of the subject as the task writes them, in their order. @throws ModuleFailure, BeyondNative */
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
  parts.push(...partsOf(wanted.subject ?? {}));
  if (!wanted.subject_ordered?.length) return parts;
  if (parts.length > 0) fail('subject_ordered cannot be combined with any other subject field');
  return wanted.subject_ordered.flatMap((entry, index) => {
    const place = `#${index + 1} in subject_ordered`;
    if (Object.keys(entry).length !== 1) {
      fail(`Entry ${place} must be a dictionary with exactly one key-value pair`);
    }
    return partsOf(entry, `Error while processing entry ${place}: `);
  });
}

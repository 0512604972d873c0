import type { FilterFunction } from '../filter-contract.ts';
import { GENERAL_FILTERS } from './general.ts';
import { HTML_FILTERS } from './html.ts';
import { MAPPING_FILTERS } from './mappings.ts';
import { NUMBER_FILTERS } from './numbers.ts';
import { SELECTION_FILTERS } from './selection.ts';
import { SEQUENCE_FILTERS } from './sequences.ts';
import { TEXT_FILTERS } from './text.ts';

/** Jinja's own filters by name. */
export const FILTERS: ReadonlyMap<string, FilterFunction> = new Map([
  ...GENERAL_FILTERS,
  ...HTML_FILTERS,
  ...MAPPING_FILTERS,
  ...NUMBER_FILTERS,
  ...SELECTION_FILTERS,
  ...SEQUENCE_FILTERS,
  ...TEXT_FILTERS,
]);

import { type Check, type DraftRecord, mapRecords, noted } from '../draft.ts';

const tell =
  /\b(?:future[- ](?:flexibility|proof\w*|needs?|use)|for the future|just in case|in case(?=\s*(?:[.,;:!?)]|$))|in case (?:\w+ ){1,3}(?:ever|grows?|scales?)|in case (?:we|they|some(?:one|body)|any(?:one|body)) needs?|when we scale|as we scale|at scale later|best practices?|might (?:be )?need(?:ed)?|may need later|eventually(?! consisten)|some ?day|for completeness|for symmetry|nice to have)(?![\w-])/im;

/**
 * Committed records that speak like speculation are marked as YAGNI candidates, unless a user, a contract, a regulation or an incident
 * needs them and it is said where. Looks at lists with `need` only. Action: fix (a note on the record).
 */
export const yagniWords: Check = (draft) => ({
  draft: mapRecords(draft, (record, spec) => {
    if (!spec.need || (record.need !== null && record.need.kind !== 'dependency')) return record;
    const hit = tell.exec(textOf(record));
    return hit === null
      ? record
      : noted(
          record,
          `YAGNI candidate: it speaks of "${hit[0]}"; cite the need, take the simpler form, or put it off.`,
        );
  }),
});

function textOf(record: DraftRecord): string {
  return [record.title, ...Object.values(record.fields).flat()].join('\n');
}

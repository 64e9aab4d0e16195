import { assertNever } from '../../../src/base/assertNever.ts';
import type { Row } from '../../../src/protocol/stream/rows.ts';
import { GroupRow } from './groupRow.ts';
import { BoundaryRow, ChallengeRow, EndRow, isOneLine, StageRow } from './lifeRows.ts';
import type { RowContext, RowView } from './rowView.ts';
import { NoticeRow, PromptRow, ProseRow, ThoughtRow } from './textRows.ts';
import { ToolRow } from './toolRow.ts';

/** The view of a row. A new kind of row is added here, in its own class, and in `gapBetween`. */
export function createRow(row: Row, context: RowContext): RowView {
  if (row.kind === 'group') return new GroupRow(row, context);
  const { item } = row;
  switch (item.kind) {
    case 'user':
      return new PromptRow(item, context);
    case 'prose':
      return new ProseRow(item);
    case 'thought':
      return new ThoughtRow(item, context);
    case 'tool':
      return new ToolRow(item, context);
    case 'notice':
      return new NoticeRow(item);
    case 'challenge':
      return new ChallengeRow(item, context);
    case 'boundary':
      return new BoundaryRow(item, context);
    case 'end':
      return new EndRow(item);
    case 'stage':
      return new StageRow(item, context);
    default:
      return assertNever(item);
  }
}

/** True when a mounted view can show `row` without being made anew. */
export function sameShape(before: Row, after: Row): boolean {
  if (before.kind === 'group' || after.kind === 'group') return before.kind === after.kind;
  return before.item.kind === after.item.kind;
}

/** Space above a row, pixels: one-line rows touch, a call follows its sentence closely, everything else stands apart. */
export function gapBetween(before: Row | undefined, after: Row): number {
  if (before === undefined) return 0;
  const fromLine = before.kind === 'group' || isOneLine(before.item);
  const toLine = after.kind === 'group' || isOneLine(after.item);
  if (fromLine && toLine) return 0;
  if (before.kind === 'item' && before.item.kind === 'prose' && toLine) return 4;
  if (before.kind === 'item' && before.item.kind === 'prose' && after.kind === 'item' && after.item.kind === 'prose')
    return 12;
  return 16;
}

/** Height of a row that was never measured, pixels. */
export function estimateHeight(row: Row): number {
  if (row.kind === 'group') return 26;
  switch (row.item.kind) {
    case 'user':
      return 96;
    case 'prose':
      return Math.min(2000, 24 + Math.ceil(row.item.text.length / 80) * 20);
    case 'notice':
    case 'boundary':
    case 'end':
      return 40;
    default:
      return 26;
  }
}

import type { RunStore } from '../../engine/ports/RunStore.ts';
import { parseItemId, runStreamId } from '../../protocol/stream/item.ts';
import { applyToStream, makeStepStream } from '../../protocol/stream/stepStream.ts';
import type { StepStream } from '../../protocol/stream/streamWriter.ts';

type Reader = Pick<RunStore, 'read'>;

/** The stream of one step, whole, folded from the log up to and including event `untilSeq`. */
export async function readStepStream(
  store: Reader,
  runId: string,
  step: string,
  untilSeq: number,
): Promise<StepStream> {
  const stream = makeStepStream(step);
  for await (const event of store.read(runId)) {
    if (event.seq > untilSeq) break;
    if ('step' in event) applyToStream(stream, event);
  }
  return stream;
}

/** Longest text that is opened as a document. Characters. */
const maxText = 4_000_000;

/**
 * All of what a row shows only in part: the prompt, or the output of a tool call, as the log has it. Null when the id names no
 * such row.
 */
export async function readFullText(store: Reader, runId: string, id: string): Promise<string | null> {
  const ref = parseItemId(id);
  if (ref === null || ref.step === runStreamId) return null;
  let callId: string | null = null;
  let output = '';
  for await (const event of store.read(runId, ref.seq - 1)) {
    if (!('step' in event) || event.step !== ref.step || !('attempt' in event) || event.attempt !== ref.attempt)
      continue;
    if (event.type === 'attempt.prompted') {
      if (event.seq === ref.seq) return event.text.slice(0, maxText);
      continue;
    }
    if (event.type !== 'attempt.event') continue;
    const what = event.event;
    if (event.seq === ref.seq && (what.type === 'tool_call' || what.type === 'tool_update')) callId = what.callId;
    if (callId === null) return null;
    if (what.type === 'tool_update' && what.callId === callId && what.output) output = what.output;
  }
  return callId === null ? null : output.slice(0, maxText);
}

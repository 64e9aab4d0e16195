import type { ScopeDocument, SignalHit } from '../../protocol/plan.ts';
import { classifySymptoms } from '../signals/symptoms.ts';
import type { DocPlace } from './projectDocs.ts';

/** Path of signal hits that come from the brief and not from a file. */
const briefPath = '(brief)';

/** Hits of the signals about the workspace as a whole and about the brief: their lines are paths and phrases. */
export function outsideHits(
  places: readonly DocPlace[],
  documents: readonly ScopeDocument[],
  brief: string,
): SignalHit[] {
  return [
    ...places.map(({ kind, example }) => hitAt(kind, example)),
    ...documents.filter(({ kind }) => kind === 'runbook').map(({ path }) => hitAt('runbooks', path)),
    ...documents.filter(instructs).map(({ path }) => hitAt('instructions', path)),
    ...classifySymptoms(brief).map(({ signal, phrase }) => ({ signal, path: briefPath, line: 1, text: phrase })),
  ];
}

/** A README tells how to work with the project only at the root; deeper ones describe parts. */
function instructs({ kind, path }: ScopeDocument): boolean {
  return kind === 'instructions' || (kind === 'readme' && !path.includes('/'));
}

function hitAt(signal: string, path: string): SignalHit {
  return { signal, path, line: 1, text: path };
}

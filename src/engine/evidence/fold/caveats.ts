/** How a note begins that holds for the whole and moves no confidence of a single finding. */
export const caveatMark = 'Caveat: ';

/** Does a validator speak of the whole: where the material comes from, how it was gathered? */
export function isCaveat(target: string): boolean {
  return /^(?:caveats?|artefact|artifact|document|all|whole|overall|general|provenance)$/i.test(target.trim());
}

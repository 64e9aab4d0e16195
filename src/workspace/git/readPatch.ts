import { LineSplitter } from '../../base/lines.ts';
import { type GitRepository, gitFailure } from './gitRepository.ts';
import { PatchParser, type PatchSection } from './patchParser.ts';
import { diffOptions } from './safeGit.ts';

/** Longer lines are skipped; git treats files above 16 MiB as binary, so this only bounds memory. */
const maxLineBytes = 4 * 1024 * 1024;

/**
 * Streams the unified diff (three lines of context) from a commit or tree to the work tree, section by section.
 * `maxSectionChars` bounds the text kept of each. Throws BooError('git_failed').
 */
export async function readPatch(
  repository: GitRepository,
  from: string,
  maxSectionChars: number,
  onSection: (section: PatchSection) => void,
): Promise<void> {
  const parser = new PatchParser(onSection, maxSectionChars);
  const lines = new LineSplitter(
    (line) => parser.line(line),
    maxLineBytes,
    () => parser.line(' '),
  );
  const args = ['diff', '-p', '--unified=3', '--inter-hunk-context=0', ...diffOptions, from, '--'];
  const output = await repository.run(args, { timeoutMs: 120_000, onChunk: (chunk) => lines.push(chunk) });
  if (output.code !== 0) throw gitFailure(args, output);
  lines.end();
  parser.end();
}

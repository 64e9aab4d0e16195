import ignore, { type Ignore } from 'ignore';
import { decodeText } from '../reader/decodeText.ts';
import { readInside } from '../reader/openInside.ts';

/** The rules of one `.gitignore`, for paths below `folder` (relative, '' or ending in `/`). */
interface RuleSet {
  readonly folder: string;
  readonly rules: Ignore;
}

export type IgnoreRules = readonly RuleSet[];

const maxFileBytes = 256 * 1024;
const maxPatterns = 2000;
/** More wildcards in one pattern make matching a long name slow enough to be used against us; such a line is left out. */
const maxWildcards = 6;

/** `inherited` plus the `.gitignore` of `folder`, if there is a readable one. */
export async function withFolderRules(root: string, folder: string, inherited: IgnoreRules): Promise<IgnoreRules> {
  const read = await readInside(root, `${folder}.gitignore`, maxFileBytes);
  if (!read.ok) return inherited;
  const decoded = decodeText(read.bytes);
  if (!decoded.ok) return inherited;
  const patterns = decoded.text.split(/\r?\n/).filter(isBearable).slice(0, maxPatterns);
  return [...inherited, { folder, rules: ignore().add(patterns) }];
}

function isBearable(pattern: string): boolean {
  return pattern.length <= 500 && (pattern.match(/\*+|\?|\[/g)?.length ?? 0) <= maxWildcards;
}

/** Does the deepest rule that speaks about this path ignore it? Folders end in `/`. */
export function isIgnored(rules: IgnoreRules, path: string): boolean {
  let ignored = false;
  for (const { folder, rules: own } of rules) {
    const verdict = own.test(path.slice(folder.length));
    if (verdict.ignored) ignored = true;
    else if (verdict.unignored) ignored = false;
  }
  return ignored;
}

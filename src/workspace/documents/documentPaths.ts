import { vendoredFolder } from '../listing/vendoredFolders.ts';
import { comparePaths } from '../relativePath.ts';
import { isSecretName } from '../scope/skipRules.ts';

const markup = /\.(?:md|mdx|mdc|markdown|rst|adoc|asciidoc)$/i;
/** Text files that are data of a tool or a legal text. */
const plainData =
  /(?:^|[/._-])(?:requirements|constraints|cmakelists|robots|humans|ads|security|licen[cs]es?|copying|notice|third[-_ ]?party\w*|authors|version|words|dictionary|manifest|top_level|sources)[\w.-]*\.txt$/i;
/** Material of tests is not documentation of the project. */
const testMaterial =
  /(?:^|\/)(?:__tests__|__mocks__|__fixtures__|__snapshots__|testdata|test-data|fixtures?|test-fixtures|mocks|goldens?|snapshots?|planted)\//i;
/** Plain text counts where documents are kept: anywhere else it is as often input or output of a program. */
const textPlace =
  /^(?:[^/]+|(?:.{1,300}\/)?(?:docs?|documentation|specs?|plans?|adrs?|decisions|runbooks?|playbooks?|\.github)\/.{1,300})\.txt$/i;
const legal = /(?:^|\/)(?:licen[cs]es?|copying|notice|code[-_]of[-_]conduct)(?:[-_.][\w.-]*)?$/i;

/** Is the file documentation that people wrote, judged by its path? */
export function isDocumentPath(path: string): boolean {
  if (path.endsWith('/') || testMaterial.test(path) || vendoredFolder(path) !== null || isSecretName(path))
    return false;
  if (markup.test(path)) return !legal.test(path);
  return textPlace.test(path) && !plainData.test(path) && !legal.test(path);
}

const early = [
  /^[^/]+$/,
  /^\.github\//,
  /(?:^|\/)(?:adrs?|decisions?|decision-records|runbooks?|playbooks?|standards|guidelines|conventions|specs?|plans?|reviews?|roadmaps?)\//i,
  /(?:^|\/)(?:readme|contributing|claude|agents|copilot-instructions)[^/]*$/i,
  /^docs?\//i,
];
const late = /(?:^|\/)(?:examples?|samples?|demos?|templates?|tests?|archive|changelogs?|api|reference)\//i;

/**
 * The documents that are looked at when there are more than `limit`: those that tell about the project first (root, decision
 * records, runbooks, guides for people and agents, `docs/`), near the root before deep ones. Sorted by path.
 */
export function chooseDocuments(paths: readonly string[], limit: number): string[] {
  const documents = paths.filter(isDocumentPath);
  if (documents.length <= limit) return documents.sort(comparePaths);
  const ranked = documents.map((path) => ({ path, rank: rankOf(path), depth: path.split('/').length }));
  ranked.sort((a, b) => a.rank - b.rank || a.depth - b.depth || comparePaths(a.path, b.path));
  return ranked
    .slice(0, limit)
    .map(({ path }) => path)
    .sort(comparePaths);
}

function rankOf(path: string): number {
  const place = early.findIndex((pattern) => pattern.test(path));
  return (place < 0 ? early.length : place) + (late.test(path) ? early.length + 1 : 0);
}

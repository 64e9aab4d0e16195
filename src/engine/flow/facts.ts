import type { FactId } from '../../protocol/definition/flowFile.ts';
import type { DocumentKind, ScopeDocument, ScopeFacts } from '../../protocol/plan.ts';
import { cleanLine } from './briefText.ts';
import { fileKind } from './fileKind.ts';
import { namingFacts } from './namingFacts.ts';
import { hasBase } from './scopeSignals.ts';
import { isSpecification } from './subject.ts';
import { workItemFacts } from './workItemFacts.ts';

/** Facts beyond this would crowd out what an agent is to look at. */
const maxListed = 40;
const maxCommands = 30;
const maxChurn = 15;
const maxHeadings = 40;
const maxTemplateLines = 80;

/**
 * What the engine found out itself, as lines for the data block of a prompt: one heading line per fact, its entries below. Pure and
 * bounded. A fact about which nothing was found says so, because "there is none" is an answer too.
 */
export function gatherFacts(ids: readonly FactId[], scope: ScopeFacts, subject: readonly string[]): string[] {
  return [...new Set(ids)].flatMap((id) => factLines(id, scope, subject)).map((line) => cleanLine(line).slice(0, 300));
}

function factLines(id: FactId, scope: ScopeFacts, subject: readonly string[]): string[] {
  switch (id) {
    case 'documents':
      return documents(scope);
    case 'instructions':
      return ofKinds('Files that instruct people or agents', scope, ['instructions', 'readme']);
    case 'stack':
      return stack(scope);
    case 'commands':
      return commands(scope);
    case 'churn':
      return churn(scope);
    case 'pr-template':
      return pullRequestTemplate(scope);
    case 'branch-mode':
      return branchMode(scope);
    case 'subject':
      return subjectOutline(scope, subject);
    case 'naming':
      return namingFacts(scope);
    case 'layout':
      return runbookLayout(scope);
    case 'work-items':
      return workItemFacts(scope, subject);
  }
}

/** A heading and its entries; what was cut is counted. */
function block(heading: string, entries: readonly string[], none: string, max = maxListed): string[] {
  if (entries.length === 0) return [`${heading}: ${none}`];
  const more = entries.length > max ? [`- and ${entries.length - max} more`] : [];
  return [`${heading}:`, ...entries.slice(0, max).map((entry) => `- ${entry}`), ...more];
}

/** Documents that decide something come before those that only describe. */
const kindOrder: readonly DocumentKind[] = [
  'adr',
  'standard',
  'specification',
  'plan',
  'work-items',
  'roadmap',
  'runbook',
  'review',
  'instructions',
  'readme',
  'document',
];

function documents(scope: ScopeFacts): string[] {
  return ofKinds('Documents of the workspace', scope, kindOrder);
}

function ofKinds(heading: string, scope: ScopeFacts, kinds: readonly DocumentKind[]): string[] {
  const found = kinds.flatMap((kind) => scope.documents.filter((document) => document.kind === kind));
  return block(heading, found.map(documentLine), 'none found');
}

function documentLine(document: ScopeDocument): string {
  const title = document.headings[0]?.text;
  const dead = document.deadLinks.length;
  return [
    `${document.path} [${document.kind}, ${document.lines} lines]`,
    ...(title === undefined ? [] : [`"${title}"`]),
    ...(dead === 0 ? [] : [`${dead} dead link${dead === 1 ? '' : 's'}`]),
    ...(document.inboundLinks === 0 ? ['nothing links to it'] : []),
  ].join('; ');
}

function stack({ profile }: ScopeFacts): string[] {
  const roots = profile.projects.map((root) => (root === '' ? '. (the workspace itself)' : root));
  return [
    ...block(
      'Languages by lines',
      profile.languages.map(({ name, files, lines }) => `${name}: ${lines} lines in ${files} files`),
      'none recognised',
      12,
    ),
    ...block(
      'Frameworks and libraries that a manifest names',
      profile.frameworks.map(({ name, path, line }) => `${name} (${path}:${line})`),
      'none recognised',
      20,
    ),
    ...block('Manifests', profile.manifests, 'none found', 20),
    ...block('Lock files', profile.lockFiles, 'none found', 10),
    ...block('Projects (folders with a manifest)', roots, 'none found', 20),
  ];
}

function commands(scope: ScopeFacts): string[] {
  const entries = scope.commands.map(({ name, command, source }) => `${name}: ${command} (${source})`);
  return block('Commands that the project defines; none of them was run', entries, 'none found', maxCommands);
}

function churn(scope: ScopeFacts): string[] {
  const entries = scope.churn.map(({ path, commits }) => `${path}: ${commits} commits`);
  return block('Files changed most often in the last 90 days', entries, 'no history was read', maxChurn);
}

function pullRequestTemplate(scope: ScopeFacts): string[] {
  const templates = scope.documents.filter((document) => document.kind === 'pr-template');
  const [only] = templates;
  if (only === undefined) return ['Template for pull requests: none found'];
  if (templates.length > 1) {
    const paths = templates.map((document) => document.path);
    return block('Several templates for pull requests, so none of them is taken', paths, '');
  }
  const text = scope.texts.find((entry) => entry.path === only.path)?.text ?? '';
  const lines = text.replace(/\s+$/, '').split('\n');
  const cut = lines.length > maxTemplateLines ? [`| (${lines.length - maxTemplateLines} more lines)`] : [];
  return [
    `Template for pull requests (${only.path}), its lines after "| ":`,
    ...lines.slice(0, maxTemplateLines).map((line) => `| ${line}`),
    ...cut,
  ];
}

/** How old and new can be told apart, and whether anything but prose changed. */
function branchMode(scope: ScopeFacts): string[] {
  const prose = scope.files.length > 0 && scope.files.every((file) => isProse(file.path));
  return [
    `Mode of the change: ${changeMode(scope)}`,
    `Changes documents only: ${prose ? 'yes' : 'no'} (${scope.files.length} files in scope)`,
  ];
}

/** By ending alone, wherever the file lies; a list of dependencies may end in .txt and is none. */
function isProse(path: string): boolean {
  const prose = /\.(?:mdx?|txt|rst|adoc|asciidoc|rdoc|textile|wiki|mediawiki|org|creole|pod)$/i.test(path);
  return prose && fileKind(path) !== 'manifest';
}

function changeMode(scope: ScopeFacts): string {
  if (scope.kind === 'diff')
    return `A: branch diff against ${scope.git?.base ?? 'its base'}; what the branch changed is known`;
  if (hasBase(scope)) return 'B: uncommitted changes; compared with the last commit';
  return 'C: no comparison; new and old code cannot be told apart';
}

function subjectOutline(scope: ScopeFacts, subject: readonly string[]): string[] {
  if (subject.length === 0) return ['Subject: no document is named; the brief itself is the subject'];
  return subject.flatMap((path) => {
    const document = scope.documents.find((candidate) => candidate.path === path);
    if (document === undefined) return [`Subject ${path}: its headings were not read`];
    const mode = isSpecification(document) ? ['- mode: specification; it states behaviour, not how it is built'] : [];
    const headings = document.headings.map(({ level, text, line }) => `${'#'.repeat(level)} ${text} (line ${line})`);
    const title = `Subject ${path} [${document.kind}, ${document.lines} lines]`;
    return [...block(title, headings, 'it has no heading', maxHeadings), ...mode];
  });
}

function runbookLayout(scope: ScopeFacts): string[] {
  const runbooks = scope.documents.filter((document) => document.kind === 'runbook').map((document) => document.path);
  if (runbooks.length === 0) return ['Runbooks: none exist yet, so there is no layout to follow'];
  const folders = new Set(runbooks.map((path) => path.split('/').slice(0, -1).join('/')));
  const names = runbooks.map((path) => path.split('/').at(-1) ?? path);
  // The name of an alert is one CamelCase word, as alert rules are named, or says so itself.
  const keyed = names.filter((name) => /^(?:alert[-_]|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+\.)/.test(name)).length;
  const flat = folders.size > 1 ? 'one folder per service' : 'flat, one folder';
  const layout = keyed * 2 > names.length ? 'keyed by alert' : flat;
  return [`Layout of the runbooks: ${layout}`, ...block('Runbooks', runbooks, '', 20)];
}

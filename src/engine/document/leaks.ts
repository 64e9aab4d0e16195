import { documentLimits as limits } from './documentLimits.ts';
import type { CheckContext } from './draft.ts';
import { foldersOf } from './places.ts';
import { withoutFences } from './prose.ts';

/** What the scan for engineering language knows about a workspace and a brief. */
export interface PlainWords {
  /** Names of frameworks and libraries, in lower case. */
  readonly frameworks: ReadonlySet<string>;
  /** Names that the brief uses, in lower case. */
  readonly allowed: ReadonlySet<string>;
  /** Files and folders of the workspace. */
  readonly places: ReadonlySet<string>;
}

const extensions =
  'ts|tsx|js|jsx|mjs|cjs|py|go|rs|java|kt|kts|cs|rb|php|c|cc|cpp|cxx|h|hpp|m|mm|swift|scala|clj|ex|exs|erl|hs|lua|pl|r|jl|dart|vue|svelte|json|jsonc|ya?ml|toml|md|mdx|rst|sql|sh|bash|ps1|bat|xml|html?|css|scss|less|lock|ini|cfg|conf|env|gradle|tf|proto|graphql|ipynb|csv|txt|log';

/** Product names that only look like identifiers. */
const products = new Set(
  'github gitlab youtube linkedin paypal whatsapp powerpoint sharepoint onedrive javascript typescript facebook wordpress salesforce macos ios icloud openai'.split(
    ' ',
  ),
);
/** Libraries named like ordinary words: only with a capital letter inside a sentence are they a name. */
const ordinary = new Set(
  'express next play spring click requests flask rails gin echo fiber rocket phoenix spark ember meteor backbone nest quart bottle rich react angular vue node remix astro lit preact electron puppet chef salt helm argo flux jest mocha chai sinon pure vert hibernate falcon starlette celery luigi prefect dash streamlit bootstrap foundation bulma tailwind material ant core web'.split(
    ' ',
  ),
);

const url = /\b(?:https?|mailto):[^\s)>\]]+/gi;
const idInBrackets = /\[[A-Z]{1,6}-\d{1,5}(?:\s?[,;]\s?[A-Z]{1,6}-\d{1,5})*\]/g;
const codeSpan = /`[^`\n]{1,200}`/g;
const fileName = new RegExp(
  `(?<![\\w@])[\\w@./\\\\-]{0,200}\\w\\.(?:${extensions})(?::\\d{1,6}(?:-\\d{1,6})?)?(?![\\w/])`,
  'g',
);
const lineNumber = /\blines?\s\d{1,6}\b/gi;
const relativePath = /(?<![\w/.])(?:\.{1,2}\/|~\/|\/)[\w.@-]{1,80}(?:\/[\w.@-]{1,80})+/g;
const slashed = /(?<![\w/])[\w.@-]{1,80}(?:\/[\w.@-]{1,80})+\/?/g;
const call = /\b[A-Za-z_]\w{1,60}\(\)/g;
const snake = /(?<![\w/])[A-Za-z][A-Za-z0-9]{0,40}(?:_[A-Za-z0-9]{1,40})+(?!\w)/g;
const camel = /(?<![\w/])[a-z]{2,40}[0-9]{0,4}[A-Z]\w{0,60}/g;
const pascal = /(?<![\w/])(?!(?:Mc|Mac)[A-Z])[A-Z][a-z0-9]{1,40}(?:[A-Z][a-z0-9]{1,40})+(?!\w)/g;
const word = /(?<![\w/])[A-Za-z][\w.+#-]{1,40}/g;

export function plainWords({ scope, brief, paths }: Pick<CheckContext, 'scope' | 'brief' | 'paths'>): PlainWords {
  return {
    frameworks: new Set(scope.profile.frameworks.map((framework) => framework.name.toLowerCase())),
    allowed: new Set(
      (brief.match(/[A-Za-z][\w.+#-]{1,60}/g) ?? []).map((name) => name.toLowerCase().replace(/[.-]+$/, '')),
    ),
    places: new Set([...paths, ...foldersOf(paths)]),
  };
}

/** Engineering language in a plain text, each once, the first few. Fences and addresses are not looked at. Linear. */
export function leaksIn(markdown: string, { frameworks, allowed, places }: PlainWords): string[] {
  const leaks = new Set<string>();
  let text = withoutFences(markdown).replace(url, ' ').replace(idInBrackets, ' ');
  const take = (pattern: RegExp, isLeak: (hit: string) => boolean = () => true): void => {
    text = text.replace(pattern, (hit: string) => {
      if (!isLeak(hit)) return hit;
      leaks.add(hit.replaceAll('`', ''));
      return ' ';
    });
  };
  const named = (hit: string): boolean => !allowed.has(hit.toLowerCase()) && !products.has(hit.toLowerCase());
  take(codeSpan, (hit) => named(hit.replaceAll('`', '').trim()));
  take(fileName, named);
  take(relativePath);
  take(slashed, (hit) => places.has(hit.replace(/\/$/, '')));
  take(lineNumber);
  take(call);
  take(snake, named);
  take(camel, named);
  take(pascal, named);
  for (const match of text.matchAll(word)) {
    const name = match[0].replace(/[.-]+$/, '');
    const key = name.toLowerCase();
    if (!frameworks.has(key) || allowed.has(key)) continue;
    if (!ordinary.has(key) || (/^[A-Z]/.test(name) && insideSentence(text, match.index))) leaks.add(name);
  }
  return [...leaks].slice(0, limits.named);
}

/** Is the word at this place preceded by another one of the same sentence? */
function insideSentence(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at).trimEnd();
  return /[\p{L}\p{N},;)"'”’]$/u.test(before);
}

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
  /** Names of several words written as one that the workspace has: stems of files, and what quotes of its code show. */
  readonly names: ReadonlySet<string>;
}

const extensions =
  'ts|tsx|js|jsx|mjs|cjs|py|go|rs|java|kt|kts|cs|rb|php|cc|cpp|cxx|hpp|mm|swift|scala|clj|ex|exs|erl|hs|lua|pl|jl|dart|vue|svelte|json|jsonc|ya?ml|toml|md|mdx|rst|sql|sh|bash|ps1|bat|xml|html?|css|scss|less|lock|ini|cfg|conf|env|gradle|tf|proto|graphql|ipynb|csv|txt|log';
/** Endings of one letter are also those of abbreviations: `p.m`, `d.h`. Their file has a longer name or a folder. */
const shortExtensions = 'c|h|m|r';

/** Product names that only look like identifiers. */
const products = new Set(
  'github gitlab youtube linkedin paypal whatsapp powerpoint sharepoint onedrive javascript typescript facebook wordpress salesforce macos ios icloud openai'.split(
    ' ',
  ),
);
/** Libraries named like ordinary words: only with a capital letter inside a sentence are they a name. */
const ordinary = new Set(
  'express next play spring click requests flask rails gin echo fiber rocket phoenix spark ember meteor backbone nest quart bottle rich react angular vue node remix astro lit preact electron stripe sentry passport flux winston morgan chalk commander ink got sharp joi bull bee agenda karma cypress turbo rush parcel bower debug async once helmet moment recoil apollo prisma drizzle needle black rich poetry dagger guava struts wicket tapestry vapor diesel tower viper testify puma devise lumen slim twig doctrine redux rollup gulp pandas puppet chef salt helm argo flux jest mocha chai sinon pure vert hibernate falcon starlette celery luigi prefect dash streamlit bootstrap foundation bulma tailwind material ant core web'.split(
    ' ',
  ),
);

/** Libraries whose name is no word of any language, so that small letters are enough. */
const spelled = new Set(
  'lodash jquery numpy scipy pytest webpack eslint axios redis postgres postgresql mongodb mysql sqlite kafka rabbitmq zod knex nestjs nextjs nuxt vitest mongoose sequelize typeorm graphql nginx django fastapi sqlalchemy pydantic kubernetes terraform laravel symfony junit log4j tokio serde actix axum redux zustand tensorflow pytorch'.split(
    ' ',
  ),
);
/** What programs call their parts: a name of several words that ends so is an identifier, known or not. */
const partOfProgram =
  /[a-z](?:Service|Controller|Handler|Repository|Factory|Provider|Adapter|Helper|Error|Exception|Impl|Dto|Module|Builder|Wrapper|Mapper|Resolver|Worker|Listener|Middleware|Component|Schema|Reducer|Serializer|Parser|Validator|Client|Manager|Store|Queue|Config|Test)$/;
const tool =
  /^(?:npm|npx|yarn|pnpm|git|make|docker|kubectl|curl|pip|cargo|go|node|python|bash|sh|cd|ls|sudo|mvn|gradle|dotnet|psql|select|null|undefined|nil|async|await|const|void|boolean)\b/;
const phrase =
  /^(?:\p{Lu}?\p{Ll}+|\p{Lu}{2,})(?:['’-]\p{Ll}+)*(?:[ ,]{1,2}(?:\p{Lu}?\p{Ll}+|\p{Lu}+|\d+|&)(?:['’-]\p{Ll}+)*){0,9}[.!?…]?$/u;

const url = /\b(?:https?|mailto):[^\s)>\]]+/gi;
const idInBrackets = /\[[A-Z]{1,6}-\d{1,5}(?:\s?[,;]\s?[A-Z]{1,6}-\d{1,5})*\]/g;
const codeSpan = /`[^`\n]{1,200}`/g;
const fileName = new RegExp(
  `(?<![\\w@])(?:[\\w@./\\\\-]{0,200}\\w\\.(?:${extensions})|[\\w@./\\\\-]{1,200}\\w\\.(?:${shortExtensions}))(?::\\d{1,6}(?:-\\d{1,6})?)?(?![\\w/])`,
  'g',
);
const lineNumber = /\blines?\s\d{1,6}(?:\s?[-–]\s?\d{1,6})?\b/gi;
const relativePath = /(?<![\w/.])(?:\.{1,2}\/|~\/|\/)[\w.@-]{1,80}(?:\/[\w.@-]{1,80})+/g;
const slashed = /(?<![\w/])[\w.@-]{1,80}(?:\/[\w.@-]{1,80})+\/?/g;
const call = /\b[A-Za-z_]\w{1,60}\(\)/g;
const snake = /(?<![\w/])[A-Za-z][A-Za-z0-9]{0,40}(?:_[A-Za-z0-9]{1,40})+(?!\w)/g;
const camel = /(?<![\w/])[a-z]{2,40}[0-9]{0,4}[A-Z]\w{0,60}/g;
const pascal = /(?<![\w/])(?!(?:Mc|Mac)[A-Z])[A-Z][a-z0-9]{1,40}(?:[A-Z][a-z0-9]{1,40})+(?!\w)/g;
const word = /(?<![\w/])[A-Za-z][\w.+#-]{1,40}/g;

type Known = Pick<CheckContext, 'scope' | 'brief' | 'paths' | 'findings'>;

export function plainWords({ scope, brief, paths, findings }: Known): PlainWords {
  return {
    frameworks: new Set(scope.profile.frameworks.map((framework) => framework.name.toLowerCase())),
    allowed: new Set(
      (brief.match(/[A-Za-z][\w.+#-]{1,60}/g) ?? []).map((name) => name.toLowerCase().replace(/[.-]+$/, '')),
    ),
    places: new Set([...paths, ...foldersOf(paths)]),
    names: new Set([
      ...[...paths].map((path) => path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '')),
      ...findings.flatMap(({ citations }) =>
        citations.flatMap(({ trust, quote }) =>
          trust === 'codebase' ? (quote.slice(0, 4_000).replace(literal, ' ').match(pascal) ?? []) : [],
        ),
      ),
    ]),
  };
}

/** What a program shows to people stands in quotes. */
const literal = /"[^"\n]{0,400}"|'[^'\n]{0,400}'|\/\/.*$/gm;

/** Engineering language in a plain text, each once, the first few. Fences and addresses are not looked at. Linear. */
export function leaksIn(markdown: string, { frameworks, allowed, places, names }: PlainWords): string[] {
  const leaks = new Set<string>();
  let text = withoutFences(markdown).replace(url, ' ').replace(idInBrackets, ' ');
  const take = (pattern: RegExp, isLeak: (hit: string, at: number) => boolean = () => true): void => {
    text = text.replace(pattern, (hit: string, at: number) => {
      if (!isLeak(hit, at)) return hit;
      leaks.add(hit.replaceAll('`', ''));
      return ' ';
    });
  };
  const named = (hit: string): boolean => !allowed.has(hit.toLowerCase()) && !products.has(hit.toLowerCase());
  take(codeSpan, (hit) => {
    const inside = hit.replaceAll('`', '').trim();
    return named(inside) && (!phrase.test(inside) || inside.length < 2 || tool.test(inside) || names.has(inside));
  });
  take(lineNumber, (hit, at) =>
    isOfFile(hit, text.slice(Math.max(0, at - 80), at), text.slice(at + hit.length, at + hit.length + 80)),
  );
  take(fileName, named);
  take(relativePath);
  take(slashed, (hit) => places.has(hit.replace(/\/$/, '')));
  take(call);
  take(snake, named);
  take(camel, named);
  take(pascal, (hit) => named(hit) && (names.has(hit) || partOfProgram.test(hit)));
  for (const match of text.matchAll(word)) {
    const name = match[0].replace(/[.-]+$/, '');
    const key = name.toLowerCase();
    if (!frameworks.has(key) || allowed.has(key)) continue;
    const capital = /^[A-Z]/.test(name);
    if (
      ordinary.has(key)
        ? capital && insideSentence(text, match.index)
        : capital || spelled.has(key) || /[-.\d]/.test(key)
    )
      leaks.add(name);
  }
  return [...leaks].slice(0, limits.named);
}

/** Is the word at this place preceded by another one of the same sentence? */
function insideSentence(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at).trimEnd();
  return /[\p{L}\p{N},;)"'”’]$/u.test(before);
}

/** Forms and letters have lines, too: a number counts beside a file or code, a range unless it is said of what it is. */
function isOfFile(hit: string, before: string, after: string): boolean {
  const near = `${before.slice(before.lastIndexOf('\n') + 1)} ${after.split('\n')[0] ?? ''}`;
  if (near.search(fileName) >= 0 || /\b(?:code|source|script|function|handler)\b/i.test(near)) return true;
  return /[-–]/.test(hit) && !/^\s+(?:of|on|in)\b/i.test(after);
}

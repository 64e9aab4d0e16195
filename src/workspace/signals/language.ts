/** Language families that signal rules distinguish. `other` is a code language without rules of its own. */
export type Language = 'js' | 'py' | 'go' | 'java' | 'kt' | 'rs' | 'rb' | 'cs' | 'php' | 'sql' | 'sh' | 'other';

const byEnding: Readonly<Record<string, Language>> = {
  ...group('js', 'js jsx mjs cjs ts tsx mts cts vue svelte astro'),
  ...group('py', 'py pyw'),
  ...group('go', 'go'),
  ...group('java', 'java groovy scala'),
  ...group('kt', 'kt kts'),
  ...group('rs', 'rs'),
  ...group('rb', 'rb rake'),
  ...group('cs', 'cs fs vb'),
  ...group('php', 'php'),
  ...group('sql', 'sql'),
  ...group('sh', 'sh bash zsh ps1'),
  ...group(
    'other',
    'c h cc cpp cxx hpp hh m mm swift dart lua pl pm r jl ex exs erl hrl clj cljs hs ml elm zig nim d pas',
  ),
};

function group(language: Language, endings: string): Record<string, Language> {
  return Object.fromEntries(endings.split(' ').map((ending) => [ending, language]));
}

/** Language of a file by its name, or null when it is not code. */
export function languageOf(path: string): Language | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return null;
  return byEnding[name.slice(dot + 1).toLowerCase()] ?? null;
}

const testFolder =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|testdata|test-data|fixtures|test-fixtures|mocks|cypress)\//i;
const testName =
  /(?:[._-](?:test|spec|e2e|cy|stories|bench)\.[a-z]{1,5}|_test\.(?:go|py|rb|exs|dart|cc|cpp)|_spec\.rb|(?:^|\/)(?:test_[^/]{1,100}\.py|conftest\.py)|(?:Tests?|IT|Spec)\.(?:java|kt|cs|scala|groovy|swift|php))$/;

/** Test code and its material, by path. */
export function isTestPath(path: string): boolean {
  return testFolder.test(path) || testName.test(path);
}

const exampleFolder = /^(?:(?!src\/|lib\/|app\/)[^/]+\/){0,3}(?:examples?|samples?|demos?|playgrounds?|tutorials?)\//i;

/** Code that shows how something is used, and is not part of what runs. In `src/samples/` the word means something else. */
export function isExamplePath(path: string): boolean {
  return exampleFolder.test(path);
}

const declarations = /\.d\.[mc]?ts$/;
const configName =
  /(?:^|\/)(?:[\w.-]{1,60}\.config\.[mc]?[jt]s|\.[\w-]{1,40}rc\.[mc]?js|setup\.py|conftest\.py|gulpfile\.[jt]s|gruntfile\.js)$/i;

/** Product code: a code language, not a test, not a type declaration, not tool configuration. */
export function isProductSource(path: string): boolean {
  const language = languageOf(path);
  if (language === null || language === 'sql') return false;
  return !isTestPath(path) && !declarations.test(path) && !configName.test(path);
}

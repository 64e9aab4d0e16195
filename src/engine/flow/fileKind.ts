import type { FileKind } from '../../protocol/definition/flowFile.ts';

const code =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|pyi|go|rs|java|kt|kts|scala|groovy|rb|php|cs|fs|vb|c|h|cc|cpp|cxx|hh|hpp|m|mm|swift|dart|ex|exs|erl|clj|cljs|hs|ml|lua|pl|pm|r|jl|sh|bash|zsh|ps1|html|css|scss|less|graphql|gql|proto|zig|nim|sol)$/;

/** First rule that matches decides, so the more specific meaning comes first. */
const rules: readonly (readonly [FileKind, RegExp])[] = [
  ['test', /(?:^|\/)(?:tests?|__tests__|specs?|e2e|testdata|fixtures|cypress)\//],
  [
    'test',
    /(?:\.(?:test|spec|e2e)\.[a-z]+|_(?:test|spec)\.[a-z]+|(?:^|\/)test_[^/]+\.py|(?:tests?|it)\.(?:java|kt|cs))$/,
  ],
  [
    'infra',
    /(?:^|\/)(?:dockerfile[^/]*|containerfile|[^/]*\.dockerfile|(?:docker-)?compose[^/]*\.ya?ml|jenkinsfile|procfile|vagrantfile)$/,
  ],
  [
    'infra',
    /(?:^|\/)(?:\.github\/workflows|\.circleci|\.buildkite|k8s|kubernetes|helm|charts|terraform|ansible|pulumi)\//,
  ],
  [
    'infra',
    /(?:\.(?:tf|tfvars|bicep|nomad)|(?:^|\/)(?:\.gitlab-ci|azure-pipelines|bitbucket-pipelines|cloudbuild|serverless|skaffold)\.ya?ml)$/,
  ],
  ['data', /(?:\.(?:sql|prisma|avsc|dbml)|(?:^|\/)(?:schema|structure)\.(?:rb|sql))$/],
  ['data', /(?:^|\/)(?:migrations?|db\/migrate|alembic\/versions)\/[^/]+\.[a-z]+$/],
  [
    'manifest',
    /(?:^|\/)(?:package\.json|pyproject\.toml|setup\.(?:py|cfg)|requirements[^/]*\.txt|pipfile|cargo\.toml|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|gemfile|composer\.json|mix\.exs|package\.swift|pubspec\.yaml|[^/]+\.(?:csproj|gemspec|cabal))$/,
  ],
  ['docs', /\.(?:md|mdx|txt|rst|adoc|asciidoc|rdoc|textile|wiki|org|creole|pod|mediawiki)$/],
  ['source', code],
  [
    'config',
    /(?:\.(?:json|jsonc|json5|ya?ml|toml|ini|cfg|conf|properties|env|xml)|(?:^|\/)(?:makefile|\.[a-z]+(?:rc|ignore|config)|\.env[^/]*))$/,
  ],
];

/** What a file is, by its path alone. `path` is workspace-relative with `/`. */
export function fileKind(path: string): FileKind {
  const lower = path.toLowerCase();
  for (const [kind, pattern] of rules) if (pattern.test(lower)) return kind;
  return 'other';
}

/** Folders that only hold subsystems and are none themselves. */
const containers = new Set([
  'src',
  'lib',
  'app',
  'apps',
  'packages',
  'services',
  'modules',
  'internal',
  'cmd',
  'pkg',
  'crates',
  'components',
  'libs',
  'server',
  'client',
]);

/** The code area a file belongs to: its top folder, or the one below when the top folder is a mere container; '.' for the root. */
export function subsystem(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const first = folders[0];
  if (first === undefined) return '.';
  const second = folders[1];
  return containers.has(first.toLowerCase()) && second !== undefined ? `${first}/${second}` : first;
}

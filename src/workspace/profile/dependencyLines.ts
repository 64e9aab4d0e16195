import { z } from 'zod';
import type { Ecosystem } from './frameworkNames.ts';

/** One dependency that a manifest declares. `index` is the 0-based line. */
export interface DependencyLine {
  readonly name: string;
  readonly index: number;
}

type Reading = (lines: readonly string[]) => DependencyLine[];

const maxDependencies = 2000;
const maxLine = 1000;

const readers: readonly (readonly [RegExp, Ecosystem, Reading])[] = [
  [/(?:^|\/)package\.json$/, 'js', packageJson],
  [/(?:^|\/)composer\.json$/, 'php', composerJson],
  [/(?:^|\/)requirements[\w.-]*\.txt$/, 'python', each(/^\s{0,8}([A-Za-z][\w.-]{0,80})(?:\[|[\s=<>!~;]|$)/, lower)],
  [
    /(?:^|\/)pyproject\.toml$/,
    'python',
    each(/^\s{0,8}["']([A-Za-z][\w.-]{0,80})(?:\[|[\s=<>!~;"'])|^([A-Za-z][\w.-]{0,80})\s{0,8}=\s{0,8}["'{\[]/, lower),
  ],
  [/(?:^|\/)setup\.(?:py|cfg)$/, 'python', each(/^\s{1,20}["']?([A-Za-z][\w.-]{0,80})(?:\[|[=<>!~;"'])/, lower)],
  [/(?:^|\/)Pipfile$/, 'python', each(/^["']?([A-Za-z][\w.-]{0,80})["']?\s{0,8}=/, lower)],
  [/(?:^|\/)go\.mod$/, 'go', each(/^\s{0,8}(?:require )?([\w.-]{1,80}\/[\w./-]{1,160}) v\d/)],
  [/(?:^|\/)Cargo\.toml$/, 'rust', each(/^([A-Za-z][\w-]{0,80})(?:\.workspace)?\s{0,8}=/)],
  [/(?:^|\/)pom\.xml$/, 'jvm', each(/<artifactId>\s{0,8}([\w.-]{1,120})\s{0,8}<\/artifactId>/)],
  [
    /(?:^|\/)build\.gradle(?:\.kts)?$/,
    'jvm',
    each(/(?:id|plugin:?)\s{0,4}\(?["']([\w.-]{1,120})["']|["'][\w.-]{1,120}:([\w.-]{1,120})(?::|["'])/),
  ],
  [
    /(?:^|\/)(?:Gemfile|[^/]+\.gemspec)$/,
    'ruby',
    each(/^\s{0,20}(?:gem|\w{1,20}\.add_\w{0,30}dependency)\s{0,4}\(?\s{0,4}["']([\w-]{1,80})["']/),
  ],
  [
    /\.(?:csproj|fsproj|vbproj)$/,
    'dotnet',
    each(/<PackageReference\s{1,20}Include="([\w.]{1,120})"|<Project\s{1,20}Sdk="([\w.]{1,80})"/),
  ],
  [/(?:^|\/)mix\.exs$/, 'elixir', each(/\{:([a-z_]{1,60}),/)],
  [/(?:^|\/)pubspec\.yaml$/, 'dart', each(/^ {2}([a-z_]{1,60}):/)],
];

/** The dependencies that a manifest declares, by its own text; its kind is told by `path`. Broken manifests have none. */
export function dependencyLines(
  path: string,
  lines: readonly string[],
): { readonly ecosystem: Ecosystem; readonly dependencies: readonly DependencyLine[] } | null {
  const reader = readers.find(([pattern]) => pattern.test(path));
  if (reader === undefined) return null;
  const [, ecosystem, reading] = reader;
  return { ecosystem, dependencies: reading(lines).slice(0, maxDependencies) };
}

function lower(name: string): string {
  return name.toLowerCase();
}

/** One dependency for each line that `pattern` matches outside of comments; its first group that matched is the name. */
function each(pattern: RegExp, rename: (name: string) => string = (name) => name): Reading {
  return (lines) =>
    lines.flatMap((line, index) => {
      if (line.length > maxLine || /^\s{0,40}(?:#|\/\/|<!--)/.test(line)) return [];
      const name = pattern
        .exec(line)
        ?.slice(1)
        .find((group) => group !== undefined);
      return name === undefined ? [] : [{ name: rename(name), index }];
    });
}

const dependencyMap = z.record(z.string(), z.unknown()).optional().catch(undefined);
const packageSchema = z.object({
  dependencies: dependencyMap,
  devDependencies: dependencyMap,
  peerDependencies: dependencyMap,
});
const composerSchema = z.object({ require: dependencyMap, 'require-dev': dependencyMap });

function packageJson(lines: readonly string[]): DependencyLine[] {
  const parsed = packageSchema.safeParse(parseJson(lines));
  if (!parsed.success) return [];
  const { dependencies, devDependencies, peerDependencies } = parsed.data;
  return [
    ...jsonBlock(lines, 'dependencies', dependencies),
    ...jsonBlock(lines, 'devDependencies', devDependencies),
    ...jsonBlock(lines, 'peerDependencies', peerDependencies),
  ];
}

function composerJson(lines: readonly string[]): DependencyLine[] {
  const parsed = composerSchema.safeParse(parseJson(lines));
  if (!parsed.success) return [];
  return [
    ...jsonBlock(lines, 'require', parsed.data.require),
    ...jsonBlock(lines, 'require-dev', parsed.data['require-dev']),
  ];
}

function parseJson(lines: readonly string[]): unknown {
  try {
    return JSON.parse(lines.join('\n'));
  } catch {
    // A broken manifest only means that nothing is known from it.
    return null;
  }
}

/** The line of each name below the line that opens its block. */
function jsonBlock(
  lines: readonly string[],
  block: string,
  dependencies: Readonly<Record<string, unknown>> | undefined,
): DependencyLine[] {
  if (dependencies === undefined) return [];
  const start = Math.max(
    0,
    lines.findIndex((line) => line.includes(`"${block}"`)),
  );
  const at = new Map<string, number>();
  for (let index = start; index < lines.length; index++) {
    for (const match of (lines[index] ?? '').slice(0, maxLine).matchAll(/"([^"]{1,200})"\s{0,4}:/g)) {
      const name = match[1] ?? '';
      if (!at.has(name)) at.set(name, index);
    }
  }
  return Object.keys(dependencies).map((name) => ({ name, index: at.get(name) ?? start }));
}

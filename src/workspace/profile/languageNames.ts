import type { ScopeFile, WorkspaceProfile } from '../../protocol/plan.ts';
import { comparePaths } from '../relativePath.ts';

const maxLanguages = 20;

/** Endings by language. Data and prose (JSON, YAML, Markdown) are no languages of a project. */
const endings: readonly (readonly [string, string])[] = [
  ['TypeScript', 'ts tsx mts cts'],
  ['JavaScript', 'js jsx mjs cjs'],
  ['Vue', 'vue'],
  ['Svelte', 'svelte'],
  ['Astro', 'astro'],
  ['Python', 'py pyi pyw'],
  ['Go', 'go'],
  ['Rust', 'rs'],
  ['Java', 'java'],
  ['Kotlin', 'kt kts'],
  ['Scala', 'scala'],
  ['Groovy', 'groovy'],
  ['C#', 'cs'],
  ['F#', 'fs'],
  ['Visual Basic', 'vb'],
  ['Ruby', 'rb rake'],
  ['PHP', 'php'],
  ['C', 'c h'],
  ['C++', 'cc cpp cxx hpp hh hxx'],
  ['Objective-C', 'm mm'],
  ['Swift', 'swift'],
  ['Dart', 'dart'],
  ['Elixir', 'ex exs'],
  ['Erlang', 'erl hrl'],
  ['Haskell', 'hs'],
  ['Clojure', 'clj cljs cljc'],
  ['Lua', 'lua'],
  ['Perl', 'pl pm'],
  ['R', 'r'],
  ['Julia', 'jl'],
  ['Zig', 'zig'],
  ['Solidity', 'sol'],
  ['SQL', 'sql'],
  ['Shell', 'sh bash zsh'],
  ['PowerShell', 'ps1'],
  ['HTML', 'html htm'],
  ['CSS', 'css scss sass less'],
  ['GraphQL', 'graphql gql'],
  ['Protocol Buffers', 'proto'],
  ['Terraform', 'tf'],
];

const byEnding = new Map(endings.flatMap(([name, list]) => list.split(' ').map((ending) => [ending, name] as const)));

/** Languages of the files in scope, most lines first, at most 20. */
export function languagesOf(files: readonly ScopeFile[]): WorkspaceProfile['languages'] {
  const languages = new Map<string, { name: string; files: number; lines: number }>();
  for (const { path, lines } of files) {
    const name = byEnding.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
    if (name === undefined) continue;
    const entry = languages.get(name) ?? { name, files: 0, lines: 0 };
    languages.set(name, entry);
    entry.files++;
    entry.lines += lines;
  }
  return [...languages.values()]
    .sort((a, b) => b.lines - a.lines || comparePaths(a.name, b.name))
    .slice(0, maxLanguages);
}

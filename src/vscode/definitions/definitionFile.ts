/** Where flow and persona files lie: `.boocode/flows/*.yaml`, `.boocode/agents/*.md`, in the workspace and in the home folder. */
export const flowGlob = '**/.boocode/flows/*.{yaml,yml}';
export const personaGlob = '**/.boocode/agents/*.md';

export type DefinitionKind = 'flow' | 'persona';

/** What a file defines by its place and name; undefined for any other file. `path` may use either slash. */
export function definitionKind(path: string): DefinitionKind | undefined {
  const normal = path.replaceAll('\\', '/');
  if (/\/\.boocode\/flows\/[^/]+\.ya?ml$/i.test(normal)) return 'flow';
  if (/\/\.boocode\/agents\/[^/]+\.md$/i.test(normal)) return 'persona';
  return undefined;
}

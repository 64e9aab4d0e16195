import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Library } from '../../src/engine/flow/library.ts';
import type { GeneratedFile } from './generatedFile.ts';
import { repoRoot } from './paths.ts';

interface Manifest {
  contributes: { chatParticipants: { commands: { name: string; description: string }[] }[] };
}

/** package.json with one slash command of the chat participant per shipped flow. */
export function chatCommands(library: Library): GeneratedFile {
  const path = join(repoRoot, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest; // our own file, checked by the editor's own tests
  const [participant] = manifest.contributes.chatParticipants;
  if (participant === undefined) throw new Error('package.json contributes no chat participant');
  participant.commands = library.flows.map(({ definition }) => ({
    name: definition.name,
    description: definition.description,
  }));
  return { path, text: `${JSON.stringify(manifest, null, 2)}\n` };
}

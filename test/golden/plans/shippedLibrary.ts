import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CompileOptions, compile } from '../../../src/engine/flow/compile.ts';
import { createLibrary, type DefinitionText, type Library } from '../../../src/engine/flow/library.ts';
import type { Plan } from '../../../src/protocol/plan.ts';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Every flow and persona file as shipped. */
export function shippedTexts(): DefinitionText[] {
  return ['flows', 'agents'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => ({
      fileName: `${folder}/${name}`,
      text: readFileSync(join(root, folder, name), 'utf8'),
      source: 'builtin' as const,
    })),
  );
}

export function shippedLibrary(): Library {
  return createLibrary(shippedTexts());
}

/** Compiles a shipped flow with fixed limits; `options` override. */
export function compileShipped(flow: string, options: Pick<CompileOptions, 'scope'> & Partial<CompileOptions>): Plan {
  const library = shippedLibrary();
  return compile(library.flow(flow), library.personas, {
    brief: '',
    size: 'auto',
    budget: { tokens: 2_000_000, wallMs: 3_600_000 },
    limits: { wallMs: 600_000, silenceMs: 120_000, toolCalls: 60, tokens: 200_000 },
    ...options,
  });
}

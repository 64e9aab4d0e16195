import { join } from 'node:path';
import { nameFrom } from './templates.ts';

/** Why a title cannot be used for a new definition, or undefined when it can. */
export function definitionProblem(title: string, taken: ReadonlySet<string>): string | undefined {
  const name = nameFrom(title);
  if (name === '') return 'Use some letters or digits.';
  if (title.trim().length > 80) return 'At most 80 characters.';
  if (/\p{Cc}/u.test(title.trim())) return 'Use one line of plain text.';
  return taken.has(name) ? `"${name}" exists already.` : undefined;
}

/** `base` is a `.boocode` folder. */
export function fileOf(base: string, kind: 'flow' | 'persona', name: string): string {
  return kind === 'flow' ? join(base, 'flows', `${name}.yaml`) : join(base, 'agents', `${name}.md`);
}

import assert from 'node:assert/strict';
import { shippedLibrary, shippedTexts } from '../../../test/golden/plans/shippedLibrary.ts';
import { formatProblem } from './problem.ts';
import { tokensOf } from './prompt.ts';

describe('shipped flows and personas', () => {
  const library = shippedLibrary();

  it('all parse and validate', () => {
    assert.deepEqual(library.problems.map(formatProblem), []);
    const names = shippedTexts().map(({ fileName }) => fileName.replace(/^.*\/|\.[a-z]+$/g, ''));
    const loaded = [...library.flows.map((flow) => flow.definition.name), ...library.personas.keys()];
    assert.deepEqual(loaded.sort(), names.sort());
  });

  for (const persona of library.personas.values()) {
    it(`${persona.name} has the anatomy that small models need`, () => {
      assert.ok(tokensOf(persona.role) < 50, 'role line below 50 tokens');
      const terms = /## Terms you think in\n(.+)/.exec(persona.body)?.[1]?.split(', ') ?? [];
      assert.ok(terms.length >= 15 && terms.length <= 30, `${terms.length} terms`);
      const smells = /## Smells and how to find them\n([\s\S]*?)\n\n/.exec(persona.body)?.[1]?.split('\n') ?? [];
      assert.ok(smells.length >= 5 && smells.length <= 10, `${smells.length} anti-patterns`);
      for (const smell of smells) assert.match(smell, /^- \*\*[^*]+\*\*: .{40,}$/, 'each smell says how to detect it');
      assert.match(persona.body, /## How you work\n1\. /);
      assert.match(persona.body, /## Do not\n- /);
    });
  }
});

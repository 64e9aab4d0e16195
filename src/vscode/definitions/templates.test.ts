import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createLibrary } from '../../engine/flow/library.ts';
import { definitionKind } from './definitionFile.ts';
import { definitionProblem, fileOf } from './newDefinition.ts';
import { flowTemplates, nameFrom, personaTemplate } from './templates.ts';

const shipped = readdirSync('agents').map((name) => ({
  fileName: `agents/${name}`,
  text: readFileSync(`agents/${name}`, 'utf8'),
  source: 'builtin' as const,
}));

describe('templates', () => {
  for (const template of flowTemplates) {
    it(`the flow "${template.label}" passes the checks as it is`, () => {
      const file = { fileName: '.boocode/flows/my-flow.yaml', source: 'workspace' as const };
      const library = createLibrary([...shipped, { ...file, text: template.text('my-flow', 'My flow') }]);
      assert.deepEqual(library.problems, []);
      assert.equal(library.flow('my-flow').definition.title, 'My flow');
    });
  }

  it('the persona passes the checks as it is', () => {
    const library = createLibrary([
      { fileName: '.boocode/agents/mine.md', source: 'workspace', text: personaTemplate('mine', 'Mine') },
    ]);
    assert.deepEqual(library.problems, []);
    assert.equal(library.personas.get('mine')?.title, 'Mine');
  });

  const titles = [
    '2024',
    'true',
    'null',
    'no',
    '1e3',
    '0x10',
    '- foo',
    '? what',
    'a: b',
    '# one',
    '[x]',
    '{x: y}',
    '& x',
    '* x',
    '! x',
    '| x',
    '> x',
    "it's",
    'say "x"',
    '% x',
    '@ x',
    '` x',
    'back\\slash n',
    '--- x',
    '2024-01-01',
    'Prüfung: Übersicht',
    'a'.repeat(80),
  ];
  for (const title of titles) {
    it(`${title} gives definitions that load under that title`, () => {
      assert.equal(definitionProblem(title, new Set()), undefined);
      const name = nameFrom(title);
      const source = 'workspace' as const;
      for (const template of flowTemplates) {
        const file = { fileName: `.boocode/flows/${name}.yaml`, source, text: template.text(name, title) };
        const library = createLibrary([...shipped, file]);
        assert.deepEqual(library.problems, []);
        assert.equal(library.flow(name).definition.title, title);
      }
      const text = personaTemplate(name, title);
      const personas = createLibrary([{ fileName: `.boocode/agents/${name}.md`, source, text }]);
      assert.deepEqual(personas.problems, []);
      assert.equal(personas.personas.get(name)?.title, title);
    });
  }

  it('names are made from titles', () => {
    assert.equal(nameFrom('  Größe & Länge, 2nd try '), 'gro-e-lange-2nd-try');
    assert.equal(nameFrom('!!!'), '');
    assert.ok(nameFrom('x'.repeat(300)).length <= 60);
  });

  it('a title with control characters, or that is taken, is refused with the reason', () => {
    assert.match(definitionProblem('a\u0007b', new Set()) ?? '', /plain text/);
    assert.match(definitionProblem('!!!', new Set()) ?? '', /letters or digits/);
    assert.match(definitionProblem('Code Review', new Set(['code-review'])) ?? '', /exists already/);
    assert.equal(definitionProblem('Code Review 2', new Set(['code-review'])), undefined);
  });

  it('files land where the loader looks', () => {
    assert.equal(definitionKind(fileOf('/w/.boocode', 'flow', 'a')), 'flow');
    assert.equal(definitionKind(fileOf('/w/.boocode', 'persona', 'a')), 'persona');
    assert.equal(definitionKind('C:\\w\\.boocode\\flows\\a.yml'), 'flow');
    assert.equal(definitionKind('/w/flows/a.yaml'), undefined);
  });
});

import assert from 'node:assert/strict';
import { yamlPlace } from './yamlPlace.ts';

/** `|` marks the position. */
function at(text: string): ReturnType<typeof yamlPlace> {
  const before = text.slice(0, text.indexOf('|')).split('\n');
  return yamlPlace(text.replace('|', ''), before.length - 1, before.at(-1)?.length ?? 0);
}

describe('place in a YAML file', () => {
  const cases: readonly [
    name: string,
    text: string,
    path: readonly (string | number)[],
    key: string | undefined,
    inValue: boolean,
  ][] = [
    ['a key at the root', 'schema: x\nna|me: y', [], 'name', false],
    ['the value of a key at the root', 'schema: x\nname: y|', [], 'name', true],
    ['an empty value', 'bands:\n  start: |', ['bands'], 'start', true],
    ['an empty line inside a mapping', 'launcher:\n  prompt: x\n  |', ['launcher'], undefined, false],
    ['an empty line at the root', 'launcher:\n  prompt: x\n|', [], undefined, false],
    ['the first key of a list item', 'spine:\n  angles:\n    - i|d: a', ['spine', 'angles', 0], 'id', false],
    [
      'a later key of the second item',
      'spine:\n  angles:\n    - id: a\n    - id: b\n      persona: |',
      ['spine', 'angles', 1],
      'persona',
      true,
    ],
    [
      'an empty line inside the second item',
      'spine:\n  angles:\n    - id: a\n    - id: b\n      |',
      ['spine', 'angles', 1],
      undefined,
      false,
    ],
    [
      'a plain list item',
      'spine:\n  angles:\n    - id: a\n      signals:\n        - conc|',
      ['spine', 'angles', 0, 'signals', 0],
      undefined,
      true,
    ],
    ['a list at the column of its key', 'steps:\n- id: a\n- id: b\n  op: |', ['steps', 1], 'op', true],
    [
      'comments and empty lines between',
      'bands:\n  # why\n\n  rules:\n    - band: |',
      ['bands', 'rules', 0],
      'band',
      true,
    ],
    [
      'a mapping after a list',
      'spine:\n  angles:\n    - id: a\n  synthesizer:\n    out|put: x',
      ['spine', 'synthesizer'],
      'output',
      false,
    ],
  ];
  for (const [name, text, path, key, inValue] of cases) {
    it(name, () => {
      const place = at(text);
      assert.deepEqual({ path: place.path, key: place.key, inValue: place.inValue }, { path, key, inValue });
    });
  }

  it('knows the keys that the mapping has already, and only those', () => {
    const place = at('launcher:\n  prompt: x\n  |\n  brief: optional\nbands:\n  start: small');
    assert.deepEqual(place.siblings, ['prompt', 'brief']);
  });

  it('counts the keys of one list item only', () => {
    const place = at('steps:\n  - id: a\n    op: fold\n  - id: b\n    |\n  - id: c\n    title: x');
    assert.deepEqual(place.siblings, ['id']);
  });

  it('never throws, whatever the position', () => {
    for (const text of ['', '\n\n', '- - - a', '\t- x: y', 'a: [b, c', '"', ': :']) {
      for (let line = 0; line < 4; line++) for (let column = 0; column < 9; column++) yamlPlace(text, line, column);
    }
  });
});

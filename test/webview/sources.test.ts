import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../webview');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
const sources = (extension: string): { readonly name: string; readonly text: string }[] =>
  files
    .filter((name) => name.endsWith(extension))
    .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '') }));

/** Colour words of CSS that someone might write; `transparent`, `currentColor` and system colours follow the theme. */
const named =
  'black|white|gr[ae]y|silver|red|maroon|orange|yellow|olive|lime|green|teal|aqua|cyan|blue|navy|fuchsia|magenta|purple|pink|brown|gold|crimson|tomato|coral|salmon|indigo|violet';

/** The hard-coded colours in a style sheet. Names of custom properties (`--vscode-charts-blue`) are no colours. */
function hardColours(css: string): string[] {
  const values = css.replace(/--[\w-]+/g, '').matchAll(/:([^;{}]*);/g);
  const colour = new RegExp(
    `#[0-9a-f]{3,8}\\b|\\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\\(|\\b(?:${named})\\b`,
    'gi',
  );
  return [...values].flatMap((value) => value[1]?.match(colour) ?? []);
}

describe('webview sources', () => {
  it('recognises a hard-coded colour', () => {
    assert.deepEqual(
      hardColours('a { color: #fff; background: var(--vscode-charts-blue, red); border: 1px solid rgb(1 2 3); }'),
      ['#fff', 'red', 'rgb('],
    );
    assert.deepEqual(hardColours('a { color: color-mix(in srgb, var(--boo-fg) 4%, transparent); }'), []);
  });

  for (const { name, text } of sources('.css')) {
    it(`${name} takes every colour from the theme`, () => assert.deepEqual(hardColours(text), []));
  }

  it('only the kit imports the toolkit and makes its elements', () => {
    const use = /webview-ui-toolkit|createElement\(['"`]vscode-|h\(\s*['"`]vscode-|make(?:<\w+>)?\(['"`]vscode-/;
    const users = sources('.ts').filter(({ text }) => use.test(text));
    assert.deepEqual(
      users.map(({ name }) => name),
      ['shared/kit.ts'],
    );
  });

  it('writes no markup by hand and no inline handler', () => {
    const bad =
      /\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|setAttribute\(\s*['"`]on|['"`]on[a-z]+['"`]\s*:/;
    const found = sources('.ts').filter(({ text }) => bad.test(text));
    assert.deepEqual(
      found.map(({ name }) => name),
      [],
    );
  });
});

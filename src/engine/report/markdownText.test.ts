import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Marked, type Token } from 'marked';
import { hostile } from '../../../test/golden/reports/runs.ts';
import { cellMarkdown, fencedMarkdown, inlineMarkdown, plainMarkdown } from './markdownText.ts';
import { SectionHtml } from './sectionHtml.ts';
import { tableMarkdown } from './sectionText.ts';

const marked = new Marked({ gfm: true });

function typesOf(tokens: readonly Token[]): Set<string> {
  const types = new Set<string>();
  void marked.walkTokens([...tokens], (token) => void types.add(token.type));
  return types;
}
const harmless = new Set(['paragraph', 'text', 'escape', 'codespan', 'space', 'br']);
const markup = fc.constantFrom(
  '#',
  '<',
  '>',
  '&',
  '[',
  ']',
  '(',
  ')',
  '!',
  '*',
  '_',
  '`',
  '```',
  '~',
  '|',
  '-',
  '=',
  '+',
  '1.',
  ':',
  '\\',
  '\n',
  ' ',
  '    ',
  '\t',
  'a',
  'https://x.example',
  'www.x.example',
  'a@b.example',
  '<img src=x>',
  '&lt;',
  '[x]: /u',
  '\u202E',
  '---',
  '| a |',
);
const anyText = fc
  .array(fc.oneof(markup, fc.string({ maxLength: 4 })), { maxLength: 30 })
  .map((parts) => parts.join(''));

describe('untrusted text in Markdown', () => {
  it('never becomes anything but text and code spans', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const written of [
          plainMarkdown(text),
          inlineMarkdown(text),
          `${inlineMarkdown(text)}\n${plainMarkdown(text)}`,
        ]) {
          for (const type of typesOf(marked.lexer(written)))
            assert.ok(harmless.has(type), `${type} from ${JSON.stringify(written)}`);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('stays in its table cell', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const [token, ...rest] = marked.lexer(tableMarkdown(['A', 'B'], [[a, b]]));
        assert.equal(token?.type, 'table');
        assert.equal(rest.length, 0);
        if (token?.type === 'table') assert.equal(token['rows'].length, 1);
      }),
      { numRuns: 1000 },
    );
  });

  it('stays in its fence, whatever backticks it has', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = marked.lexer(fencedMarkdown(text)).filter((token) => token.type !== 'space');
        assert.deepEqual(
          tokens.map((token) => token.type),
          ['code'],
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('reads like the original', () => {
    assert.equal(inlineMarkdown('call `a|b` in snake_case_name (x)'), 'call `a|b` in snake_case_name (x)');
    assert.equal(plainMarkdown('one\ntwo\n\n\n\nthree'), 'one\\\ntwo\n\nthree');
    assert.equal(cellMarkdown('a|b `c|d`'), 'a\\|b `c\\|d`');
    assert.equal(plainMarkdown(hostile.claim).includes('\u202E'), false);
  });
});

describe('markdownToHtml', () => {
  it('shows raw HTML, images and links of a tampered report as text', () => {
    const html = new SectionHtml([], []).render(
      '<script>x</script>\n\n![alt](https://evil.example/p.png) [text](javascript:x) <b onclick=x>b</b> <https://evil.example>\n\n- [x] done',
    );
    assert.doesNotMatch(html, /<(?:script|img|a|b|input)\b/);
    assert.match(html, /alt text/);
  });
});

import assert from 'node:assert/strict';
import { boundedMarkdown, writerMarkdown } from './prose.ts';
import { SectionHtml } from './sectionHtml.ts';

const html = (markdown: string): string => new SectionHtml([], []).render(markdown);

describe('writerMarkdown', () => {
  it('keeps structure and emphasis', () => {
    const text = '- **bold** and `code <x>`\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n1. one';
    assert.equal(writerMarkdown(text), text);
  });

  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'headings above its own': ['# One\n\n## Two', '### One\n\n### Two'],
    'an underline that makes a heading': ['One\n===', 'One\n'],
    'raw HTML': ['a <script>x</script> b', 'a &lt;script>x&lt;/script> b'],
    images: ['![alt](https://x.example/p.png)', '(image: alt)'],
    'links out of the workspace': ['[word](https://x.example/?q=1)', 'word (`https://x.example/?q=1`)'],
    'links with a scheme': ['[word](javascript:alert)', 'word (`javascript:alert`)'],
    'bare addresses': ['see https://x.example', 'see https&#58;//x.example'],
    'reference definitions': ['[a]: https://x.example', '\\[a]\\: https&#58;//x.example'],
  };
  for (const [name, [from, to]] of Object.entries(cases)) {
    it(`settles ${name}`, () => assert.equal(writerMarkdown(from), to));
  }

  it('keeps links inside the workspace', () => {
    assert.equal(writerMarkdown('[map](docs/map.md#one)'), '[map](docs/map.md#one)');
  });

  it('closes a fence that was left open, so that the rest of a report stays a report', () => {
    assert.equal(writerMarkdown('````js\nx\n```'), '````js\nx\n```\n````');
  });

  it('gives HTML without any element of its own', () => {
    const page = html(
      writerMarkdown('<img src=x onerror=alert(1)>\n<!-- c -->\n<div\nonclick=x>\n[x](//evil.example)\n<br>'),
    );
    assert.doesNotMatch(page, /<(?:img|div|a|!--)/);
  });
});

describe('boundedMarkdown', () => {
  it('cuts at a line end, says so, and closes the fence it cut', () => {
    const text = `intro\n\`\`\`\n${'line\n'.repeat(50)}\`\`\``;
    const cut = boundedMarkdown(text, 100);
    assert.match(cut, /line\n```\n\n_Cut here/);
    assert.equal(boundedMarkdown('short', 100), 'short');
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Marked } from 'marked';
import { buildReport } from './buildReport.ts';
import { runs } from '../../../test/golden/reports/runs.ts';
import { adrDocument, adrRun, record } from '../../../test/report/documentRuns.ts';
import { toMarkdown } from './markdown.ts';
import { cellMarkdown, codeMarkdown, fencedMarkdown, inlineMarkdown, plainMarkdown } from './markdownText.ts';
import { boundedMarkdown, writerInline, writerMarkdown } from './prose.ts';

const marked = new Marked({ gfm: true });

/** Elements that Markdown itself makes; none of them loads or runs anything. */
const elements = new Set(
  'p br hr ul ol li blockquote pre code em strong del table thead tbody tr th td h1 h2 h3 h4 h5 h6 a input'.split(' '),
);
const attributes: Readonly<Record<string, RegExp>> = {
  a: /^(?: href="(?!\/)(?![^"/?#]*:)[^"]*")$/,
  input: /^(?: (?:checked|disabled)="")*(?: type="checkbox")$/,
  code: /^(?: class="language-[^"<>]*")?$/,
  ol: /^(?: start="\d+")?$/,
  th: /^(?: align="\w+")?$/,
  td: /^(?: align="\w+")?$/,
};

/** What in the page could load, run or lead away; nothing for harmless Markdown. */
function dangers(markdown: string): string[] {
  const html = marked.parse(markdown, { async: false });
  return [...html.matchAll(/<(\/?)([^\s>/]*)([^>]*)>?/g)].flatMap(([tag, end, name = '', rest = '']) => {
    const plain = rest.replace(/\s*\/$/, '');
    if (end === '/') return elements.has(name) && rest === '' ? [] : [tag];
    return elements.has(name) && (attributes[name] ?? /^$/).test(plain) ? [] : [tag];
  });
}

const forms: Readonly<Record<string, (text: string) => string>> = {
  writer: (text) => writerMarkdown(text),
  'writer, cut': (text) => boundedMarkdown(writerMarkdown(text), Math.ceil(text.length / 2)),
  'writer on one line': (text) => `- **Label**: ${writerInline(text)}\n- ${writerInline(text)}`,
  'two writers': (text) => `${writerInline(text)}\n${writerInline(text)}`,
  plain: plainMarkdown,
  inline: (text) => `- ${inlineMarkdown(text)} (${inlineMarkdown(text)})`,
  cell: (text) => `| a | b |\n| --- | --- |\n| ${cellMarkdown(text)} | ${cellMarkdown(text)} |`,
  code: (text) => `${codeMarkdown(text)}, ${codeMarkdown(text)}`,
  fence: (text) => fencedMarkdown(text),
};

const image = '<img src=x onerror=alert(1)>';
const attacks = [
  `\` \`\` \`${image}`,
  '` `` `[click](javascript:alert(1))',
  '` `` `![p](https://evil.example/p.png)',
  `a \` b\n\`${image}\` c`,
  `\`a\n${image}\``,
  `\\\`${image}\``,
  `\`\` \` ${image}`,
  `<br>\n\`${image}\``,
  `- <br>\n  \`${image}\``,
  'text <br onmouseover=alert(1)>',
  '[click](javascript:alert(1))',
  '[a]( javascript:alert(1))',
  '[a](<javascript:alert(1)>)',
  '[a](JaVa\tScript:alert(1))',
  '[a](&#106;avascript:alert(1))',
  '[a](data&colon;text/html,x)',
  '[a](\\javascript:alert(1))',
  '[`a`](javascript:alert(1))',
  '[a\n](https://evil.example)',
  '[a](\nhttps://evil.example)',
  '[a](//evil.example)',
  '[a](/\\evil.example)',
  '[a](https://evil.example "t) x")',
  '[a](x(https://evil.example)',
  '[![a](https://e/p.png)](https://evil.example)',
  '[a][b]\n\n[b]: https://evil.example',
  '![a][b]\n\n[b]: https://evil.example/p.png',
  '- [b]: https://evil.example\n\n[b]',
  '>[b]: https://evil.example\n\n[b]',
  '- [ ] [b]: https://evil.example\n\n[b]',
  '[b\n`c]: javascript:alert(1)`\n\n[b `c]',
  '[`b]: javascript:alert(1)`\n\n[`b]',
  'user@evil.example and <user@evil.example> and mailto:user@evil.example',
  '<https://evil.example> https://evil.example www.evil.example',
  `~~~\n${image}\n\`\`\`\n<script>x</script>`,
  '- ```\n  <b>\n- <script>alert(1)</script>',
  `> \`\`\`\n${image}`,
  `1. \`\`\`\n${image}\n\`\`\``,
  `\t\`\`\`\n${image}`,
  `- a\n\n  \`\`\`\n${image}\n  \`\`\``,
  `- a\n\n      \`\`\`\n${image}\n`,
  `   \`\`\`\`\n<i>\n   \`\`\`\n${image}`,
  `| a |\n|---|\n| \`x|${image}\` |`,
  `| a |\n|---|\n| \`x\\\\|${image}\` |`,
  `x\\\\|${image}`,
  `\`x\\\\|${image}\``,
  `\`${'x'.repeat(50)}${image}${'y'.repeat(80)}\``,
  '\uE0000\uE001 \uE0001\uE001 [a](docs/x.md)',
];

const piece = fc.oneof(
  fc.constantFrom(...attacks),
  fc.constantFrom(
    ...[
      '`',
      '``',
      '```',
      '~~~',
      '\\',
      '[',
      ']',
      '(',
      ')',
      '](',
      ']:',
      '![',
      '<',
      '>',
      '|',
      '|---|',
      ':-',
      '\n',
      '\n\n',
      ' ',
      '    ',
    ],
    ...[
      '- ',
      '> ',
      '1. ',
      '# ',
      '- [ ] ',
      '\t',
      '&#106;',
      'javascript:',
      'https://e.example',
      'a@b.example',
      'www.',
      '//',
      '"',
      "'",
    ],
    ...[
      image,
      '<b>',
      '</b>',
      '<!--',
      '-->',
      '<?',
      '<br>',
      '<a href=x>',
      'a',
      'b c',
      'docs/a.md',
      '#x',
      '*',
      '**',
      '_',
      '$',
      '^1',
    ],
  ),
  fc.string({ maxLength: 4 }),
);
const anyText = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(''));

describe('text of others in exported Markdown', () => {
  for (const [name, form] of Object.entries(forms)) {
    it(`gives no element, image, address or script of its own: ${name}`, () => {
      for (const attack of attacks) assert.deepEqual(dangers(form(attack)), [], JSON.stringify(form(attack)));
      fc.assert(
        fc.property(anyText, (text) => {
          assert.deepEqual(dangers(form(text)), [], JSON.stringify(form(text)));
        }),
        { numRuns: 1500 },
      );
    });
  }

  it('holds for a whole report and for its draft', () => {
    for (const attack of attacks) {
      const document = {
        ...adrDocument,
        conclusion: attack.replace('](', ']**('),
        sections: adrDocument.sections.map((section) => ({ ...section, markdown: attack })),
        records: { ...adrDocument.records, options: [record('O-1', attack, { pros: [attack], cons: [attack] }, [])] },
      };
      const report = buildReport(adrRun({ write: { extra: { document } }, rewrite: { extra: { document } } }));
      const drafts = report.artifacts.filter((file) => file.mediaType === 'text/markdown').map((file) => file.content);
      for (const text of [toMarkdown(report), ...drafts])
        assert.deepEqual(dangers(text.replace(/^<!-- [^>]* -->\n/, '')), [], attack);
    }
    for (const run of Object.values(runs)) assert.deepEqual(dangers(toMarkdown(buildReport(run))), []);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { outlineOf } from './documentOutline.ts';

const headings = (path: string, ...lines: string[]): string[] =>
  outlineOf(path, lines.join('\n')).headings.map(({ level, text, line }) => `${line}:${'#'.repeat(level)} ${text}`);
const links = (path: string, ...lines: string[]): string[] =>
  outlineOf(path, lines.join('\n')).links.map(({ target, line }) => `${line}:${target}`);

describe('outlineOf', () => {
  it('finds Markdown headings of both forms, without marks, links and anchors', () => {
    assert.deepEqual(
      headings(
        'a.md',
        '# One ##',
        '## **Two** `x` {#two}',
        '   ### [Three](three.md) <a id="3"></a>',
        '',
        'Four',
        '====',
        '',
        'Five',
        '---',
        '#not a heading',
        '####### neither',
        '    # code',
      ),
      ['1:# One', '2:## Two x', '3:### Three', '5:# Four', '8:## Five'],
    );
  });

  it('passes over fences, comments, front matter, tables and rules', () => {
    assert.deepEqual(
      headings(
        'a.md',
        '---',
        'title: x',
        '---',
        '# Real',
        '```sh',
        '# comment',
        '~~~',
        '```',
        '~~~~',
        '# still code',
        '~~~',
        '# still code',
        '~~~~',
        '<!--',
        '# hidden',
        '-->',
        '<!-- one line -->',
        '| a |',
        '---',
        '- item',
        '---',
        'a paragraph',
        'of two lines',
        '---',
        '## End',
      ),
      ['4:# Real', '25:## End'],
    );
  });

  it('finds reStructuredText and AsciiDoc titles', () => {
    assert.deepEqual(
      headings(
        'a.rst',
        '=====',
        'Title',
        '=====',
        '',
        'Part',
        '----',
        '',
        'text',
        '',
        'Sub',
        '~~~',
        '',
        'Part 2',
        '------',
      ),
      ['2:# Title', '5:## Part', '10:### Sub', '13:## Part 2'],
    );
    assert.deepEqual(headings('a.adoc', '= Title', '', '== Part', '----', '== code', '----', '=== Sub'), [
      '1:# Title',
      '3:## Part',
      '7:### Sub',
    ]);
  });

  it('finds link targets with their lines, outside of code', () => {
    assert.deepEqual(
      links(
        'a.md',
        'See [a](a.md) and ![b](<img/b.png> "title"), not `[c](c.md)`.',
        '[ref]: ./d.md#part',
        '[^note]: text',
        '<img src="e.svg"> <a href="f.md">f</a>',
        '```',
        '[g](g.md)',
        '```',
      ),
      ['1:a.md', '1:img/b.png', '2:./d.md#part', '4:e.svg', '4:f.md'],
    );
    assert.deepEqual(links('a.rst', 'See `x <y.rst>`_.', '.. include:: z.rst'), ['1:y.rst', '2:z.rst']);
    assert.deepEqual(links('a.adoc', 'xref:b.adoc[B] image::c.png[] <<d.adoc#x,D>>'), [
      '1:b.adoc',
      '1:c.png',
      '1:d.adoc',
    ]);
  });

  it('cuts long headings and never gives a line that is not there', () => {
    assert.equal(outlineOf('a.md', `# ${'x'.repeat(500)}`).headings[0]?.text.length, 160);
    const piece = fc.constantFrom(
      '#',
      ' ',
      '\n',
      '=',
      '-',
      '`',
      '~',
      '<!--',
      '-->',
      '[a](b)',
      'word',
      '\r',
      '\t',
      '<',
      ']',
    );
    fc.assert(
      fc.property(fc.constantFrom('a.md', 'a.rst', 'a.adoc'), fc.array(piece, { maxLength: 60 }), (path, pieces) => {
        const text = pieces.join('');
        const outline = outlineOf(path, text);
        assert.ok(outline.lines <= text.split('\n').length);
        for (const { line } of [...outline.headings, ...outline.links]) assert.ok(line >= 1 && line <= outline.lines);
      }),
      { numRuns: 300 },
    );
  });
});

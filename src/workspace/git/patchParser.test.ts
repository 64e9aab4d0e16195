import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeRepo } from '../../../test/support/gitRepo.ts';
import { openRepository } from './gitRepository.ts';
import { PatchParser, type PatchSection } from './patchParser.ts';
import { readPatch } from './readPatch.ts';

function parse(text: string, maxChars = 10_000): PatchSection[] {
  const sections: PatchSection[] = [];
  const parser = new PatchParser((section) => sections.push(section), maxChars);
  for (const line of text.split('\n')) parser.line(line);
  parser.end();
  return sections;
}

describe('PatchParser', () => {
  it('reads paths with spaces, quotes, escapes and octal bytes', () => {
    const section = (name: string): string => `diff --git x y\n--- a/old\n+++ ${name}\n@@ -0,0 +1 @@\n+x`;
    const of = (name: string): string | null | undefined => parse(section(name))[0]?.path;
    assert.equal(of('b/a b.ts\t'), 'a b.ts');
    assert.equal(of('"b/a\\nb\\t\\"q\\".ts"'), 'a\nb\t"q".ts');
    assert.equal(of('"b/\\303\\274 ü.ts"'), 'ü ü.ts');
    assert.equal(of('/dev/null'), null);
  });

  it('is not fooled by content that looks like a header', () => {
    const sections = parse(
      [
        'diff --git a/x b/x',
        '--- a/x',
        '+++ b/x',
        '@@ -1,3 +1,4 @@',
        ' a',
        '--- a/evil',
        '+++ b/evil',
        '+@@ -1 +1 @@',
        ' b',
        'diff --git a/y b/y',
        'old mode 100644',
        'new mode 100755',
      ].join('\n'),
    );
    assert.deepEqual(
      sections.map(({ path, ranges }) => [path, ranges]),
      [
        ['x', [[1, 3]]],
        [null, []],
      ],
    );
  });

  it('keeps ranges complete when the text is cut', () => {
    const [section] = parse(`diff --git a/x b/x\n+++ b/x\n@@ -0,0 +1,50 @@\n${'+long line of text\n'.repeat(50)}`, 200);
    assert.equal(section?.cut, true);
    assert.deepEqual(section?.ranges, [[1, 50]]);
    assert.ok((section?.lines.length ?? 99) < 12);
  });

  it('agrees with the real git on which lines are new, for any edit', async function () {
    this.timeout(60_000);
    const line = fc.constantFrom('a', 'b', 'c', '--- a/x', '+++ b/x', '@@ -1 +1 @@', 'diff --git a/x b/x', '');
    const repo = await makeRepo({ files: { 'x.txt': 'start\n' } });
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(line, { maxLength: 12 }),
          fc.array(line, { minLength: 1, maxLength: 12 }),
          async (old, now) => {
            await repo.commit('old', { 'x.txt': old.map((text) => `${text}\n`).join('') });
            await repo.write({ 'x.txt': now.map((text) => `${text}\n`).join('') });
            const access = await openRepository(repo.root, new AbortController().signal);
            assert.ok(access.kind === 'repository');
            const sections: PatchSection[] = [];
            await readPatch(access.repository, 'HEAD', 10_000, (section) => sections.push(section));
            await access.repository.close();
            // Lines outside all ranges must be unchanged: together, in order, they are a subsequence of the old file.
            const ranges = sections[0]?.ranges ?? [];
            const kept = now.filter(
              (_, index) => !ranges.some(([start, end]) => index + 1 >= start && index + 1 <= end),
            );
            let at = 0;
            for (const text of kept) {
              at = old.indexOf(text, at) + 1;
              assert.ok(at > 0, JSON.stringify({ old, now, ranges }));
            }
            if (old.join('\n') !== now.join('\n')) assert.ok(ranges.length > 0, JSON.stringify({ old, now }));
          },
        ),
        { numRuns: 25 },
      );
    } finally {
      await repo.remove();
    }
  });
});

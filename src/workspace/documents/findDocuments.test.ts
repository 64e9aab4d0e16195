import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type FileMap, makeFolder, type TestFolder } from '../../../test/support/gitRepo.ts';
import type { ScopeDocument, ScopeFacts } from '../../protocol/plan.ts';
import { findDocuments } from './findDocuments.ts';

const never = new AbortController().signal;

describe('findDocuments', () => {
  const folders: TestFolder[] = [];
  const folder = async (files: FileMap): Promise<TestFolder> => {
    const made = await makeFolder(files);
    folders.push(made);
    return made;
  };
  afterEach(async () => {
    for (const made of folders.splice(0)) await made.remove();
  });
  const find = async (files: FileMap, listing = Object.keys(files)): Promise<Pick<ScopeFacts, 'documents' | 'texts'>> =>
    findDocuments((await folder(files)).root, listing, never);
  const document = (found: Pick<ScopeFacts, 'documents'>, path: string): ScopeDocument => {
    const one = found.documents.find((candidate) => candidate.path === path);
    assert.ok(one, `${path} is missing`);
    return one;
  };

  it('lists documents in path order with kind, lines and headings', async () => {
    const found = await find({
      'b.md': '# B\n\ntext\n\n## Part\n',
      'README.md': '# A\n',
      'src/a.ts': '# no document\n',
    });
    assert.deepEqual(
      found.documents.map(({ path, kind, lines }) => [path, kind, lines]),
      [
        ['README.md', 'readme', 1],
        ['b.md', 'document', 5],
      ],
    );
    assert.deepEqual(document(found, 'b.md').headings, [
      { level: 1, text: 'B', line: 1 },
      { level: 2, text: 'Part', line: 5 },
    ]);
  });

  it('tells dead relative links from those that lead somewhere or nowhere in particular', async () => {
    const found = await find(
      {
        'docs/a.md': [
          '[dead](missing.md) [live](b.md) [up](../README.md#top) [folder](sub/) [code](../src/a.ts)',
          '[site](b) [encoded](with%20space.md) [ignored](../out/built.txt) [self](#part)',
          '[web](https://example.com/x.md) [mail](mailto:a@b) [issue](../../issues/4) [route](/guide/intro)',
          '[template]({path}) ![gone](gone.png)',
        ].join('\n'),
        'docs/b.md': '',
        'docs/with space.md': '',
        'docs/sub/README.md': '',
        'README.md': '[a](docs/a.md) [a again](./docs/a.md)',
        'src/a.ts': '',
        'out/built.txt': '',
      },
      ['docs/a.md', 'docs/b.md', 'docs/with space.md', 'docs/sub/README.md', 'README.md', 'src/a.ts'],
    );
    assert.deepEqual(document(found, 'docs/a.md').deadLinks, [
      { line: 1, target: 'missing.md' },
      { line: 4, target: 'gone.png' },
    ]);
    const inbound = Object.fromEntries(found.documents.map(({ path, inboundLinks }) => [path, inboundLinks]));
    assert.deepEqual(inbound, {
      'README.md': 1,
      'docs/a.md': 1,
      'docs/b.md': 1,
      'docs/sub/README.md': 1,
      'docs/with space.md': 1,
    });
  });

  it('finds templates of pull requests in any casing, even where they are ignored, and gives their text', async () => {
    const files = {
      '.github/pull_request_template.md': '## What\n',
      'docs/PULL_REQUEST_TEMPLATE/big.md': `## Big\n${'x'.repeat(10_000)}`,
      'PULL_REQUEST_TEMPLATE.txt': 'Why?',
      'src/pull_request_template.md': 'not a place for it',
    };
    const found = await find(files, []);
    assert.deepEqual(
      found.texts.map(({ path, text }) => [path, text.length]),
      [
        ['.github/pull_request_template.md', 8],
        ['PULL_REQUEST_TEMPLATE.txt', 4],
        ['docs/PULL_REQUEST_TEMPLATE/big.md', 8000],
      ],
    );
    assert.deepEqual(
      found.documents.map(({ kind }) => kind),
      ['pr-template', 'pr-template', 'pr-template'],
    );
  });

  it('leaves out what is no text of the workspace: links, binaries, files that are gone', async () => {
    const outside = await folder({ 'secret.md': '# Outside' });
    const at = await folder({ 'a.md': '# A', 'b.md': Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a]), 'c.md': '\0' });
    symlinkSync(join(outside.root, 'secret.md'), join(at.root, 'link.md'));
    symlinkSync(join(at.root, 'a.md'), join(at.root, 'inner.md'));
    const listing = ['a.md', 'b.md', 'c.md', 'gone.md', 'link.md', 'inner.md', '../x.md'];
    const found = await findDocuments(at.root, listing, never);
    assert.deepEqual(
      found.documents.map(({ path }) => path),
      ['a.md'],
    );
  });

  it('is bounded: 300 documents, 256 KiB of each, 60 headings, 20 dead links', async () => {
    const many = Object.fromEntries(Array.from({ length: 305 }, (_, i) => [`pages/${i}.md`, `# ${i}`]));
    const found = await find({
      ...many,
      'big.md': `# Start\n${`${'x'.repeat(99)}\n`.repeat(3000)}# End\n`,
      'full.md': Array.from({ length: 70 }, (_, i) => `# H${i}\n[x](gone-${i}.md)\n`).join(''),
    });
    assert.equal(found.documents.length, 300);
    const big = document(found, 'big.md');
    assert.deepEqual(
      big.headings.map(({ text }) => text),
      ['Start'],
    );
    assert.equal(big.lines, 1 + Math.floor((256 * 1024 - 8) / 100));
    const full = document(found, 'full.md');
    assert.deepEqual([full.headings.length, full.deadLinks.length], [60, 20]);
  });
});

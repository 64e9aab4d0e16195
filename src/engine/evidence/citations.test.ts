import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agentStep, planOf, readerOf, scopeFile } from '../../../test/golden/reports/fixture.ts';
import type { Citation, CitationStatus } from '../../protocol/finding.ts';
import type { RawCitation } from './answer.ts';
import { checkCitation, citationChecker, citationScope } from './citations.ts';
import { judgeAgentOutput } from './judge.ts';

const auth = [
  'import { hash } from "./hash";', // 1
  '', // 2
  'export function login(user, password) {', // 3
  '  if (!isAllowed(user)) {', // 4
  '    return null;', // 5
  '  }', // 6
  '  // deleteAll(users);', // 7
  '  const digest = hash(password);', // 8
  '  if (user.digest === digest) {', // 9
  '    return createSession(user);', // 10
  '  }', // 11
  '  return null;', // 12
  '}', // 13
  'x = 1', // 14
  'const shown = render("a...b", ...args);', // 15
].join('\n');
const other =
  'export const secretKey = "k-123456";\r\n\r\nfunction total(lines) {\r\n\treturn lines.reduce(\r\n\t\t(sum, line) => sum + line.price,\r\n\t\t0,\r\n\t);\r\n}\r\n';
const repeated = Array.from({ length: 1000 }, (_, i) =>
  i === 99 || i === 499 ? '  return cache.get(key);' : `  step(${i});`,
).join('\n');
const files = {
  'src/auth.ts': auth,
  'src/other.ts': other,
  'src/repeated.ts': repeated,
  'docs/outside.md': '# Rules of the house\n',
};
const plan = planOf({
  brief: 'Saving a draft drops the last paragraph. Only with two tabs open.',
  files: [
    scopeFile('src/auth.ts', auth),
    scopeFile('src/other.ts', other),
    scopeFile('src/repeated.ts', repeated),
    scopeFile('src/gone.ts', 'x', { change: 'deleted' }),
  ],
});
const scope = citationScope(plan.scope, plan.brief);

function raw(more: Partial<RawCitation>): RawCitation {
  return {
    at: 'findings[0].evidence[0]',
    trust: 'codebase',
    path: 'src/auth.ts',
    startLine: 8,
    endLine: null,
    quote: '',
    quoteCut: false,
    url: '',
    ...more,
  };
}
const check = (more: Partial<RawCitation>): Promise<Citation> => checkCitation(raw(more), readerOf(files), scope);

interface Case {
  readonly name: string;
  readonly cite: Partial<RawCitation>;
  readonly status: CitationStatus;
  /** Lines after the check, where they matter. */
  readonly lines?: readonly [number, number];
  readonly note?: RegExp;
}

const truths: readonly Case[] = [
  { name: 'the whole line', cite: { quote: '  const digest = hash(password);' }, status: 'verified', lines: [8, 8] },
  { name: 'a line without its indentation', cite: { quote: 'const digest = hash(password);' }, status: 'verified' },
  { name: 'a part of a line', cite: { quote: 'hash(password)' }, status: 'verified' },
  {
    name: 'several lines',
    cite: { startLine: 9, endLine: 10, quote: '  if (user.digest === digest) {\n    return createSession(user);' },
    status: 'verified',
    lines: [9, 10],
  },
  {
    name: 'several lines with only the first given',
    cite: { startLine: 9, quote: 'if (user.digest === digest) {\nreturn createSession(user);' },
    status: 'verified',
    lines: [9, 10],
  },
  {
    name: 'a range around the quote',
    cite: { startLine: 3, endLine: 13, quote: 'return createSession(user);' },
    status: 'verified',
    lines: [3, 13],
  },
  {
    name: 'CRLF and tabs in the file, spaces in the quote',
    cite: {
      path: 'src/other.ts',
      startLine: 4,
      endLine: 6,
      quote: 'return lines.reduce(\n  (sum, line) => sum + line.price,\n  0,',
    },
    status: 'verified',
  },
  {
    name: 'CRLF in the quote',
    cite: { startLine: 8, endLine: 9, quote: 'const digest = hash(password);\r\n  if (user.digest === digest) {\r\n' },
    status: 'verified',
  },
  {
    name: 'a path with a leading dot folder',
    cite: { path: './src/auth.ts', quote: 'const digest = hash(password);' },
    status: 'verified',
  },
  { name: 'a short line in full at its place', cite: { startLine: 14, quote: 'x = 1' }, status: 'verified' },
  {
    name: 'three dots that are in the file',
    cite: { startLine: 15, quote: 'const shown = render("a...b", ...args);' },
    status: 'verified',
  },
  {
    name: 'the quote in backticks',
    cite: { quote: '`const digest = hash(password);`' },
    status: 'verified',
    note: /backticks/,
  },
  {
    name: 'the quote in diff form',
    cite: { startLine: 8, endLine: 9, quote: '+  const digest = hash(password);\n+  if (user.digest === digest) {' },
    status: 'verified',
    note: /diff form/,
  },
  {
    name: 'the quote with line numbers',
    cite: {
      startLine: 8,
      endLine: 9,
      quote: '8:   const digest = hash(password);\n9:   if (user.digest === digest) {',
    },
    status: 'verified',
    note: /line numbers/,
  },
  {
    name: 'the quote with tabbed line numbers',
    cite: { quote: '     8\t  const digest = hash(password);' },
    status: 'verified',
  },
  {
    name: 'a wrong line',
    cite: { startLine: 3, quote: 'const digest = hash(password);' },
    status: 'reanchored',
    lines: [8, 8],
    note: /line 8; the answer said line 3/,
  },
  {
    name: 'a line beyond the end',
    cite: { startLine: 400, quote: 'return createSession(user);' },
    status: 'reanchored',
    lines: [10, 10],
  },
  {
    name: 'no line',
    cite: { startLine: null, quote: 'return createSession(user);' },
    status: 'reanchored',
    lines: [10, 10],
  },
  {
    name: 'lines in the wrong order',
    cite: { startLine: 9, endLine: 8, quote: 'const digest = hash(password);' },
    status: 'reanchored',
    lines: [8, 8],
  },
  {
    name: 'an end that is too early',
    cite: { startLine: 9, endLine: 9, quote: 'if (user.digest === digest) {\n    return createSession(user);' },
    status: 'reanchored',
    lines: [9, 10],
  },
  {
    name: 'a range over half the file',
    cite: { path: 'src/repeated.ts', startLine: 1, endLine: 900, quote: 'step(41);' },
    status: 'reanchored',
    lines: [42, 42],
    note: /Narrowed/,
  },
  {
    name: 'the nearest of several places',
    cite: { path: 'src/repeated.ts', startLine: 120, quote: 'return cache.get(key);' },
    status: 'reanchored',
    lines: [100, 100],
  },
  {
    name: 'one of several places at its own line',
    cite: { path: 'src/repeated.ts', startLine: 500, quote: 'return cache.get(key);' },
    status: 'verified',
    lines: [500, 500],
  },
  {
    name: 'a common line near one of its places',
    cite: { startLine: 8, quote: '    return null;' },
    status: 'reanchored',
    lines: [5, 5],
  },
  {
    name: 'a file outside a diff scope',
    cite: { path: 'docs/outside.md', startLine: 1, quote: '# Rules of the house' },
    status: 'verified',
    note: /Outside the scope/,
  },
  {
    name: 'commented-out code with its marker',
    cite: { startLine: 7, quote: '// deleteAll(users);' },
    status: 'verified',
  },
  {
    name: 'words of the brief',
    cite: { trust: 'provided', path: '', quote: 'drops the last paragraph' },
    status: 'verified',
  },
  {
    name: 'a web address',
    cite: { trust: 'web', path: '', url: 'https://example.org/rfc', quote: 'x' },
    status: 'unchecked',
  },
];

const lies: readonly Case[] = [
  { name: 'an invented quote', cite: { quote: 'eval(password)' }, status: 'unverified', note: /nowhere/ },
  { name: 'one changed letter', cite: { quote: 'const digest = hash(passwords);' }, status: 'unverified' },
  { name: 'a changed operator', cite: { startLine: 9, quote: 'if (user.digest == digest) {' }, status: 'unverified' },
  { name: 'a dropped negation', cite: { startLine: 4, quote: 'if (isAllowed(user)) {' }, status: 'unverified' },
  {
    name: 'a fragment that leaves off the negation',
    cite: { startLine: 4, quote: 'isAllowed(user)' },
    status: 'unverified',
  },
  { name: 'other letter case', cite: { quote: 'const Digest = hash(password);' }, status: 'unverified' },
  { name: 'spaces added inside a token', cite: { quote: 'const digest = ha sh(password);' }, status: 'unverified' },
  { name: 'spaces dropped between tokens', cite: { quote: 'const digest=hash(password);' }, status: 'unverified' },
  { name: 'a quote of another file', cite: { quote: 'export const secretKey = "k-123456";' }, status: 'unverified' },
  {
    name: 'a quote that skips lines',
    cite: { startLine: 8, endLine: 10, quote: 'const digest = hash(password);\n    return createSession(user);' },
    status: 'unverified',
  },
  {
    name: 'a quote with an ellipsis',
    cite: { startLine: 8, endLine: 10, quote: 'const digest = hash(password);\n...\nreturn createSession(user);' },
    status: 'unverified',
  },
  { name: 'a Cyrillic look-alike', cite: { quote: 'const digest = h\u0430sh(password);' }, status: 'unverified' },
  { name: 'full-width letters', cite: { quote: 'const digest = \uFF48ash(password);' }, status: 'unverified' },
  { name: 'a zero-width character', cite: { quote: 'const dig\u200Best = hash(password);' }, status: 'unverified' },
  { name: 'a no-break space', cite: { quote: 'const\u00A0digest = hash(password);' }, status: 'unverified' },
  { name: 'a name cut at its start', cite: { quote: 'igest = hash(password);' }, status: 'unverified' },
  { name: 'a name cut at its end', cite: { startLine: 10, quote: 'return createSess' }, status: 'unverified' },
  {
    name: 'commented-out code as if it ran',
    cite: { startLine: 7, quote: 'deleteAll(users);' },
    status: 'unverified',
    note: /commented out/,
  },
  { name: 'no quote', cite: { quote: '' }, status: 'unverified', note: /no quote/ },
  { name: 'a quote of white space', cite: { quote: ' \n\t ' }, status: 'unverified', note: /no quote/ },
  { name: 'a brace', cite: { startLine: 13, quote: '}' }, status: 'unverified', note: /too short/ },
  { name: 'braces of several lines', cite: { startLine: 11, quote: '}' }, status: 'unverified' },
  {
    name: 'a short word at the right line',
    cite: { startLine: 12, quote: 'null' },
    status: 'unverified',
    note: /too short/,
  },
  { name: 'a short line elsewhere', cite: { startLine: 3, quote: 'x = 1' }, status: 'unverified', note: /too short/ },
  {
    name: 'one of several places, too far away',
    cite: { path: 'src/repeated.ts', startLine: 900, quote: 'return cache.get(key);' },
    status: 'unverified',
    note: /ambiguous/,
  },
  {
    name: 'a place exactly between two others',
    cite: { path: 'src/repeated.ts', startLine: 300, quote: 'return cache.get(key);' },
    status: 'unverified',
    note: /ambiguous/,
  },
  {
    name: 'several places and no line',
    cite: { path: 'src/repeated.ts', startLine: null, quote: 'return cache.get(key);' },
    status: 'unverified',
    note: /ambiguous/,
  },
  {
    name: 'a file that does not exist',
    cite: { path: 'src/session.ts', quote: 'const digest = hash(password);' },
    status: 'unverified',
    note: /could not be read/,
  },
  {
    name: 'a deleted file',
    cite: { path: 'src/gone.ts', startLine: 1, quote: 'const digest = hash(password);' },
    status: 'unverified',
    note: /deletes this file/,
  },
  {
    name: 'only the name of a file',
    cite: { path: 'auth.ts', quote: 'const digest = hash(password);' },
    status: 'unverified',
  },
  {
    name: 'a path that climbs',
    cite: { path: '../auth.ts', quote: 'const digest = hash(password);' },
    status: 'unverified',
    note: /\.\./,
  },
  {
    name: 'a path that climbs and comes back',
    cite: { path: 'src/../src/auth.ts', quote: 'const digest = hash(password);' },
    status: 'unverified',
  },
  {
    name: 'an absolute path',
    cite: { path: '/src/auth.ts', quote: 'const digest = hash(password);' },
    status: 'unverified',
    note: /absolute/,
  },
  {
    name: 'a drive letter',
    cite: { path: 'C:\\src\\auth.ts', quote: 'const digest = hash(password);' },
    status: 'unverified',
    note: /absolute/,
  },
  {
    name: 'a home path',
    cite: { path: '~/src/auth.ts', quote: 'const digest = hash(password);' },
    status: 'unverified',
  },
  {
    name: 'a URL as path',
    cite: { path: 'https://example.org/src/auth.ts', quote: 'const digest = hash(password);' },
    status: 'unverified',
    note: /URL/,
  },
  {
    name: 'a file URL',
    cite: { path: 'file:src/auth.ts', quote: 'const digest = hash(password);' },
    status: 'unverified',
    note: /URL/,
  },
  {
    name: 'a path with a zero byte',
    cite: { path: 'src/auth.ts\0.md', quote: 'const digest = hash(password);' },
    status: 'unverified',
  },
  { name: 'a folder', cite: { path: 'src/', quote: 'const digest = hash(password);' }, status: 'unverified' },
  { name: 'no path', cite: { path: '', quote: 'const digest = hash(password);' }, status: 'unverified' },
  {
    name: 'plus signs on some lines only',
    cite: { startLine: 8, endLine: 9, quote: '+const digest = hash(password);\n-  if (user.digest === digest) {' },
    status: 'unverified',
  },
  {
    name: 'line numbers that jump',
    cite: { startLine: 8, endLine: 10, quote: '8: const digest = hash(password);\n10: return createSession(user);' },
    status: 'unverified',
  },
  {
    name: 'words that are not in the brief',
    cite: { trust: 'provided', path: '', quote: 'drops the first paragraph' },
    status: 'unverified',
  },
  { name: 'a crumb of the brief', cite: { trust: 'provided', path: '', quote: 'the' }, status: 'unverified' },
  {
    name: 'code passed off as the brief',
    cite: { trust: 'provided', quote: 'const digest = hash(password);' },
    status: 'unverified',
  },
  { name: 'a web source without address', cite: { trust: 'web', path: '', url: '', quote: 'x' }, status: 'unverified' },
  {
    name: 'a web source with a script for an address',
    cite: { trust: 'web', path: '', url: 'javascript:alert(1)', quote: 'x' },
    status: 'unverified',
  },
];

describe('checkCitation', () => {
  for (const { name, cite, status, lines, note } of [...truths, ...lies]) {
    it(`${status}: ${name}`, async () => {
      const citation = await check(cite);
      assert.equal(citation.status, status, citation.note);
      if (lines !== undefined) assert.deepEqual([citation.startLine, citation.endLine], lines);
      if (note !== undefined) assert.match(citation.note ?? '', note);
    });
  }

  it('holds for whole answers: no lie passes as verified, no true citation is rejected', async () => {
    const outcome = async (cite: Partial<RawCitation>): Promise<CitationStatus | undefined> => {
      const { at: _at, quoteCut: _cut, ...evidence } = raw(cite);
      const finding = {
        title: 'T',
        severity: 'warning',
        category: 'c',
        claim: 'c',
        recommendation: 'r',
        confidence: 'high',
        evidence: [evidence],
      };
      const text = `<think>hm</think>\nSeen.\n\`\`\`json\n${JSON.stringify({ findings: [finding], checked: [], openQuestions: [] })}\n\`\`\``;
      const step = agentStep('s', 'p');
      const judged = await judgeAgentOutput({
        text,
        shape: 'findings',
        step,
        plan,
        reader: readerOf(files),
        allowLeads: false,
      });
      assert.ok(judged.ok);
      assert.equal(judged.findings.length + judged.excluded.length, 1);
      return judged.findings[0]?.citations[0]?.status;
    };
    for (const { name, cite } of lies) assert.equal(await outcome(cite), undefined, name);
    for (const { name, cite, status } of truths) assert.equal(await outcome(cite), status, name);
    assert.ok(lies.length >= 25 && truths.length >= 25);
  });

  it('never opens a path that is not plain', async () => {
    const reader = readerOf(files);
    for (const path of ['../x', '/etc/passwd', 'a\\..\\b', 'file:///etc/passwd', 'a/./b', 'a//b', '.']) {
      await checkCitation(raw({ path, quote: 'root:x:0:0' }), reader, scope);
    }
    assert.deepEqual(reader.reads, []);
  });

  it('says when the file changed since the run started', async () => {
    const changed = { ...files, 'src/auth.ts': auth.replace('x = 1', 'x = 2') };
    const citation = await checkCitation(raw({ quote: 'const digest = hash(password);' }), readerOf(changed), scope);
    assert.equal(citation.status, 'verified');
    assert.match(citation.note ?? '', /changed since the run started/);
  });

  it('shows no place for a web source and no url for code', async () => {
    const web = await check({
      trust: 'web',
      path: 'src/auth.ts',
      startLine: 1,
      url: 'https://example.org/x',
      quote: 'q',
    });
    assert.deepEqual([web.path, web.startLine, web.status], [undefined, undefined, 'unchecked']);
    const code = await check({ quote: 'const digest = hash(password);', url: 'https://evil.example/' });
    assert.equal(code.url, undefined);
  });

  it('takes a text that the agent was handed as provided', async () => {
    const handed = citationScope(plan.scope, plan.brief, ['CRIT-001 Totals ignore the quantity']);
    const quote = 'Totals ignore the quantity';
    assert.equal(
      (await checkCitation(raw({ trust: 'provided', path: '', quote }), readerOf(files), handed)).status,
      'verified',
    );
    assert.equal((await check({ trust: 'provided', path: '', quote })).status, 'unverified');
  });

  it('tells what is at the stated place instead, and which file was meant', async () => {
    const checker = citationChecker(readerOf(files), scope);
    assert.equal(await checker.hint(raw({ startLine: 12 })), 'Line 12 is: return null;');
    assert.equal(await checker.hint(raw({ startLine: 2 })), 'Line 2 is empty.');
    assert.equal(await checker.hint(raw({ startLine: 99 })), 'The file has 15 lines.');
    assert.equal(
      await checker.hint(raw({ path: '/home/me/shop/src/auth.ts' })),
      'A file of the scope is named src/auth.ts.',
    );
  });

  it('verifies every line range that was really copied, and re-anchors it from any other line when it is unique', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${' '.repeat(i % 5)}call_${i}(alpha, beta_${i * 7});`);
    const reader = readerOf({ 'a.ts': lines.join('\n') });
    await fc.assert(
      fc.asyncProperty(fc.nat(59), fc.nat(4), fc.integer({ min: 1, max: 80 }), async (first, more, stated) => {
        const last = Math.min(59, first + more);
        const quote = lines.slice(first, last + 1).join('\n');
        const exact = await checkCitation(
          raw({ path: 'a.ts', startLine: first + 1, endLine: last + 1, quote }),
          reader,
          scope,
        );
        assert.equal(exact.status, 'verified');
        const moved = await checkCitation(
          raw({ path: 'a.ts', startLine: stated, endLine: stated, quote }),
          reader,
          scope,
        );
        assert.ok(moved.status === 'reanchored' || (moved.status === 'verified' && stated === first + 1));
        assert.deepEqual([moved.startLine, moved.endLine], [first + 1, last + 1]);
      }),
    );
  });

  it('verifies no quote in which a character that is not white space was changed', async () => {
    const line = 'const digest = hash(password);';
    await fc.assert(
      fc.asyncProperty(
        fc.nat(line.length - 1),
        fc.constantFrom('a', 'Z', '0', '_', '-', '!', '\u0430', '\u200b'),
        async (at, char) => {
          if (line[at] === char || line[at] === ' ') return;
          const quote = line.slice(0, at) + char + line.slice(at + 1);
          assert.equal((await check({ quote })).status, 'unverified', quote);
        },
      ),
    );
  });

  it('reads each file once for many citations', async () => {
    const text = Array.from({ length: 5_000 }, (_, i) => `  value_${i} = compute(${i}, "${'x'.repeat(i % 40)}");`);
    const reader = readerOf({ 'big.ts': text.join('\n'), 'src/auth.ts': auth });
    const checker = citationChecker(reader, scope);
    const statuses: Record<string, number> = {};
    for (let i = 0; i < 10_000; i++) {
      const line = (i * 7) % 5_000;
      const stated = i % 3 === 0 ? line + 1 : ((line + 50) % 5_000) + 1;
      const quote = i % 10 === 0 ? `value_${i} = invented(${i});` : (text[line] ?? '');
      const citation = await checker.check(raw({ path: 'big.ts', startLine: stated, quote }));
      statuses[citation.status] = (statuses[citation.status] ?? 0) + 1;
    }
    assert.deepEqual(reader.reads, ['big.ts']);
    assert.equal(statuses['unverified'], 1_000);
    assert.equal(statuses['verified'], 3_000);
  });
});

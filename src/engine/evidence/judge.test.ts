import assert from 'node:assert/strict';
import { agentStep, planOf, readerOf, scopeFile } from '../../../test/golden/reports/fixture.ts';
import { checked, specOf } from '../../../test/support/documentFixture.ts';
import type { OutputShape } from '../../protocol/plan.ts';
import { judgeAgentOutput, type JudgedAnswer, type JudgeInput, type Judgement } from './judge.ts';
import { conclusionRefuted, isConclusion, readExtra, saysSomething } from './judgement.ts';

const source = 'export function total(lines) {\n  return lines.reduce((sum, line) => sum + line.price, 0);\n}\n';
const files = { 'src/total.ts': source };
const plan = planOf({ files: [scopeFile('src/total.ts', source)], brief: 'Totals are one cent off since Monday.' });

const good = { trust: 'codebase', path: 'src/total.ts', startLine: 2, endLine: 2, quote: 'sum + line.price' };
const bad = { ...good, quote: 'sum - line.price' };
const entry = (title: string, evidence: unknown, more: object = {}): object => ({
  title,
  severity: 'critical',
  category: 'correctness',
  claim: 'Quantity is ignored.',
  recommendation: 'Multiply.',
  confidence: 'high',
  evidence,
  ...more,
});
const text = (value: object): string =>
  'Seen.\n\n```json\n' +
  JSON.stringify({ findings: [], checked: ['src/total.ts'], openQuestions: [], ...value }) +
  '\n```';

function judge(answer: string | object, more: Partial<JudgeInput> & { shape?: OutputShape } = {}): Promise<Judgement> {
  return judgeAgentOutput({
    text: typeof answer === 'string' ? answer : text(answer),
    shape: 'findings',
    step: agentStep('security', 'adversarial-security-analyst'),
    plan,
    reader: readerOf(files),
    allowLeads: false,
    ...more,
  });
}
async function judged(answer: string | object, more: Parameters<typeof judge>[1] = {}): Promise<JudgedAnswer> {
  const result = await judge(answer, more);
  assert.ok(result.ok, JSON.stringify(result));
  return result;
}
const rules = (result: Judgement): string[] => result.violations.map((violation) => violation.rule);

describe('judgeAgentOutput', () => {
  it('keeps a finding whose citation is there, under a key of its step', async () => {
    const result = await judged({ findings: [entry('A', [good])] });
    assert.deepEqual(result.violations, []);
    assert.deepEqual(
      result.findings.map((found) => [found.key, found.persona, found.citations[0]?.status, found.confidence]),
      [['security#1', 'adversarial-security-analyst', 'verified', 'high']],
    );
    assert.equal(result.markdown, 'Seen.');
  });

  it('excludes a finding whose only code citation is invented, and tells the agent what stands there', async () => {
    const result = await judged({ findings: [entry('A', [bad])] });
    assert.equal(result.findings.length, 0);
    assert.deepEqual(
      result.excluded.map((out) => [out.key, out.rule]),
      [['security#1', 'citation']],
    );
    assert.match(result.excluded[0]?.reason ?? '', /src\/total.ts:2: The quote is nowhere/);
    const [violation] = result.violations;
    assert.deepEqual([violation?.at, violation?.rule], ['findings[0].evidence[0]', 'citation']);
    assert.match(
      violation?.message ?? '',
      /src\/total.ts:2: The quote is nowhere in this file. Quote: "sum - line.price". Line 2 is: return lines.reduce/,
    );
  });

  it('keeps a finding with one good and one bad citation, less sure, both shown', async () => {
    const result = await judged({ findings: [entry('A', [bad, good])] });
    const [found] = result.findings;
    assert.deepEqual(
      found?.citations.map((citation) => citation.status),
      ['unverified', 'verified'],
    );
    assert.equal(found?.confidence, 'medium');
    assert.match(readExtra(result).findingNotes[0]?.notes[0] ?? '', /1 of 2 citations/);
    assert.deepEqual(rules(result), ['citation']);
  });

  it('does not let a web source or the brief save a finding whose code citations all failed', async () => {
    const web = { trust: 'web', url: 'https://example.org/a', quote: 'q' };
    const brief = { trust: 'provided', quote: 'one cent off since Monday' };
    const result = await judged({ findings: [entry('A', [bad, web, brief])] });
    assert.deepEqual(
      result.excluded.map((out) => out.rule),
      ['citation'],
    );
  });

  it('keeps what only the web backs at low confidence, and excludes it without an address', async () => {
    const result = await judged({
      findings: [
        entry('A', [{ trust: 'web', url: 'https://example.org/a', quote: 'q' }]),
        entry('B', [{ trust: 'web', quote: 'q' }]),
      ],
    });
    assert.deepEqual(
      result.findings.map((found) => [found.title, found.confidence]),
      [['A', 'low']],
    );
    assert.deepEqual(
      result.excluded.map((out) => [out.title, out.rule]),
      [['B', 'citation']],
    );
  });

  it('excludes what cites nothing, and says which part is missing', async () => {
    const result = await judged({
      findings: [entry('A', []), entry('B', undefined), entry('C', [{ ...good, quote: '' }])],
    });
    assert.deepEqual(
      result.excluded.map((out) => out.rule),
      ['no-evidence', 'no-evidence', 'citation'],
    );
    assert.deepEqual(result.violations.map((violation) => [violation.at, violation.rule]).sort(), [
      ['findings[0].evidence', 'missing-evidence'],
      ['findings[1].evidence', 'missing-evidence'],
      ['findings[2].evidence[0]', 'missing-quote'],
    ]);
  });

  it('takes an unknown severity as a suggestion and says so', async () => {
    const result = await judged({ findings: [entry('A', [good], { severity: 'apocalyptic' })] });
    assert.equal(result.findings[0]?.severity, 'suggestion');
    assert.deepEqual(rules(result), ['severity']);
    assert.match(readExtra(result).findingNotes[0]?.notes[0] ?? '', /taken as suggestion/);
  });

  it('wants to know what was checked when nothing was found', async () => {
    const empty = await judged({ checked: [] });
    assert.deepEqual(rules(empty), ['checked']);
    assert.equal(saysSomething(empty), false);
    const checked = await judged({});
    assert.deepEqual([rules(checked), saysSomething(checked)], [[], true]);
  });

  it('gives no answer at all for what cannot be read', async () => {
    for (const answer of [
      'No issues found!',
      '[API Error: 500]',
      '```yaml\nfindings: []\n```',
      '<think>{"findings": []}</think>',
    ]) {
      const result = await judge(answer);
      assert.deepEqual([result.ok, rules(result)], [false, ['output_unreadable']], answer);
    }
  });

  it('puts every entry of a long malformed list somewhere', async () => {
    const result = await judged({
      findings: [...Array.from({ length: 505 }, (_, i) => entry(`F${i}`, [good])), 'text', 7],
    });
    const keys = [...result.findings, ...result.excluded].map((found) => found.key);
    assert.equal(new Set(keys).size, 507);
    assert.deepEqual([result.findings.length, result.excluded.length], [500, 7]);
  });

  describe('after a challenge', () => {
    const first = (): Promise<JudgedAnswer> =>
      judged({ findings: [entry('Good', [good]), entry('Shaky', [bad, good]), entry('Bad', [bad])] });

    it('keeps keys of repaired findings', async () => {
      const previous = await first();
      const result = await judged(
        { findings: [entry('Bad', [good]), entry('Good', [good]), entry('Shaky', [good])] },
        { previous },
      );
      assert.deepEqual(
        result.findings.map((found) => [found.title, found.key]),
        [
          ['Bad', 'security#3'],
          ['Good', 'security#1'],
          ['Shaky', 'security#2'],
        ],
      );
      assert.equal(result.excluded.length, 0);
    });

    it('carries over what was not questioned, lists what was withdrawn, and counts the rest once', async () => {
      const previous = await first();
      const result = await judged({ findings: [entry('New', [good])] }, { previous });
      assert.deepEqual(
        result.findings.map((found) => [found.title, found.key]),
        [
          ['New', 'security#4'],
          ['Good', 'security#1'],
        ],
      );
      assert.deepEqual(
        result.excluded.map((out) => [out.title, out.key, out.rule]),
        [
          ['Shaky', 'security#2', 'withdrawn'],
          ['Bad', 'security#3', 'citation'],
        ],
      );
      assert.match(readExtra(result).notes.join(' '), /"Good" was not repeated/);
    });

    it('knows a retitled finding by its place in a list of the same length', async () => {
      const previous = await first();
      const result = await judged(
        { findings: [entry('Good', [good]), entry('Shaky but proven', [good]), entry('Bad', [bad])] },
        { previous },
      );
      assert.deepEqual(
        result.findings.map((found) => found.key),
        ['security#1', 'security#2'],
      );
      assert.deepEqual(
        result.excluded.map((out) => [out.key, out.rule]),
        [['security#3', 'citation']],
      );
    });
  });

  describe('verdicts', () => {
    const verdict = (target: string, word: string, more: object = {}): object => ({
      target,
      verdict: word,
      strategy: 'evidence',
      hypothesis: 'h',
      investigation: 'read src/total.ts',
      evidence: [],
      ...more,
    });
    const options = { shape: 'verdicts' as const, targets: ['CRIT-001', 'WARN-001'] };

    it('checks their citations and asks for missing, unknown and unproven ones', async () => {
      const result = await judged(
        {
          verdicts: [
            verdict('CRIT-001', 'refuted', { evidence: [bad] }),
            verdict('CRIT-009', 'Confirmed'),
            verdict('WARN-001', 'maybe', { investigation: '' }),
          ],
        },
        options,
      );
      assert.deepEqual(rules(result).sort(), ['citation', 'investigation', 'refutation', 'verdict', 'verdict-target']);
      assert.deepEqual(
        readExtra(result).verdicts?.map((row) => [row.key, row.target, row.verdict]),
        [
          ['security#v1', 'CRIT-001', 'refuted'],
          ['security#v2', 'CRIT-009', 'confirmed'],
          ['security#v3', 'WARN-001', 'inconclusive'],
        ],
      );
      const missing = await judged({ verdicts: [verdict('CRIT-001', 'refuted', { evidence: [good] })] }, options);
      assert.deepEqual(
        missing.violations.map((violation) => violation.message),
        ['There is no verdict on WARN-001.'],
      );
    });

    it('counts a refutation of the conclusion only with counter-evidence that was found', async () => {
      const rootCause = { summary: 's', chain: [{ text: 't', evidence: ['E-001'] }] };
      const of = async (target: string, evidence: unknown): Promise<boolean> =>
        conclusionRefuted(
          readExtra(
            await judged(
              { verdicts: [verdict(target, 'refuted', { evidence: [evidence] })] },
              { ...options, targets: [] },
            ),
          ).verdicts ?? [],
          rootCause,
        );
      assert.deepEqual(
        await Promise.all([of('E-001', good), of('root cause', good), of('E-001', bad), of('E-002', good)]),
        [true, true, false, false],
      );
    });

    it('lets a quote of a given text refute what a document says, not a finding', async () => {
      const spec = specOf({
        conclusion: 'C',
        records: [{ name: 'options', title: 'Option', prefix: 'O', text: 'T', challenge: true }],
      });
      const { document } = checked(
        { conclusion: 'C', records: spec.records },
        { conclusion: 'Take it [E-002].', records: { options: [{ title: 'Keep', evidence: ['E-001'] }] } },
      );
      const brief = { trust: 'provided', quote: 'one cent off since Monday' };
      const of = async (target: string, evidence: object): Promise<readonly [boolean, readonly string[]]> => {
        const result = await judged(
          { verdicts: [verdict(target, 'refuted', { evidence: [evidence] })] },
          { ...options, targets: [], plan: { ...plan, document: spec } },
        );
        return [conclusionRefuted(readExtra(result).verdicts ?? [], undefined, document), rules(result)];
      };
      assert.deepEqual(await of('O-1', brief), [true, []]);
      assert.deepEqual(await of('conclusion', brief), [true, []]);
      assert.deepEqual(await of('O-1', { ...brief, quote: 'said nowhere at all' }), [
        false,
        ['citation', 'refutation'],
      ]);
      assert.deepEqual(await of('O-9', good), [false, []]);
      // A finding that the document leans on needs the code against it.
      assert.deepEqual(await of('E-002', brief), [false, ['refutation']]);
      assert.deepEqual(await of('E-002', good), [true, []]);
      assert.deepEqual(await of('E-009', good), [false, []]);
    });

    it('lets a quote of a given text refute anything in a flow that works on texts alone', async () => {
      const brief = { trust: 'provided', quote: 'one cent off since Monday' };
      const of = async (textOnly: boolean, handed: string[] = []): Promise<readonly [boolean, readonly string[]]> => {
        const result = await judged(
          { verdicts: [verdict('E-001', 'refuted', { evidence: [brief] })] },
          { ...options, targets: [], handed, plan: { ...plan, textOnly } },
        );
        return [conclusionRefuted(readExtra(result).verdicts ?? [], undefined), rules(result)];
      };
      assert.deepEqual(await of(true), [true, []]);
      assert.deepEqual(await of(false), [false, ['refutation']]);
      // The same for a finding that stands on texts alone, and not for one that also names a place.
      const told = 'E-001 [warning, confidence high, fact] One cent\nClaim: It is off.\nEvidence (provided): Totals';
      assert.deepEqual(await of(false, [told]), [true, []]);
      assert.deepEqual(await of(false, [`${told}\nEvidence src/total.ts:2-2:\nsum`]), [false, ['refutation']]);
    });

    it('knows the records of a document as part of what was concluded', () => {
      const records = new Set(['O-1']);
      assert.deepEqual(
        ['O-1', 'o-1', 'Conclusion', 'root cause', 'fix 2', 'E-001'].map((target) => isConclusion(target, records)),
        [true, false, true, true, true, false],
      );
      assert.equal(isConclusion('O-1'), false);
    });
  });

  describe('root cause', () => {
    const options = { shape: 'root-cause' as const, targets: ['E-001'] };

    it('must lean on handed evidence', async () => {
      const result = await judged(
        {
          rootCause: { summary: 'No quantity.', chain: [{ text: 'a', evidence: [] }] },
          fixes: [
            { path: 'src/total.ts', change: 'c', evidence: [], details: '' },
            { path: 'src/total.ts', change: 'c', evidence: ['E-7'], details: '' },
          ],
        },
        options,
      );
      assert.deepEqual(rules(result), ['root-cause-evidence', 'fix-evidence', 'unknown-id']);
      const fine = await judged(
        { rootCause: { summary: 'No quantity.', chain: [{ text: 'a', evidence: ['E-001'] }] }, fixes: [] },
        options,
      );
      assert.deepEqual(rules(fine), []);
    });

    it('may be left open by an open question', async () => {
      const open = {
        rootCause: { summary: 'The evidence does not settle it.', chain: [] },
        fixes: [],
        openQuestions: [{ question: 'q', assumption: 'a' }],
      };
      assert.deepEqual(rules(await judged(open, options)), []);
    });
  });
});

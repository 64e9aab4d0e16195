import assert from 'node:assert/strict';
import { createSourceReader } from '../../src/workspace/reader/sourceReader.ts';
import { judgeAgentOutput, type Judgement } from '../../src/engine/evidence/judge.ts';
import { foldAnswers } from '../../src/engine/evidence/fold/runFold.ts';
import { normaliseSpace } from '../../src/engine/evidence/quoteIndex.ts';
import { quoteForms } from '../../src/engine/evidence/quoteForms.ts';
import type { Citation } from '../../src/protocol/finding.ts';
import type { SourceReader } from '../../src/engine/ports/SourceReader.ts';
import { answer } from '../golden/reports/fixture.ts';
import { lies } from './lies.ts';
import { type LieWorkspace, makeLieWorkspace } from './lieWorkspace.ts';
import type { Sample } from './sample.ts';
import { truths } from './truths.ts';

/**
 * What a reader of the report sees of an answer. verified: a finding with checked evidence and without reservation. corrected: the
 * place was wrong and is now the true one. doubted: shown, and marked as not proven. excluded: in the appendix with its rule.
 * asked: nothing is shown, and the agent is told what is missing. unreadable: no answer.
 */
const outcomes = ['verified', 'corrected', 'doubted', 'excluded', 'asked', 'unreadable'] as const;
type Outcome = (typeof outcomes)[number];

describe('lies and truths', () => {
  let work: LieWorkspace;
  let reader: SourceReader;
  before(async () => {
    work = await makeLieWorkspace();
    reader = createSourceReader(work.folder.root);
  });
  after(() => work.folder.remove());

  const judge = (sample: Sample): Promise<Judgement> => {
    const step = work.plan.steps.find((other) => other.id === (sample.step ?? 'angle'));
    assert.ok(step?.kind === 'agent');
    return judgeAgentOutput({
      text: sample.text,
      shape: step.output,
      step,
      plan: work.plan,
      reader,
      allowLeads: false,
    });
  };

  /** Does the quote really stand at the lines that the report names? Read again, without the code under test. */
  const stands = async (citation: Citation): Promise<boolean> => {
    const file = await reader.read(citation.path ?? '');
    if (!file.ok || citation.startLine === undefined) return false;
    const there = normaliseSpace(file.lines.slice(citation.startLine - 1, citation.endLine).join('\n'));
    return quoteForms(citation.quote).some((form) => there.includes(form.text));
  };

  async function outcomeOf(sample: Sample): Promise<Outcome> {
    const judged = await judge(sample);
    if (!judged.ok) return 'unreadable';
    const fold = foldAnswers(work.plan, [
      {
        step: sample.step ?? 'angle',
        output: answer({ findings: judged.findings, excluded: judged.excluded, extra: judged.extra }),
      },
    ]);
    assert.equal(fold.accounting.raised, judged.findings.length + judged.excluded.length, 'a finding was lost');
    const [shown] = fold.findings;
    if (shown === undefined) {
      if (fold.excluded.length > 0) return 'excluded';
      assert.ok(judged.violations.length > 0, 'an empty answer passed without a word');
      return 'asked';
    }
    const statuses = shown.citations.map((citation) => citation.status);
    for (const citation of shown.citations) {
      if (citation.trust === 'codebase' && citation.status !== 'unverified')
        assert.ok(await stands(citation), 'not there');
    }
    if (statuses.includes('reanchored')) return 'corrected';
    return statuses.includes('verified') && !statuses.includes('unverified') ? 'verified' : 'doubted';
  }

  it('shows no lie as verified', async () => {
    const table = new Map<string, Map<Outcome, number>>();
    const wrong: string[] = [];
    for (const sample of lies) {
      const outcome = await outcomeOf(sample);
      count(table, sample.kind, outcome);
      const caught = outcome !== 'verified' && (outcome !== 'corrected' || sample.misplaced === true);
      if (!caught) wrong.push(`${sample.kind}: ${sample.name} -> ${outcome}`);
    }
    print('lie', table);
    assert.deepEqual(wrong, []);
    assert.ok(lies.length >= 60, `${lies.length} lies`);
  });

  it('rejects no true citation', async () => {
    const table = new Map<string, Map<Outcome, number>>();
    const wrong: string[] = [];
    for (const sample of truths) {
      const outcome = await outcomeOf(sample);
      count(table, sample.kind, outcome);
      if (outcome !== 'verified' && outcome !== 'corrected') wrong.push(`${sample.kind}: ${sample.name} -> ${outcome}`);
    }
    print('truth', table);
    assert.deepEqual(wrong, []);
    assert.ok(truths.length >= 60, `${truths.length} truths`);
  });

  it('keeps what one outside source carries, marked and never sure', async () => {
    for (const sample of lies.filter(({ kind }) => kind === 'single-source web')) {
      const judged = await judge(sample);
      assert.ok(judged.ok);
      for (const finding of judged.findings) {
        assert.equal(finding.confidence, 'low', sample.name);
        assert.match(JSON.stringify(judged.extra), /\[single-source\]/, sample.name);
      }
    }
  });

  it('obeys nothing that stands in a quote', async () => {
    const sample = truths.find(({ kind }) => kind === 'injection');
    assert.ok(sample);
    const judged = await judge(sample);
    assert.ok(judged.ok);
    assert.equal(judged.findings.length, 1);
    assert.equal(judged.findings[0]?.severity, 'critical');
  });
});

function count(table: Map<string, Map<Outcome, number>>, kind: string, outcome: Outcome): void {
  const row = table.get(kind) ?? new Map<Outcome, number>();
  table.set(kind, row.set(outcome, (row.get(outcome) ?? 0) + 1));
}

/** The confusion table: kind by outcome. */
function print(what: string, table: ReadonlyMap<string, ReadonlyMap<Outcome, number>>): void {
  const width = Math.max(...[...table.keys()].map((kind) => kind.length), what.length);
  const lines = [...table].map(
    ([kind, row]) =>
      kind.padEnd(width) + outcomes.map((outcome) => String(row.get(outcome) ?? '.').padStart(11)).join(''),
  );
  const totals = outcomes.map((outcome) => [...table.values()].reduce((sum, row) => sum + (row.get(outcome) ?? 0), 0));
  const head = what.padEnd(width) + outcomes.map((outcome) => outcome.padStart(11)).join('');
  const foot = 'all'.padEnd(width) + totals.map((total) => String(total).padStart(11)).join('');
  process.stdout.write(`\n${[head, ...lines, foot].join('\n')}\n`);
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scopeFixture, workspaceFixture } from '../../../test/golden/plans/scopeFixture.ts';
import { BooError } from '../../protocol/errors.ts';
import { type AgentStep, type CodeStep, type Plan, planSchema, type ScopeFacts } from '../../protocol/plan.ts';
import { canonicalJson } from './canonical.ts';
import { compile, type CompileOptions } from './compile.ts';
import { full, libraryOf, replaced } from './documentFlow.fixture.ts';

const options: CompileOptions = {
  brief: '',
  scope: workspaceFixture('medium'),
  size: 'auto',
  budget: { tokens: 1000, wallMs: 1000 },
  limits: { wallMs: 1, silenceMs: 1, toolCalls: 1, tokens: 1 },
};

function planOf(change: Partial<CompileOptions> = {}, text = full): Plan {
  const library = libraryOf(text);
  assert.deepEqual(library.problems, []);
  return planSchema.parse(compile(library.flow('full'), library.personas, { ...options, ...change }));
}

function agent(plan: Plan, id: string): AgentStep {
  const step = plan.steps.find((candidate) => candidate.id === id);
  assert.ok(step?.kind === 'agent', id);
  return step;
}

function code(plan: Plan, id: string): CodeStep {
  const step = plan.steps.find((candidate) => candidate.id === id);
  assert.ok(step?.kind === 'code', id);
  return step;
}

describe('document flows', () => {
  it('freeze the document and the rules of the fold into the plan', () => {
    const plan = planOf();
    assert.equal(plan.rules, 'investigate');
    assert.equal(plan.document?.conclusion, 'What is to be done.');
    assert.equal(plan.document?.deferred, true);
    assert.deepEqual(
      plan.document?.sections.map((section) => `${section.from}: ${section.heading}`),
      [
        'writer: Context',
        'writer: Flow',
        'writer: Maybe',
        'records: Decisions',
        'steps: Found',
        'deferred: Put off',
        'brief: Asked',
        'engine: Where to go',
      ],
    );
  });

  it('ask the writer for its headings and records, show a filled form, and for responses only in a rewrite', () => {
    const plan = planOf();
    const { prompt } = agent(plan, 'synthesis');
    const answer = prompt.slice(prompt.lastIndexOf('# Answer'));
    assert.deepEqual(answer.match(/^## .*$/gm), ['## Context', '## Flow', '## Maybe']);
    assert.match(
      prompt,
      /## Flow\nHow it goes\. At most 80 words, at least 1 item\. Plain\. With at least one Mermaid/,
    );
    assert.match(prompt, /Prose that is not marked Plain cites what it rests on in brackets: \[E-001\] or \[D-1\]/);
    assert.match(prompt, /Evidence rules for a writer/);
    assert.match(prompt, /What fails gate 1 goes into "deferred"/);
    assert.match(agent(plan, 'one').prompt, /What fails gate 1 goes into openQuestions/);
    assert.match(agent(plan, 'truth').prompt, /"target":"D-1"/);
    assert.match(prompt, /do not write them: Decisions, Found, Put off, Asked, Where to go/);
    const [template, example] = [...prompt.matchAll(/```json\n([\s\S]*?)\n```/g)].map((match): unknown =>
      JSON.parse(match[1] ?? ''),
    );
    assert.deepEqual(Object.keys(template ?? {}), Object.keys(example ?? {}));
    assert.ok(typeof template === 'object' && template !== null && !('responses' in template));
    assert.match(prompt, /"weight":"high\|low"/);
    assert.match(prompt, /kind":"user\|dependency\|contract\|regulation\|incident"/);
    assert.match(agent(plan, 'rewrite').prompt, /"responses":\[\{"target"/);
    assert.match(agent(plan, 'truth').prompt, /one with the target "conclusion"/);
  });

  it('ask for no citation where every section is plain', () => {
    const plain = replaced('    - Context\n', '    - { heading: Context, plain: true }\n').replace(
      'Maybe,',
      'Maybe, plain: true,',
    );
    const { prompt } = agent(planOf({}, plain), 'synthesis');
    assert.match(prompt, /Plain = for readers outside the code/);
    assert.doesNotMatch(prompt, /cites what it rests on/);
  });

  it('number their findings by the rules the flow names, in the plan and in examples', () => {
    const plan = planOf({}, replaced('  kind: document', '  kind: document\n  rules: gaps'));
    assert.equal(plan.rules, 'gaps');
    const { prompt } = agent(plan, 'synthesis');
    assert.match(prompt, /\[G-001\]/);
    assert.doesNotMatch(prompt, /E-00/);
  });

  it('gather facts, not defects, unless the rules say so', () => {
    const claim = (rules: string): string =>
      /claim: [^.]*\./.exec(
        agent(planOf({}, replaced('  kind: document', `  kind: document\n  rules: ${rules}`)), 'one').prompt,
      )?.[0] ?? '';
    assert.match(claim('investigate'), /what is the case/);
    assert.match(claim('code-review'), /what is wrong/);
  });
});

describe('size after discovery', () => {
  it('keeps every candidate in the graph and hands the open rules to the step "size"', () => {
    const plan = planOf();
    const rows = plan.steps.map((step) => {
      const needs = step.needs.map((need) => `${need.step}${need.required ? '' : '?'}`).join(' ');
      return `${step.id} < ${needs}${step.when === undefined ? '' : ` when ${step.when.test} ${step.when.step}`}`;
    });
    assert.deepEqual(rows, [
      'preflight < ',
      'map < preflight',
      'size < preflight map',
      'one < preflight map size',
      'apart < preflight',
      'fold < preflight map? one? apart?',
      'doubt < fold size',
      'safety < fold size when chosen size',
      'shape < fold size when chosen size',
      'second-pass-check < fold size doubt? safety? shape?',
      'again < fold second-pass-check doubt? safety? shape? when chosen second-pass-check',
      'synthesis < fold doubt? safety? shape? again?',
      'truth < fold doubt? safety? shape? again? synthesis',
      'rewrite < fold doubt? safety? shape? again? synthesis truth? when refuted truth',
      'resolve < fold doubt? safety? shape? again? synthesis? truth? rewrite?',
      'render < resolve',
    ]);
    assert.deepEqual(code(plan, 'size').sizing, {
      rules: [
        { band: 'medium', reason: 'several gaps', findings: 4 },
        { band: 'large', reason: 'many gaps', findings: 11 },
      ],
      candidates: [
        { step: 'safety', minBand: 'medium', domains: ['security', 'auth'] },
        { step: 'shape', minBand: 'large', domains: [] },
      ],
      caps: { small: 1, medium: 1, large: 4 },
      chosen: null,
    });
    assert.deepEqual(code(plan, 'second-pass-check').trigger, { test: 'new-gaps', steps: ['again'] });
    assert.deepEqual(agent(plan, 'again').inputs, ['fold', 'doubt', 'safety', 'shape']);
    assert.match(plan.band.reason, /decided after discovery; small until then/);
    assert.match(
      plan.roster.find((entry) => entry.angle === 'safety')?.reason ?? '',
      /decided after discovery: from medium on, for findings in security or auth/,
    );
  });

  it('settles conditions on brief and workspace when it compiles', () => {
    const scope = { ...options.scope, profile: { ...options.scope.profile, projects: ['a', 'b', 'c'] } };
    const rules = code(planOf({ brief: 'A full swarm, please.', scope }), 'size').sizing?.rules;
    assert.deepEqual(rules?.slice(2), [
      { band: 'large', reason: 'everything was asked for (the brief says "full swarm")' },
      { band: 'large', reason: 'several projects', findings: 1 },
    ]);
  });

  it('remembers a size that the user chose, and runs a specialist that the brief names whatever is found', () => {
    const plan = planOf({ size: 'large', brief: 'Ask the builder too.' });
    assert.equal(code(plan, 'size').sizing?.chosen, 'large');
    assert.deepEqual([plan.band.value, plan.band.chosenBy], ['large', 'user']);
    assert.equal(agent(plan, 'shape').when, undefined);
    assert.deepEqual(
      code(plan, 'size').sizing?.candidates.map((candidate) => candidate.step),
      ['safety'],
    );
  });

  it('a conditional second wave waits for its check, which passes on what "size" ruled out', () => {
    const text = replaced('  secondPass:', '  secondWaveWhen: open-majors\n  secondPass:');
    const plan = planOf({}, text);
    assert.deepEqual(code(plan, 'second-wave-check').trigger?.steps, ['doubt', 'safety', 'shape']);
    assert.deepEqual(
      code(plan, 'second-wave-check').needs.map((need) => need.step),
      ['fold', 'size'],
    );
    for (const id of ['doubt', 'safety', 'shape'])
      assert.deepEqual(agent(plan, id).when, { test: 'chosen', step: 'second-wave-check' });
    const without = planOf({ brief: 'No judge, no guard, no builder.' }, text);
    assert.ok(
      without.steps.every((step) => step.id !== 'second-wave-check'),
      'nothing is left to decide',
    );
  });
});

describe('isolated angles', () => {
  it('are shown nothing of the workspace and are handed nothing that read it', () => {
    const scope: ScopeFacts = { ...scopeFixture('large'), branchContext: 'context-words' };
    const step = agent(planOf({ scope, brief: 'A question.' }), 'apart');
    assert.deepEqual([step.isolated, step.files, step.leads, step.inputs, step.diffOf], [true, [], [], [], []]);
    for (const { path } of scope.files) assert.ok(!step.prompt.includes(path), path);
    for (const word of ['context-words', 'orders-retry', 'branch diff', '# Scope', 'Documents of the workspace'])
      assert.ok(!step.prompt.includes(word), word);
    assert.match(step.prompt, /You work without the workspace/);
    assert.match(step.prompt, /A question\./);
    assert.match(step.prompt, /needs a second independent source/);
    assert.match(step.prompt, /"trust":"web","url"/);
    assert.doesNotMatch(step.prompt, /"trust":"codebase"|[Oo]pen the (?:file|cited)/);
  });

  it('parts to cover are told and kept in the plan', () => {
    const step = agent(planOf(), 'one');
    assert.deepEqual(step.cover, ['scope', 'wording']);
    assert.match(step.prompt, /# Cover each of these\n- scope\n- wording\n"checked" has one entry for each/);
  });
});

describe('flows that work on a text', () => {
  const subject = 'docs/report.md';
  const scope: ScopeFacts = {
    ...scopeFixture('large'),
    branchContext: 'context-words',
    documents: [{ path: subject, kind: 'document', lines: 9, headings: [], deadLinks: [], inboundLinks: 0 }],
  };
  const textOnly = replaced('  kind: document', '  kind: document\n  textOnly: true')
    .replace('cover: [scope, wording]', 'leads: [concurrency]')
    .replace(
      '{ id: doubt, persona: judge, question: Is it so? }',
      '{ id: doubt, persona: judge, question: Is it so?, files: { kinds: [source] } }',
    );

  it('show the text and say that nothing else counts', () => {
    const plan = planOf({ scope, brief: `Judge ${subject}.` }, textOnly);
    assert.equal(plan.textOnly, true);
    for (const id of ['map', 'one', 'synthesis', 'truth']) {
      const step = agent(plan, id);
      assert.deepEqual([step.files, step.leads, step.diffOf], [[subject], [], []], id);
      assert.match(step.prompt, /Evidence counts only from there/);
      assert.match(step.prompt, /Nothing else of the workspace counts/);
      const sources = scope.files.map((file) => file.path).filter((path) => path.startsWith('src/'));
      assert.ok(sources.length > 0);
      for (const path of sources) assert.ok(!step.prompt.includes(path), `${id} ${path}`);
      for (const word of ['context-words', 'diff --git', 'Reading beyond'])
        assert.ok(!step.prompt.includes(word), word);
    }
    assert.match(agent(plan, 'one').prompt, /Each finding quotes that text/);
  });

  it('take the brief for the text when no document is named', () => {
    const { prompt } = agent(planOf({ scope, brief: 'It hangs.' }, textOnly), 'one');
    assert.match(prompt, /works on a text: the brief below/);
    assert.doesNotMatch(prompt, /Files of this step/);
  });

  it('let a step with files of its own look them up', () => {
    const step = agent(planOf({ scope, brief: `Judge ${subject}.` }, textOnly), 'doubt');
    assert.equal(step.files[0], subject);
    assert.ok(step.files.length > 1);
    assert.match(step.prompt, /every finding also quotes the text/);
  });
});

describe('determinism and room', () => {
  const document = (path: string): ScopeFacts['documents'][number] => ({
    path,
    kind: 'adr',
    lines: 30,
    headings: [{ level: 1, text: `Title of ${path}`, line: 1 }],
    deadLinks: [],
    inboundLinks: 1,
  });
  const scope: ScopeFacts = {
    ...scopeFixture('large'),
    documents: Array.from({ length: 60 }, (_, i) => document(`docs/adr/${String(i).padStart(4, '0')}-x.md`)),
    profile: {
      languages: [
        { name: 'A', files: 1, lines: 5 },
        { name: 'B', files: 2, lines: 5 },
      ],
      frameworks: [
        { name: 'f', path: 'a.json', line: 3 },
        { name: 'f', path: 'a.json', line: 2 },
      ],
      manifests: ['b', 'a'],
      lockFiles: [],
      projects: ['p', ''],
    },
    churn: [
      { path: 'x', commits: 2 },
      { path: 'a', commits: 2 },
    ],
  };

  it('gives the same bytes whatever the order of documents, profile and churn', () => {
    const first = canonicalJson(planOf({ scope }));
    const orders = fc.record({
      documents: fc.shuffledSubarray(scope.documents, { minLength: scope.documents.length }),
      frameworks: fc.shuffledSubarray(scope.profile.frameworks, { minLength: 2 }),
      languages: fc.shuffledSubarray(scope.profile.languages, { minLength: 2 }),
      churn: fc.shuffledSubarray(scope.churn, { minLength: 2 }),
    });
    fc.assert(
      fc.property(orders, ({ documents, frameworks, languages, churn }) => {
        const profile = { ...scope.profile, frameworks, languages, manifests: ['a', 'b'], projects: ['', 'p'] };
        assert.equal(canonicalJson(planOf({ scope: { ...scope, documents, churn, profile } })), first);
      }),
      { numRuns: 10 },
    );
  });

  it('prompts with what they are handed stay below the ceiling, or compiling says so', () => {
    let compiled = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1500, max: 30_000 }), fc.integer({ min: 0, max: 4000 }), (contextTokens, words) => {
        let plan: Plan;
        try {
          plan = planOf({ scope, contextTokens, brief: 'word '.repeat(words) });
        } catch (error) {
          assert.ok(error instanceof BooError && error.code === 'config_invalid');
          return;
        }
        compiled += 1;
        for (const step of plan.steps) {
          if (step.kind === 'code') continue;
          assert.ok(step.promptTokens + step.inputChars / 4 <= contextTokens, `${step.id} at ${contextTokens}`);
          if (step.inputs.length > 0) assert.ok(step.inputChars / 4 >= Math.floor(contextTokens / 4) - 1);
        }
      }),
      { numRuns: 60, seed: 3 },
    );
    assert.ok(compiled > 20, `${compiled} of 60 ceilings were large enough`);
  });
});

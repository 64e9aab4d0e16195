import { isSingleSource } from '../../src/engine/evidence/checks/webSources.ts';
import { happened, type Row } from './row.ts';
import { brief, play, quoted, raise, source, wanted } from './scene.ts';

const web = { trust: 'web', url: 'https://blog.example.org/a', quote: 'It leaks.' };
const join = (ended: readonly string[]): string => ended.join(', ');

export const rowsCitations: readonly Row[] = [
  {
    section: '7a',
    check: 'location exists',
    action: ['reprompt', 'drop-to-log'],
    ended: 'out citation',
    run: async () => {
      const { asked, ended } = await play({ findings: [raise({ evidence: [{ ...quoted, path: 'src/none.ts' }] })] });
      return happened({ asked, rule: 'citation', ended: join(ended) });
    },
  },
  {
    section: '7a',
    check: 'location exists: line beyond the end',
    action: ['reprompt', 'drop-to-log'],
    ended: 'out citation',
    run: async () => {
      const { asked, ended } = await play({
        findings: [raise({ evidence: [{ ...quoted, startLine: 99, quote: 'nobody(wrote, this);' }] })],
      });
      return happened({ asked, rule: 'citation', ended: join(ended) });
    },
  },
  {
    section: '7a',
    check: 'snippet matches: elsewhere in the file',
    action: ['fix'],
    ended: 'CRIT-001 at line 2',
    run: async () => {
      const { asked, fold } = await play({ findings: [raise({ evidence: [{ ...quoted, startLine: 4 }] })] });
      const [finding] = fold.findings;
      const [citation] = finding?.citations ?? [];
      return happened({
        asked,
        rule: 'citation',
        fix: citation?.status === 'reanchored',
        ended: `${finding?.id} at line ${citation?.startLine}`,
      });
    },
  },
  {
    section: '7a',
    check: 'snippet matches: one of two is nowhere',
    action: ['reprompt', 'demote'],
    ended: 'CRIT-001 with one unverified, confidence medium',
    run: async () => {
      const { asked, fold } = await play({
        findings: [raise({ evidence: [quoted, { ...quoted, quote: 'return eval(userId);' }] })],
      });
      const [finding] = fold.findings;
      const bad = finding?.citations.filter((citation) => citation.status === 'unverified').length;
      return happened({
        asked,
        rule: 'citation',
        demote: finding?.confidence !== 'high',
        ended: `${finding?.id} with ${bad === 1 ? 'one' : bad} unverified, confidence ${finding?.confidence}`,
      });
    },
  },
  {
    section: '7a',
    check: 'snippet mandatory: no quote',
    action: ['reprompt', 'drop-to-log'],
    ended: 'out citation',
    run: async () => {
      const { asked, ended } = await play({
        findings: [raise({ evidence: [{ trust: 'codebase', path: 'src/a.ts', startLine: 2 }] })],
      });
      return happened({ asked, rule: 'missing-quote', ended: join(ended) });
    },
  },
  ...[
    'structural-analyst',
    'behavioral-analyst',
    'concurrency-analyst',
    'evidence-based-investigator',
    'data-engineer',
    'devops-engineer',
    'on-call-engineer',
    'adversarial-security-analyst',
  ].map((persona): Row => ({
    section: '7a',
    check: `snippet mandatory: ${persona} without code`,
    action: ['reprompt', 'demote'],
    ended: 'E-001, confidence medium',
    run: async () => {
      const evidence = [{ trust: 'provided', quote: 'Rows of other users show up in the list.' }];
      const { asked, fold } = await play({ persona, plan: { rules: 'investigate' }, findings: [raise({ evidence })] });
      const [finding] = fold.findings;
      const demote = /No code is quoted/.test(finding?.notes.join(' ') ?? '');
      return happened({
        asked,
        rule: 'code-quote',
        demote,
        ended: `${finding?.id}, confidence ${finding?.confidence}`,
      });
    },
  })),
  {
    section: '7a',
    check: 'trust class',
    action: ['reprompt'],
    ended: 'CRIT-001',
    run: async () => {
      const { asked, ended } = await play({ findings: [raise({ evidence: [{ ...quoted, trust: 'certain' }] })] });
      return happened({ asked, rule: 'trust', ended: join(ended) });
    },
  },
  {
    section: '7a',
    check: 'web item: no address',
    action: ['reprompt', 'drop-to-log'],
    ended: 'out citation',
    run: async () => {
      const { asked, ended } = await play({
        persona: 'junior-developer',
        findings: [raise({ evidence: [{ trust: 'web', quote: 'It leaks.' }] })],
      });
      return happened({ asked, rule: 'citation', ended: join(ended) });
    },
  },
  {
    section: '7a',
    check: 'web item: no day of retrieval, one source',
    action: ['fix'],
    ended: 'CRIT-001 [single-source], undated, confidence low',
    run: async () => {
      const { fold } = await play({ persona: 'junior-developer', findings: [raise({ evidence: [web] })] });
      const [finding] = fold.findings;
      const notes = finding?.notes.join(' ') ?? '';
      const marks = `${/\[single-source\]/.test(notes) ? '[single-source]' : 'unmarked'}, ${/no retrieval date/.test(notes) ? 'undated' : 'dated'}`;
      return happened({ fix: notes !== '', ended: `${finding?.id} ${marks}, confidence ${finding?.confidence}` });
    },
  },
  {
    section: '7a',
    check: 'web item: dated, two owners',
    action: [],
    ended: 'unmarked, dated',
    run: async () => {
      const evidence = [web, { trust: 'web', url: 'https://docs.example.com/b', quote: 'It leaks.' }];
      const { extra } = await play({
        persona: 'junior-developer',
        findings: [raise({ evidence, retrieved: '2025-03-01' })],
      });
      const notes = extra.findingNotes.flatMap((entry) => entry.notes).join(' ');
      return happened({
        ended: `${/single-source/.test(notes) ? 'marked' : 'unmarked'}, ${/no retrieval/.test(notes) ? 'undated' : 'dated'}`,
      });
    },
  },
  {
    section: '7a',
    check: 'web item: each carries the day of its retrieval',
    action: [],
    ended: '2025-03-01, -; 1 web source has no retrieval date',
    run: async () => {
      const evidence = [
        { ...web, retrieved: '2025-03-01' },
        { trust: 'web', url: 'https://docs.example.com/b', quote: 'It leaks.' },
      ];
      const { judged, extra } = await play({ persona: 'junior-developer', findings: [raise({ evidence })] });
      const days = judged.findings.flatMap((found) => found.citations.map((citation) => citation.retrieved ?? '-'));
      const note = extra.findingNotes.flatMap((entry) => entry.notes).find((text) => /retrieval/.test(text));
      return happened({ ended: `${join(days)}; ${note?.split('.')[0] ?? 'no note'}` });
    },
  },
  {
    section: '7a',
    check: 'sole basis: pages of one owner are one source',
    action: ['fix'],
    ended: 'single source',
    run: () => {
      const page = (url: string) => ({ trust: 'web', url, quote: 'x', status: 'unchecked' }) as const;
      const single = isSingleSource([page('https://a.example.org/1'), page('https://b.example.org/2')]);
      return happened({ fix: single, ended: single ? 'single source' : 'corroborated' });
    },
  },
  {
    section: '7a',
    check: 'provided quote: not in the brief',
    action: ['reprompt', 'drop-to-log'],
    ended: 'out citation',
    run: async () => {
      const { asked, ended } = await play({
        persona: 'junior-developer',
        findings: [raise({ evidence: [{ trust: 'provided', quote: 'Rows of deleted users show up' }] })],
      });
      return happened({ asked, rule: 'citation', ended: join(ended) });
    },
  },
  {
    section: '7a',
    check: 'provided quote: the only evidence in a triage',
    action: ['drop-to-log'],
    ended: 'out text-only, E-001',
    run: async () => {
      const evidence = [{ trust: 'provided', quote: brief.slice(0, 40) }];
      const { ended } = await play({
        persona: 'junior-developer',
        plan: { textOnly: true, rules: 'investigate' },
        findings: [raise(), raise({ title: 'The list shows rows of others', evidence })],
      });
      return happened({ ended: join(ended) });
    },
  },
  {
    section: '7a',
    check: 'id resolvability: a root cause that leans on an unknown id',
    action: ['reprompt'],
    ended: 'asked',
    run: async () => {
      const rootCause = { summary: 'The id is not bound.', chain: [{ text: 'It is pasted.', evidence: ['E-099'] }] };
      const { asked } = await play({
        step: { output: 'root-cause', role: 'synthesizer' },
        findings: [],
        answer: { rootCause, fixes: [] },
        targets: ['E-001'],
      });
      return happened({ asked, rule: 'unknown-id', ended: 'asked' });
    },
  },
  {
    section: '7a',
    check: 'both sides of a gap',
    action: ['reprompt', 'drop-to-log'],
    ended: 'G-001, out both-sides, out both-sides',
    run: async () => {
      const { asked, ended } = await play({
        persona: 'gap-analyzer',
        plan: { rules: 'gaps', subject: ['docs/wanted.md'] },
        findings: [
          raise({ category: 'missing', evidence: [wanted, quoted] }),
          raise({
            title: 'Lists have no bound',
            category: 'missing',
            evidence: [{ ...quoted, startLine: 5, quote: 'export const limit = 20;' }],
          }),
          raise({ title: 'Owners are unknown', category: 'missing', evidence: [wanted] }),
        ],
      });
      return happened({ asked, rule: 'both-sides', ended: join(ended) });
    },
  },
  {
    section: '7a',
    check: 'isolation: a path of the workspace',
    action: ['drop-to-log'],
    ended: 'out isolation, out isolation, E-001',
    run: async () => {
      const evidence = [{ trust: 'provided', quote: brief.slice(0, 40) }];
      const { ended } = await play({
        persona: 'research-analyst',
        step: { isolated: true },
        plan: { rules: 'investigate' },
        findings: [
          raise(),
          raise({ title: 'Named', claim: 'apps/shop/main.ts starts it.', evidence }),
          raise({ title: 'Honest', claim: 'Such lists need an owner.', evidence }),
        ],
      });
      return happened({ ended: join(ended) });
    },
  },
  {
    section: '7a',
    check: 'empty result without a list of what was checked',
    action: ['reprompt'],
    ended: 'nothing',
    run: async () => {
      const { asked, ended } = await play({ findings: [], answer: { checked: [] } });
      return happened({ asked, rule: 'checked', ended: join(ended) || 'nothing' });
    },
  },
  {
    section: '7a',
    check: 'self-withdrawn finding',
    action: ['drop-to-log'],
    ended: 'out self-withdrawn',
    run: async () => {
      const { ended } = await play({
        findings: [raise({ claim: `${source.slice(0, 20)} looks odd. On reflection, this is fine.` })],
      });
      return happened({ ended: join(ended) });
    },
  },
];

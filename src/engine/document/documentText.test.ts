import assert from 'node:assert/strict';
import { checked, specOf } from '../../../test/support/documentFixture.ts';
import { documentText } from './documentText.ts';

describe('documentText', () => {
  it('gives conclusion, sections and records in the order of the flow, with report ids', () => {
    const input = {
      conclusion: 'C',
      deferred: true,
      sections: [
        { heading: 'Context' },
        { heading: 'Options', from: 'records' as const, records: 'options' },
        { heading: 'Team', from: 'engine' as const, compute: 'team' as const },
        { heading: 'Decision' },
      ],
      records: [
        { name: 'risks', title: 'Risk', prefix: 'R', text: 'T' },
        {
          name: 'options',
          title: 'Option',
          prefix: 'O',
          text: 'T',
          fields: [
            { name: 'pros', text: 'P', kind: 'list' as const },
            { name: 'bestWhen', text: 'B', required: false },
            { name: 'steps', label: 'How', text: 'B', required: false },
            { name: 'risks', text: 'R', kind: 'ids' as const, of: ['risks'], required: false },
          ],
        },
      ],
    };
    const { document } = checked(
      input,
      {
        conclusion: 'Take it [x1].',
        confidence: 'high',
        records: {
          risks: [{ id: 'r', title: 'Late' }],
          options: [
            { id: 'x1', title: 'Keep', pros: ['cheap', 'known'], steps: 'one\ntwo', risks: ['r'], evidence: ['E-001'] },
          ],
        },
        deferred: [{ item: 'Cache', why: 'No load.', reopenWhen: '100 users' }],
      },
      '## Decision\nDo it.\n\n## Context\nWhy [x1].',
    );
    assert.equal(
      documentText(document, specOf(input)),
      [
        'Conclusion (id: conclusion, confidence high): Take it [O-1].',
        '## Context\n\nWhy [O-1].',
        '## Options (records: options)',
        '### O-1 Keep\n- Pros: cheap / known\n- How:\n\none\ntwo\n\n- Risks: R-1\n- Evidence: E-001',
        '## Decision\n\nDo it.',
        '## Risk (records: risks)',
        '### R-1 Late\n- Noted by the engine: Named by O-1.',
        '## Deferred\n\n- Cache: No load. Reopen when: 100 users',
      ].join('\n\n'),
    );
  });
});

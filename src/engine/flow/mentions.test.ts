import assert from 'node:assert/strict';
import { shippedLibrary } from '../../../test/golden/plans/shippedLibrary.ts';
import { cleanLine, cleanText, normaliseBrief, personaMention } from './briefText.ts';

const personas = [...shippedLibrary().personas.values()];

/** `+name` for everybody called in, `-name` for everybody called out. */
function called(brief: string): string {
  return personas
    .flatMap((persona) => {
      const mention = personaMention(brief, persona);
      return mention === null ? [] : [`${mention === 'in' ? '+' : '-'}${persona.name}`];
    })
    .sort()
    .join(' ');
}

describe('personas in a brief', () => {
  const table: readonly (readonly [brief: string, expected: string])[] = [
    ['User story: as a data engineer I want to export orders as CSV.', ''],
    ['As a project manager I want to see the totals.', ''],
    ['Let the on-call engineer mute an alert.', ''],
    [
      'Software architects and the test engineer see a new page; checkout must work without a junior developer present.',
      '',
    ],
    ['The data engineer reports that totals are too low.', ''],
    ['Error for users with the role "risk analyst".', ''],
    ['Add a test engineer role to the user table.', ''],
    ['Users with the project manager role see totals.', ''],
    ['No junior developer is on duty at night.', ''],
    ['Der Data Engineer meldet zu kleine Summen.', ''],
    ['A support agent asks the data engineer for rows.', ''],
    ['Include data engineers in the mail list.', ''],
    ['Add a data engineer dashboard.', ''],
    ['The import sends its log to the on-call engineer.', ''],
    ['Include the data engineer.', '+data-engineer'],
    ['The session module; include the system architect, it talks to two other services', '+system-architect'],
    ['Please ask the risk analyst too.', '+risk-analyst'],
    ['Plan the export with the data engineer and the test engineer.', '+data-engineer +test-engineer'],
    [
      'Include the data engineer, the test engineer and the on-call engineer.',
      '+data-engineer +on-call-engineer +test-engineer',
    ],
    ['Without the junior developer, please.', '-junior-developer'],
    ['Skip the junior developer.', '-junior-developer'],
    ["Don't skip the junior developer.", '+junior-developer'],
    ['Do not include the risk analyst.', '-risk-analyst'],
    ['Leave out the content auditor.', '-content-auditor'],
    ['Use edge-case-explorer here', '+edge-case-explorer'],
    ['Review it, no concurrency-analyst', '-concurrency-analyst'],
    ['Bitte mit dem Data Engineer.', '+data-engineer'],
    ['Ohne den Junior Developer.', '-junior-developer'],
    ['Frag auch den Risk Analyst. Nein: ohne den Risk Analyst.', '-risk-analyst'],
    ['Skip the risk analyst. On second thought, include the risk analyst.', '+risk-analyst'],
    ['Add the user experience designer persona.', '+user-experience-designer'],
    ['Look at races. Bring in the concurrency analyst.', '+concurrency-analyst'],
  ];
  for (const [brief, expected] of table)
    it(`${expected || 'nobody'}: ${brief}`, () => assert.equal(called(brief), expected));

  it('a brief as long as allowed is read in time', () => {
    const long = 'include the data engineer, the test '.repeat(560);
    assert.equal(called(`${long}.`).includes('+data-engineer'), true);
  });
});

describe('hidden characters', () => {
  const hidden = [
    '\u{e0041}',
    '\u{e0020}',
    '\u{e007f}',
    '\u00ad',
    '\u3164',
    '\u180e',
    '\u2028',
    '\u2029',
    '\u200b',
    '\u202e',
    '\u0007',
  ];
  for (const char of hidden) {
    it(`U+${char.codePointAt(0)?.toString(16)} does not pass`, () => {
      assert.equal(cleanText(`a${char}b`), 'a\uFFFDb');
      assert.equal(cleanLine(`a${char}b`), 'a\uFFFDb');
    });
  }
  it('what people write stays', () => {
    const text = 'Größe, naïve, 注文, 👍🏽, a\tb\nc';
    assert.equal(cleanText(text), text);
    assert.equal(normaliseBrief(' Daten\u00adbank\u2028zwei\r\ndrei '), 'Datenbank\nzwei\ndrei');
  });
});

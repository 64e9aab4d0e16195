import assert from 'node:assert/strict';
import { checked, codeQuote, contextOf, finding, sectionOf, specOf } from '../../../../test/support/documentFixture.ts';
import { leaksIn, plainWords } from '../leaks.ts';
import { isTrigger } from './deferredItems.ts';
import { placeholdersIn } from './placeholders.ts';

/** Each table holds honest texts, which nobody is asked about, and real slips, which are still seen. */
describe('checks on honest prose', () => {
  describe('plain language', () => {
    const frameworks = ['express', 'react', 'redis', 'stripe', 'sentry', 'passport', 'flux', 'lodash', 'zod'].map(
      (name) => ({ name, path: 'package.json', line: 1 }),
    );
    const base = contextOf(specOf(), {
      paths: new Set(['src/billing/PriceTable.ts', 'src/a.ts']),
      findings: [finding('E-001', { citations: [codeQuote('const ledger = new LedgerBook("HubSpot");')] })],
    });
    const words = plainWords({ ...base, scope: { ...base.scope, profile: { ...base.scope.profile, frameworks } } });

    for (const text of [
      'Customers order until 5 p.m. and cancel before 9 a.m. the next day.',
      'Die Kundinnen sehen sofort, d.h. ohne neu zu laden, den neuen Preis.',
      'It saves 10 min. per case and 2 h. per week.',
      'People on a slow WiFi connection pay with MasterCard; FedEx and DeLuca deliver.',
      'The team uses HubSpot and QuickBooks for invoices.',
      'Alle MitarbeiterInnen können ihre Adresse ändern.',
      'On line 2 of the form the customer enters the company, on lines 3-5 of it the address.',
      'Each shop has its own stripe of colour, and orders pass through the flux of the warehouse.',
      'A passport is checked by the sentry.',
      'Shoppers press `Add to cart` and see `Total`.',
    ])
      it(`lets pass: ${text.slice(0, 50)}`, () => assert.deepEqual(leaksIn(text, words), []));

    for (const [text, leak] of [
      ['The rule stands in main.c now.', 'main.c'],
      ['The rule stands in lib/p.m now.', 'lib/p.m'],
      ['The PriceTable is wrong.', 'PriceTable'],
      ['The LedgerBook is wrong.', 'LedgerBook'],
      ['The OrderService is wrong.', 'OrderService'],
      ['The PaymentGate() is wrong.', 'PaymentGate()'],
      ['See price.ts, line 12.', 'line 12'],
      ['See the code on line 12.', 'line 12'],
      ['See lines 3-9.', 'lines 3-9'],
      ['Money goes through Stripe.', 'Stripe'],
      ['Totals are kept in redis.', 'redis'],
      ['Run `npm run lint` first.', 'npm run lint'],
      ['The field `orderTotal` is wrong.', 'orderTotal'],
      ['The field `null` is wrong.', 'null'],
    ] as const)
      it(`notices ${leak} in: ${text}`, () => assert.ok(leaksIn(text, words).includes(leak)));
  });

  describe('placeholders', () => {
    for (const text of [
      'GET /users/{id}/orders?page={page} returns the page.',
      'The component takes {user, role} as props.',
      'Import { Router } from the package.',
      'LaTeX \\frac{a}{b} is not used.',
      'Use a <button> in the form; the <head> of the page links one sheet.',
      '<T> stands for the type; template <typename T> void f();',
      'The route stays as agreed with the customer.',
      'As discussed in the ticket, nothing changes.',
      'Card numbers are shown as **** **** XXXX 1234.',
      'The log shows xxx for hidden digits.',
      'Fix the remaining TODO in the parser.',
      'Three files carry a TODO marker, one a FIXME that nobody owns.',
      'The set {red, green, blue} is fixed.',
      'The file ends with <EOF>.',
    ])
      it(`lets pass: ${text.slice(0, 50)}`, () => assert.deepEqual(placeholdersIn(text), []));

    for (const [text, hit] of [
      ['Ask {your team} first.', '{your team}'],
      ['Ask {{ somebody }} first.', '{{ somebody }}'],
      ['Ask <insert person> first.', '<insert person>'],
      ['Ask <OWNER> first.', '<OWNER>'],
      ['The size is {SIZE LIMIT}.', '{SIZE LIMIT}'],
      ['{somebody}', '{somebody}'],
      ['- Who decides: <a manager>', '<a manager>'],
      ['The reason is <...>.', '<...>'],
      ['TODO: ask the customer.', 'TODO'],
      ['Owner: TBD', 'TBD'],
      ['The date is TBD after the audit.', 'TBD'],
      ['| Owner | TBD |', 'TBD'],
      ['Nothing changes. TODO.', 'TODO'],
      ['Ask xxx for the key.', 'xxx'],
      ['See [insert link].', '[insert link]'],
    ] as const)
      it(`notices ${hit} in: ${text}`, () => assert.deepEqual(placeholdersIn(text), [hit]));
  });

  describe('triggers', () => {
    for (const [text, expected] of [
      ['When customers complain that exports arrive later than a day', true],
      ['Two incidents where a retry was needed as it is necessary', true],
      ['When audits ask for it in the future', true],
      ['When the eventually consistent read confuses two customers', true],
      ['When alerts show that p95 exceeds the budget at some point', true],
      ['As soon as users report duplicates later in the flow', true],
      ['When we have time, at the latest when p95 is above 500 ms', true],
      ['The queue reaches its capacity', true],
      ['The pod runs out of resources', true],
      ['Later, when more than 50 tenants share one database', true],
      ['The response time is noticed by a second team', true],
      ['Wenn Exporte später als einen Tag ankommen', true],
      ['Später, wenn mehr als 100 Bestellungen pro Tag eingehen', true],
      ['When we have time in sprint 12', false],
      ['later, in version 2', false],
      ['If time allows before the release', false],
      ['When the team has capacity', false],
      ['when resources allow', false],
      ['When there is demand', false],
      ['When priorities change', false],
      ['When it makes sense', false],
      ['When it becomes a problem', false],
      ['If someone wants it', false],
      ['Once we get around to it', false],
      ['Revisit periodically', false],
      ['Wenn wir Zeit haben', false],
      ['Bei Bedarf', false],
      ['Falls nötig, später', false],
      ['Irgendwann', false],
    ] as const)
      it(`${expected ? 'is one' : 'is none'}: ${text}`, () => assert.equal(isTrigger(text), expected));
  });

  describe('speculation', () => {
    for (const [title, expected] of [
      ['Retry in case an error occurs', false],
      ['Compare in case-sensitive order', false],
      ['Warn in case of an outage', false],
      ['Keep the second index, just in case', true],
      ['Keep the old column in case.', true],
      ['Queue, in case it grows', true],
      ['Cache for future flexibility', true],
    ] as const)
      it(`${expected ? 'is' : 'is not'} in: ${title}`, () => {
        const { records } = checked(
          { records: [{ name: 'items', title: 'Item', prefix: 'D', text: 'T', need: true }] },
          { records: { items: [{ title, need: { kind: 'dependency', ref: 'the login page of the shop' } }] } },
        );
        assert.equal(/YAGNI candidate/.test(records[0]?.notes.join() ?? ''), expected);
      });
  });

  describe('ids', () => {
    const run = (prose: string): string | undefined => {
      const { document } = checked(
        { sections: [{ heading: 'A' }], records: [{ name: 'items', title: 'Item', prefix: 'W', text: 'T' }] },
        {
          records: {
            items: [
              { id: 'W-2', title: 'First one' },
              { id: 'W-1', title: 'Second one' },
              { id: 'S3', title: 'Purge the queue' },
              { id: '1', title: 'Fourth one' },
            ],
          },
        },
        `## A\n${prose}`,
      );
      return sectionOf(document, 'A');
    };
    for (const text of [
      'https://x.example/browse?issue=W-1&b=W-2 and <https://x.example/?q=W-1>.',
      '(https://x.example/e?key=W-1) and www.example.org/?W-1',
      'See [the ticket](browse?id=W-1).',
      'Write to W-1@example.org or mailto:W-1@example.org.',
      'The value items[1] and rows[S3].',
      'The dump goes to S3 (bucket "backup").',
    ])
      it(`stay in: ${text}`, () => assert.equal(run(text), text));
    for (const [given, expected] of [
      ['W-1 before W-2, [W-1] and [S3].', 'W-2 before W-1, [W-2] and [W-3].'],
      ['Two ids [1] [W-1], glued[W-1].', 'Two ids [W-4] [W-2], glued[W-2].'],
      ['[W-1](https://x.example/W-1)', '[W-2](https://x.example/W-1)'],
      ['[E-001][W-1]', '[E-001][W-2]'],
    ] as const)
      it(`are settled in: ${given}`, () => assert.equal(run(given), expected));
  });

  describe('references to elsewhere', () => {
    for (const [given, expected] of [
      ['Call `fetch("https://api.example.org")` once.', 'Call `fetch("https://api.example.org")` once.'],
      ['Say `[a](https://x.example)`.', 'Say `[a](https://x.example)`.'],
      ['```\nhttps://x.example\n```', '```\nhttps://x.example\n```'],
      ['See [the page](https://x.example/a).', 'See the page.'],
      ['See [`run`](https://x.example/a).', 'See `run`.'],
      ['See https://x.example/a now.', 'See  now.'],
      ['A <script src="//x.example/a.js"> here.', 'A  here.'],
    ] as const)
      it(given.replaceAll('\n', ' '), () => {
        const { document } = checked(
          { sections: [{ heading: 'A' }], checks: ['no-external-references'] },
          {},
          `## A\n${given}`,
        );
        assert.equal(sectionOf(document, 'A'), expected);
      });
  });

  describe('ticked boxes', () => {
    for (const [given, expected] of [
      ['- [x] Totals are rounded\n  as the test shows [E-001].', true],
      ['- [x] Totals are rounded\nas the test shows [E-001].', true],
      ['- [x] Totals are rounded [E-001].', true],
      ['- [x] Totals are rounded.\n- [ ] Another one [E-001].', false],
      ['- [x] Totals are rounded.\n\nAn own paragraph [E-001].', false],
    ] as const)
      it(`${expected ? 'stay' : 'are cleared'}: ${given.replaceAll('\n', ' / ')}`, () => {
        const { document } = checked(
          { sections: [{ heading: 'A' }], checks: ['checkboxes-proven'] },
          {},
          `## A\n${given}`,
        );
        assert.equal(sectionOf(document, 'A')?.includes('[x]'), expected);
      });
  });
});

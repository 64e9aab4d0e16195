import assert from 'node:assert/strict';
import { workspaceFixture } from '../../../test/golden/plans/scopeFixture.ts';
import { compileShipped, shippedLibrary } from '../../../test/golden/plans/shippedLibrary.ts';
import { BooError } from '../../protocol/errors.ts';
import type { Plan, ScopeFacts } from '../../protocol/plan.ts';
import { checkInput } from './preflight.ts';
import { findSubject } from './subject.ts';

const scope = workspaceFixture('large');
const library = shippedLibrary();

/** `runs`, `defers` (with the flow that fits better), or the code of the error. */
function outcome(flow: string, brief: string, facts: ScopeFacts = scope): string {
  let deferral: Plan['deferral'];
  try {
    deferral = checkInput(library.flow(flow).definition, facts, brief, findSubject(facts, brief)).deferral;
  } catch (error) {
    if (error instanceof BooError) return error.code;
    throw error;
  }
  if (deferral === null) return 'runs';
  return deferral.instead === null ? 'defers' : `to ${deferral.instead}`;
}

function table(flow: string, expected: string, briefs: readonly string[]): void {
  for (const brief of briefs) it(`${flow} ${expected}: ${brief}`, () => assert.equal(outcome(flow, brief), expected));
}

describe('briefs: need', () => {
  table('architectural-decision-record', 'runs', [
    'PostgreSQL or MongoDB for order storage? Work on the storage layer starts Monday.',
    'Record the decision to use Kafka for order events.',
    'ADR: adopt pnpm workspaces instead of yarn.',
    'We picked tRPC over REST for the internal API; write the record.',
    'Document that we use server-side rendering for the shop, with the alternatives we rejected.',
    'We are going with Redis streams rather than RabbitMQ. Alternatives: RabbitMQ, SQS.',
    'We need to pick a queue: SQS, RabbitMQ or Redis streams.',
    'Decide between monorepo and polyrepo.',
    'Should the basket live in the session or in the database?',
    'Our session store is full twice a week; which store do we move to?',
    'We want to move from moment to date-fns.',
    'Moving authentication to Keycloak: record why.',
    'Update ADR 0007: we now sign tokens with ES256.',
    'Wir müssen bis Freitag entscheiden, ob wir Redis oder Memcached nehmen.',
    'Entscheidung: Wechsel von Jenkins zu GitHub Actions, weil Jenkins abgeschaltet wird.',
    'Nous devons choisir entre Kafka et RabbitMQ avant la fin du mois.',
    'Adopt OpenTelemetry for tracing. Options: OpenTelemetry, Datadog agent, nothing.',
    'The database vendor ends support for version 11 in November; where do we go?',
    'Reads are eventually consistent today; do we keep that?',
    'The queue might lose orders when it restarts: Redis streams or RabbitMQ?',
    'Retention of one day or of one week for the event log.',
    'We keep the record for future readers: tokens are signed with ES256 from now on.',
    'Perhaps we take Kafka, perhaps Redis, but a choice is due because the contract ends in May.',
    'Vielleicht Kafka, vielleicht Redis; bis Freitag müssen wir uns festlegen.',
  ]);
  table('architectural-decision-record', 'defers', [
    'We might need a second region some day.',
    'Some day somebody could want GraphQL.',
    'Add a plugin system just in case.',
    'Maybe we should use Kafka.',
    'Abstract the database for the future.',
    'Make the storage future-proof with an adapter layer.',
    'Eventually the monolith should be split.',
    'If we ever leave AWS, what do we use?',
    'One day we could use a service mesh; write it down.',
    'It would be nice to have event sourcing.',
    'We may become multi-tenant at some point.',
    'We might switch the framework.',
    'Irgendwann brauchen wir vielleicht Kubernetes.',
    'Falls wir mal nach Asien gehen, nehmen wir CockroachDB.',
    'Eventuell GraphQL statt REST.',
    'Eine Abstraktion über die Datenbank, für die Zukunft.',
    'Vielleicht später eine zweite Datenbank.',
    'Eines Tages wollen wir Microservices.',
    'Wir könnten irgendwann auf Rust umsteigen.',
    'Ein Plugin-System auf Vorrat.',
  ]);
  table('coding-standard', 'runs', [
    'Errors: always throw typed errors, never strings.',
    'Naming of event handlers: some are onX, some handleX.',
    'Standard for repository classes: half return null, half throw.',
    'Wie wir Fehler melden: drei Module machen es verschieden.',
    'All our handlers should validate input with zod.',
    'Convention for logging: no personal data in logs (we had a leak).',
    'How to write database migrations here.',
    'In the future all handlers return problem details.',
  ]);
  table('coding-standard', 'defers', [
    'A standard for microservices in case we ever have some.',
    'Some day we might use Rust; write conventions for it.',
    'Vielleicht brauchen wir irgendwann Regeln für GraphQL.',
  ]);
  table('runbook', 'runs', [
    'Restart the payment worker when its queue is stuck; it got stuck three times since May.',
    'Restore the database from backup, we do this drill each quarter.',
    'Rotate the signing key (due in March, done once a year).',
    'What to do when the disk of the build server is full. It ran full on Tuesday.',
    'Failover to the second region: the provider had a power cut in June.',
    'Deploy a hotfix to production.',
    'Renew the TLS certificate.',
    'Der Importjob bleibt jede Nacht stehen; Anleitung zum Neustart.',
    'The nightly import hangs and someone has to restart it by hand.',
    'Customers could not check out for two hours on Friday because Redis was full; how to free it.',
    'Alert QueueDepthHigh goes off about once a fortnight.',
    'On-call gets a PagerDuty page when p99 latency exceeds 2 s.',
    'Irgendwann im Mai stand die Queue; seitdem jede Woche. Anleitung bitte.',
  ]);
  table('runbook', 'defers', [
    'What to do if the region ever goes down. It has never happened.',
    'A procedure just in case Redis fills up.',
    'The cache might become inconsistent some day.',
    'Falls die Datenbank mal kaputt geht.',
    'Ein Ausfallplan; es ist noch nie passiert.',
    'Sicherheitshalber eine Anleitung für den Fall der Fälle.',
  ]);

  it('notes what was not recognised instead of deferring', () => {
    const notes = (brief: string): string => compileShipped('runbook', { scope, brief }).scope.assumptions.join('\n');
    assert.match(
      notes('Renew the TLS certificate.'),
      /needed now was not recognised in the brief; it is worth doing when/,
    );
    assert.doesNotMatch(notes('The alert fires weekly.'), /not recognised/);
  });
});

describe('briefs: questions', () => {
  table('research', 'runs', [
    'Welche Datenbank eignet sich für Zeitreihen mit 10 Mio. Punkten pro Tag?',
    'Quelle base de données pour des séries temporelles ?',
    'リアルタイム通知には WebSocket と SSE のどちらが適していますか？',
    'リアルタイム通知に適した方式を比較してください',
    'State of the art in CRDT text editing',
    'Message queues for a small team on one server: Redis streams, NATS, RabbitMQ',
    'Pros and cons of monorepos',
    'Has anyone measured the overhead of OpenTelemetry in Node?',
    'Did Postgres 17 improve vacuum?',
    'Prior art for offline-first sync',
    'Wie testen andere Teams ihre Migrationen?',
    'Lohnt sich Bun?',
    'Kafka oder NATS für zwei Dienste auf einem kleinen Server',
    'How effective is code review at finding faults?',
    'Code review tools for monorepos: what do teams use?',
    'Compare ways to fix the bug class of stale caches',
    'What do teams write in a root cause of this kind of outage?',
    'Tradeoffs of event sourcing',
    'Was kostet eine Million Nachrichten bei SQS?',
    '¿Qué base de datos conviene?',
  ]);
  table('research', 'brief_missing', [
    'Kafka',
    'Vector databases',
    'CRDT',
    'Vektordatenbanken für Zeitreihen',
    'Event sourcing in practice',
    'データベース',
  ]);
  table('research', 'to code-review', [
    'Review my changes before I push them.',
    'Please review this branch, which has three commits',
    'Can you do a code review of the last commit?',
    'Bitte prüfe meine Änderungen auf dem Branch.',
  ]);
  table('research', 'to investigate', [
    'Find the bug in the retry helper.',
    'Why does it crash on start?',
    'Please fix the bug in the order lookup',
    'Bitte finde den Fehler in der Bestellung.',
  ]);
});

describe('briefs: routes', () => {
  table('project-documentation', 'runs', [
    'Document the decision engine in src/basket.',
    'Document the decision table of the pricing module.',
    'Document how the naming convention checker works.',
    'Document the style guide generator for users.',
    'Document the orders module and why we decided to retry three times.',
    'Guideline for operators: how the import works.',
    'Describe the coding standard check in CI for newcomers.',
    'How placing an order works, from the request to the confirmation mail.',
    'The retry helper - when it retries, how long it waits',
    'Update docs/orders.md; it names a decision record that moved.',
    'Dokumentiere die Entscheidungstabelle der Preise.',
    'Wie der Prüfer für Namenskonventionen arbeitet.',
    'Explain our ADR tooling to new developers.',
    'The ADR browser: how it finds records',
    'Naming convention checker: usage and limits',
    'Document the coding standards page of the portal.',
    'Describe how rules for writing exports are loaded.',
    'Beschreibe, wie Richtlinien geladen werden.',
    'The decision service, for support.',
    'Document the rule engine: set a rule, test a rule.',
  ]);
  table('project-documentation', 'to architectural-decision-record', [
    'Write an ADR on the retry helper.',
    'Please write an ADR for Kafka.',
    'We want to record the decision to use Kafka.',
    'Record our decision for Postgres.',
    'Document why we decided to retry three times.',
    'Can you draft a decision record about queues?',
    'Decide whether refunds wait for the provider.',
    'Dokumentiere unsere Entscheidung für Postgres.',
    'Bitte halte die Entscheidung für Redis fest.',
  ]);
  table('project-documentation', 'to coding-standard', [
    'Make it a rule that handlers validate input.',
    'Write a coding standard for handlers.',
    'Please define a naming convention for events.',
    'We need a style guide for our code.',
    'A guideline for developers on logging.',
    'Bitte schreibe eine Namenskonvention für Ereignisse.',
  ]);
  table('coding-standard', 'runs', [
    'CSV exports must use semicolon as separator: three modules differ and a customer complained.',
    'String comparison in tests must be whitespace-insensitive, reviewers keep asking.',
    'Every YAML writer has its own indentation logic, three of them differ; agree on one helper.',
    'Semicolons in CSV exports: three modules differ.',
    'Use semicolons as separator in exports, the customer agreed.',
    'Line length of addresses in letters: several modules cut differently.',
    'Single quotes in SQL must be escaped by the helper, after the incident.',
    'Unused variables in templates of mails confuse customers; agree on a check.',
    'Whitespace in names of customers: trim at the border, three bugs.',
    'Import order of CSV files matters; we had an incident with prices before products.',
    'Zeilenumbrüche in Exporten: drei Module machen es verschieden.',
  ]);
  table('coding-standard', 'to project-discovery', [
    'Tabs or spaces?',
    'Please use tabs.',
    'Indent with two spaces, reviewers argue about it.',
    'All code must be indented with tabs.',
    'Always use semicolons at the end of statements.',
    'Max line length 100.',
    'Limit lines to 100 characters because three of us differ.',
    'Sort imports.',
    'All imports must be sorted.',
    'We want trailing commas everywhere.',
    'Make it a rule that we use single quotes.',
    'Rule: no unused imports.',
    'Bitte die maximale Zeilenlänge festlegen.',
  ]);
  it('a better flow is noted wherever the brief says so', () =>
    assert.match(
      compileShipped('research', {
        scope,
        brief: 'Which queue fits? Then record the decision.',
      }).scope.assumptions.join(),
      /architectural-decision-record/,
    ));
});

describe('briefs: focus', () => {
  const more = [
    'packages/billing-core/PaymentService.ts',
    'src/authentication/login.ts',
    'src/order.ts',
    'src/checkout/a.ts',
  ];
  const [file] = scope.files;
  assert.ok(file);
  const facts = { ...scope, files: [...scope.files, ...more.map((path) => ({ ...file, path }))] };
  const check = (expected: string, briefs: readonly string[]): void => {
    for (const brief of briefs)
      it(`${expected}: ${brief}`, () => assert.equal(outcome('architectural-analysis', brief, facts), expected));
  };
  check('runs', [
    'Analyse the billing area.',
    'How well is the payment service structured?',
    'Judge the auth code.',
    'Look at the reporting code.',
    'Analyse the retry logic.',
    'Check src\\orders for coupling.',
    'Analyse packages\\billing-core',
    'Judge the orders module.',
    'Is src/order.ts in good shape?',
    'Everything around authentication',
    'Payments: every change there breaks something',
    'PaymentService does too much',
    'Beurteile das Modul orders.',
    'Der Bereich Billing ist schwer zu ändern.',
    'Wie gut ist die Authentifizierung in authentication gebaut?',
    'The basket, before we add coupons',
    'Reports are slow to change',
    'Structure of src/reports/alpha.ts',
    'billing-core and its callers',
    'login is hard to test',
    'Schau dir checkout an.',
  ]);
  check('defers', [
    'In order to scale, judge everything we have.',
    'Tell me about the architecture as a whole.',
    'Check the whole code base.',
    'Is our code in good shape over time?',
    'Assess src/',
    'Test everything.',
    'For our users, judge all of it.',
    'How important is the structure?',
    'Judge data flow and types in general.',
    'List the biggest problems.',
    'See https://example.org/src/orders/client.ts and judge ours.',
    'Beurteile alles.',
    'Wie gut ist die Architektur?',
    'Bitte prüfe das ganze System.',
    'Is the main design sound?',
    'What would you change first?',
    'Rate every module.',
    'Ist unser Code gut?',
    'Where are items of concern?',
    'Pages load slowly; judge the system.',
  ]);
  it('narrows to what is meant, not to whatever shares a word', () => {
    const paths = compileShipped('architectural-analysis', { scope: facts, brief: 'Judge the auth code.' }).scope.files;
    assert.deepEqual(
      paths.map(({ path }) => path),
      ['src/authentication/login.ts'],
    );
  });
});

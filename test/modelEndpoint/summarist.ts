/**
 * A scripted model for the stakeholder summary of the sample's refund specification: its writer answers with a document as a good
 * model would write it, with one slip that the checks must catch (an identifier in a plain section, gone when challenged).
 * All other steps follow their prompts.
 */
import { follower } from './follower.ts';
import { lastUserText, stepOf } from './replies.ts';
import type { Script } from './types.ts';

export function summarist(workspace: string): Script {
  const others = follower(workspace);
  return (request) => {
    if (stepOf(request) !== 'summary') return others(request);
    const challenged = lastUserText(request).includes('A program checked your answer');
    return { kind: 'answer', text: document(challenged ? 'the page of the order' : 'orderService'), chunkSize: 200 };
  };
}

const records = {
  asks: [
    ask('Who may pay back more than 500?', 'Larger amounts then wait for a second person.', [
      'Team leads only: a list of names is needed.',
      'Every agent: nothing is built.',
    ]),
    ask('How long after the order may money go back?', 'Older orders show no button.', [
      '30 days, as written.',
      '90 days, which the provider allows as well.',
    ]),
    ask('Does finance need the sums by country?', 'The monthly report gets a column.', [
      'No: one sum per month.',
      'Yes: the country of the order is kept with the refund.',
    ]),
  ],
  paths: [
    path(
      'Refund confirmed',
      'Support agent',
      'The agent enters an amount and a reason.',
      'The customer gets a mail and the money.',
    ),
    path('Refund failed', 'Support agent', 'The provider reports a failure.', 'The agent sees why and may ask again.'),
  ],
};

function ask(title: string, why: string, alternatives: readonly string[]): Record<string, unknown> {
  return { id: title, title, evidence: ['E-001'], why, alternatives, kind: 'open' };
}

function path(title: string, actor: string, trigger: string, outcome: string): Record<string, unknown> {
  return { id: title, title, evidence: ['E-001'], actor, trigger, outcome };
}

function document(place: string): string {
  const body = {
    findings: [],
    checked: ['docs/specs/refunds/feature-specification.md'],
    openQuestions: [],
    conclusion: 'Support pays money back without leaving our own tool, and everybody can see it.',
    confidence: 'medium',
    records,
  };
  return `## The problem and what becomes possible

Support pays money back in the console of the payment provider, about forty times a day, and ${place} does not show it. Customers call to ask where their money is [E-001].

Afterwards a support agent asks for a refund where the order is, sees whether it went through, and the customer hears about it without calling [E-001].

## What it opens up

- Support can refund an order in under a minute, so that calls get shorter.
- Everybody who sees the order can see its refunds, so that nobody asks twice.
- Customers can wait for a mail, so that they stop calling.
- Finance can read the sum of a month, so that nobody counts by hand.

## User experience

Two ways begin with the same request and end differently: the provider confirms, or it reports a failure.

\`\`\`mermaid
flowchart TD
  A["Agent opens the order"] --> B["Agent enters amount and reason"]
  B --> C{"Is that much left?"}
  C -->|no| D["Refused, the rest is named"]
  C -->|yes| E["Refund is pending"]
  E --> F{"What does the provider say?"}
  F -->|paid| G["Refund is paid, customer gets a mail"]
  F -->|failed| H["Refund failed, agent sees why"]
  H --> B
\`\`\`

The agent opens the order and enters amount and reason. If more is asked than is left, the request is refused and the rest is named. Otherwise the refund is pending until the provider answers. Paid means
a mail to the customer. Failed means that the agent sees why and may ask again [E-001].

## Data flow today and after

### Today

\`\`\`mermaid
flowchart LR
  S(["Support"]) --> P[("Payment provider")]
  P --> C(["Customer"])
\`\`\`

### After

\`\`\`mermaid
flowchart LR
  S(["Support"]) --> O["Order page"]
  O --> P[("Payment provider")]
  P -->|result| O
  O --> M["Mail to the customer"]
  O --> F["Monthly sum for finance"]
\`\`\`

The request goes from support through the order page to the provider. The provider reports the result back. The order page keeps it, tells the customer and adds it to the sum of the month [E-001].

## Not in this slice

- Refunds to another card.
- Refunds that customers start themselves.
- Anything not named above is not part of it.

\`\`\`json
${JSON.stringify(body, null, 1)}
\`\`\`
`;
}

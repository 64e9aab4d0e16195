/**
 * A scripted model that reviews the sample repository the way a small local model would: it thinks, opens files, writes,
 * and makes mistakes of three kinds that the engine must handle. Wrong lines (re-anchored), a quote that is not
 * verbatim (repaired when challenged), and an invented quote (ends in the appendix). `BOO_MODEL_PACE` sets the ms
 * between two chunks, so that a person can watch.
 */
import { lastUserText, stepOf, toolResults } from './replies.ts';
import type { ModelRequest, Reply, Script } from './types.ts';

type Slip = 'none' | 'wrong-line' | 'sloppy-quote' | 'invented';

interface Claim {
  readonly file: string;
  readonly quote: string;
  readonly title: string;
  readonly severity: 'critical' | 'warning' | 'suggestion';
  readonly category: string;
  readonly claim: string;
  readonly recommendation: string;
  readonly slip?: Slip;
  readonly more?: Readonly<Record<string, string>>;
}

const claims: Readonly<Record<string, readonly Claim[]>> = {
  security: [
    {
      file: 'src/refunds/refundRepository.ts',
      quote: "where status = '${status}' order by ${sort} desc",
      title: 'Query text is built from the query string',
      severity: 'critical',
      category: 'injection',
      claim: 'Both status and sort come from the request and reach the SQL text unescaped.',
      recommendation: 'Pass status as a parameter and choose sort from a fixed list of columns.',
      more: {
        owasp: 'A03 Injection',
        exploit: "GET /refunds?status=x' or '1'='1 returns the refunds of every customer.",
      },
    },
    {
      file: 'src/http/auth.ts',
      quote: 'if (given !== expected) throw unauthorized();',
      title: 'Webhook secret is compared with !==',
      severity: 'warning',
      category: 'authentication',
      claim: 'The comparison stops at the first different character, so its time depends on the secret.',
      recommendation: 'Compare with crypto.timingSafeEqual on equal-length buffers.',
      more: {
        owasp: 'A02 Cryptographic failures',
        exploit: 'Measure the answer time for growing prefixes and recover the secret.',
      },
    },
  ],
  checklist: [
    {
      file: 'src/refunds/refundService.ts',
      quote: 'before.reduce((sum, refund) => sum + refund.amountCents, 0)',
      title: 'Failed refunds count against the limit',
      severity: 'warning',
      category: 'correctness',
      claim: 'The sum takes every earlier refund, also those whose payment failed.',
      recommendation: 'Sum only refunds that are pending or paid.',
    },
  ],
  'junior-developer': [
    {
      file: 'src/refunds/refundService.ts',
      quote: 'refundLimit.assertWithinBudget(order, customer.tier)',
      title: 'The limit depends on a customer tier that nothing sets',
      severity: 'warning',
      category: 'hidden assumption',
      claim: 'The tier is read here and written nowhere.',
      recommendation: 'Say where the tier comes from.',
      slip: 'invented',
    },
  ],
  tests: [
    {
      file: 'test/refund.test.ts',
      quote: 'assert.ok(result);',
      title: 'This test cannot fail',
      severity: 'warning',
      category: 'testing',
      claim: 'safeParse always returns an object, so the assertion holds for any input.',
      recommendation: 'Assert on result.success and on the error path.',
    },
  ],
  'edge-cases': [
    {
      file: 'src/refunds/refund.ts',
      quote: 'return Math.floor(amount * 100);',
      title: '19.99 becomes 1998 cents',
      severity: 'critical',
      category: 'money',
      claim: 'Floating-point multiplication gives 1998.9999 and floor drops a cent.',
      recommendation: 'Take integer cents from the caller, or round.',
    },
  ],
  behaviour: [
    {
      file: 'src/refunds/refundRoutes.ts',
      quote: "logger.info('webhook ignored');",
      title: 'A failed webhook is answered with success',
      severity: 'critical',
      category: 'error handling',
      claim: 'The catch logs and answers 200, so the provider never delivers again.',
      recommendation: 'Answer 5xx for failures that may pass.',
      slip: 'wrong-line',
    },
  ],
  concurrency: [
    {
      file: 'src/refunds/refundService.ts',
      quote: 'const before = await refunds.ofOrder(orderId);',
      title: 'Two refunds of one order can both pass the limit',
      severity: 'critical',
      category: 'race',
      claim: 'The check and the insert are separated by awaits and no lock or transaction holds the order.',
      recommendation: 'Lock the order row in one transaction around check and insert.',
    },
  ],
  data: [
    {
      file: 'migrations/003_refunds.sql',
      quote: 'add column refundable_until timestamptz not null;',
      title: 'The migration fails on a table with rows',
      severity: 'critical',
      category: 'migration',
      claim: 'A new not-null column without default cannot be added while orders exist.',
      recommendation: 'Add it nullable, backfill, then set not null.',
      slip: 'wrong-line',
    },
    {
      file: 'src/refunds/refundReport.ts',
      quote: 'const order = await orders.byId(refund.orderId);',
      title: 'One query per refund',
      severity: 'warning',
      category: 'performance',
      claim: 'The loop loads each order on its own, up to 200 times.',
      recommendation: 'Load the orders with one query.',
    },
  ],
  resilience: [
    {
      file: 'src/payments/paymentClient.ts',
      quote: "this.post('/refunds', request, {})",
      title: 'A refund is retried without an idempotency key',
      severity: 'critical',
      category: 'retry',
      claim: 'Five tries of a money movement: a lost answer pays the customer again.',
      recommendation: 'Send an idempotency key made from the refund id.',
      slip: 'sloppy-quote',
    },
  ],
  'doc-freshness': [
    {
      file: 'README.md',
      quote: 'Refunds are possible for 14 days',
      title: 'README and decision record disagree on the window',
      severity: 'warning',
      category: 'Docs Update: README',
      claim: 'The decision record says 30 days.',
      recommendation: 'Name one number in one place.',
    },
  ],
  'error-path': [
    {
      file: 'src/refunds/refundService.ts',
      quote: 'refunds.setStatus(refundId, status, client);',
      title: 'The status update is not awaited',
      severity: 'critical',
      category: 'error path',
      claim: 'The promise is dropped: the transaction commits and releases the client before the update runs.',
      recommendation: '',
    },
  ],
  'data-flow': [
    {
      file: 'src/refunds/refundService.ts',
      quote: 'await payments.refund({ paymentId: order.paymentId, amountCents });',
      title: 'Money moves before anything is stored',
      severity: 'warning',
      category: 'data flow',
      claim: 'Nothing is written before the payment call, so a crash in between loses the refund.',
      recommendation: '',
    },
  ],
};

/** Findings per step with the lines that a look at the file gives; see the head of this file. */
export const script: Script = (request) => {
  const step = stepOf(request) ?? '';
  const pace = Number(process.env['BOO_MODEL_PACE'] ?? '0');
  const wanted = claims[step] ?? [];
  const challenged = lastUserText(request).includes('A program checked your answer');
  const results = toolResults(request);
  const files = [...new Set(wanted.map((claim) => claim.file))];
  if (results.length < files.length && !challenged) return open(request, files, results.length, pace);
  return {
    kind: 'answer',
    text: answer(request, step, wanted, results, challenged),
    chunkSize: 24,
    chunkDelayMs: pace,
    usage: usageOf(request),
  };
};

function open(request: ModelRequest, files: readonly string[], at: number, pace: number): Reply {
  const workspace = /The workspace is (.+?)\. You have/.exec(request.body.messages[0]?.content ?? '')?.[1] ?? '';
  const file = files[at] ?? '';
  return {
    kind: 'answer',
    ...(at === 0
      ? { reasoning: `The change touches ${file}. I should read it before I claim anything about it.` }
      : {}),
    text: at === 0 ? `I will look at \`${file}\` first.\n\n` : '',
    toolCalls: [{ name: 'read_file', arguments: { file_path: `${workspace}/${file}` } }],
    chunkSize: 24,
    chunkDelayMs: pace,
    usage: usageOf(request),
  };
}

function usageOf(request: ModelRequest): { prompt_tokens: number; completion_tokens: number } {
  const characters = request.body.messages.reduce((sum, message) => sum + message.content.length, 0);
  return { prompt_tokens: Math.round(characters / 4), completion_tokens: 180 };
}

function answer(
  request: ModelRequest,
  step: string,
  wanted: readonly Claim[],
  results: readonly string[],
  challenged: boolean,
): string {
  const files = [...new Set(wanted.map((claim) => claim.file))];
  const findings = wanted.map((claim) => finding(claim, results[files.indexOf(claim.file)] ?? '', challenged));
  const prose = wanted.map((claim) => `- **${claim.title}** in \`${claim.file}\`: ${claim.claim}`).join('\n');
  const body: Record<string, unknown> = {
    findings,
    checked: [
      ...coverOf(request),
      ...(findings.length > 0 ? [] : ['Read the listed files; nothing in my field was introduced by this change.']),
    ],
    openQuestions:
      step === 'junior-developer' ? [{ question: 'May a refund be larger than the order?', assumption: 'No.' }] : [],
  };
  if (step === 'validate' || step === 'validator') body['verdicts'] = verdicts(request);
  if (step === 'root-cause' || step === 'rewrite') Object.assign(body, rootCause(request));
  const found = prose === '' ? 'I read the listed files.' : `What I found:\n\n${prose}`;
  const head = challenged ? 'Corrected answer.' : found;
  return `${head}\n\n\`\`\`json\n${JSON.stringify(body, null, 1)}\n\`\`\`\n`;
}

function finding(claim: Claim, text: string, challenged: boolean): Record<string, unknown> {
  const at = text.split('\n').findIndex((line) => line.includes(claim.quote));
  const line = at < 0 ? 1 : at + 1;
  const slip = claim.slip ?? 'none';
  const quote = slip === 'sloppy-quote' && !challenged ? claim.quote.replace('request', 'body') : claim.quote;
  const start = slip === 'wrong-line' ? Math.max(1, line - 3) : line;
  const { title, severity, category, recommendation, more } = claim;
  return {
    title,
    severity,
    category,
    claim: claim.claim,
    recommendation,
    confidence: 'high',
    evidence: [{ trust: 'codebase', path: claim.file, startLine: start, endLine: start, quote }],
    ...more,
  };
}

/** The parts that the prompt says must be named in `checked`. */
function coverOf(request: ModelRequest): string[] {
  const listed = /# Cover each of these\n((?:- .+\n)+)/.exec(lastPrompt(request))?.[1] ?? '';
  return listed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `${line.slice(2)}: clear; read the listed files with it in mind`);
}

const strategies = ['evidence', 'fix', 'assumptions', 'gathering'];

const idPattern = /^((?:CRIT|WARN|SEC|E)-\d{3}) \[/gm;

/** One verdict per finding id handed over, each with a place of its own. */
function verdicts(request: ModelRequest): unknown[] {
  const ids = [...lastPrompt(request).matchAll(idPattern)].map((match) => match[1] ?? '');
  return [...new Set(ids)].map((target, index) => ({
    target,
    verdict: index % 4 === 3 ? 'partial' : 'confirmed',
    strategy: strategies[index % strategies.length],
    hypothesis: 'A caller or the framework prevents it.',
    investigation: 'Read the callers in src/server.ts and the route; nothing prevents it.',
    evidence: [
      { trust: 'codebase', path: 'src/refunds/refund.ts', startLine: 1, endLine: 1, quote: firstLineOfRefund },
    ],
  }));
}

const firstLineOfRefund = "import { z } from 'zod';";

function rootCause(request: ModelRequest): Record<string, unknown> {
  const ids = [...lastPrompt(request).matchAll(idPattern)].map((match) => match[1] ?? '').slice(0, 2);
  return {
    rootCause: {
      summary: 'The status update of a refund is not awaited, so it can run after the commit on a released client.',
      chain: [{ text: 'The update is started and dropped.', evidence: ids.slice(0, 1) }],
    },
    fixes: [
      {
        path: 'src/refunds/refundService.ts',
        change: 'Await the status update inside the transaction.',
        evidence: ids.slice(0, 1),
        details: 'One keyword; the error then reaches the caller.',
      },
    ],
  };
}

function lastPrompt(request: ModelRequest): string {
  return request.body.messages
    .filter((message) => message.role === 'user')
    .map((message) => message.content)
    .join('\n');
}

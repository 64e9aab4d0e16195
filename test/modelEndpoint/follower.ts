/**
 * A scripted model that follows any prompt of ours to the letter, as a good small model would: it reads the template, the headings
 * and the lists in the section Answer, opens one file, and answers in exactly that form with true quotes. It knows no flow, so a
 * prompt that does not say enough shows as a violation. `workspace` is the folder that it quotes from.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AskedRecord, type AskedSection, readPrompt, type ReadPrompt } from './readPrompt.ts';
import { toolResults } from './replies.ts';
import type { ModelRequest, Reply, Script } from './types.ts';

export function follower(workspace: string): Script {
  return (request) => answer(request, workspace);
}

function answer(request: ModelRequest, workspace: string): Reply {
  const prompt = promptOf(request);
  if (prompt === undefined) return { kind: 'answer', text: 'ok' };
  const asked = readPrompt(prompt);
  const file = asked.subject[0] ?? asked.files[0];
  if (toolResults(request).length === 0 && !asked.isolated && file !== undefined && !challenged(request)) {
    return {
      kind: 'answer',
      toolCalls: [{ name: 'read_file', arguments: { file_path: join(workspace, file) } }],
      chunkSize: 4000,
    };
  }
  return { kind: 'answer', text: textFor(asked, workspace), chunkSize: 4000 };
}

function promptOf(request: ModelRequest): string | undefined {
  return request.body.messages.find((message) => message.role === 'user' && message.content.includes('\n# Answer\n'))
    ?.content;
}

function challenged(request: ModelRequest): boolean {
  return request.body.messages.some(
    (message) => message.role === 'user' && message.content.includes('A program checked your answer'),
  );
}

function textFor(asked: ReadPrompt, workspace: string): string {
  const body: Record<string, unknown> = {};
  const cited = placesOf(asked, workspace);
  for (const key of Object.keys(asked.template)) body[key] = memberFor(key, asked, cited);
  const prose =
    asked.sections.length > 0
      ? asked.sections.map((section) => sectionText(section, asked)).join('\n\n')
      : `I read ${cited.map(({ path }) => `\`${path}\``).join(', ') || 'what was handed to me'}.`;
  return `${prose}\n\n\`\`\`json\n${JSON.stringify(body, null, 1)}\n\`\`\`\n`;
}

interface Place {
  readonly trust: 'codebase' | 'provided';
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly quote: string;
}

/** Up to two places with true quotes (leads first, then the first telling line of the first files), and the words of the user. */
function placesOf(asked: ReadPrompt, workspace: string): Place[] {
  const said = saidPlace(asked.brief);
  if (asked.isolated) return said;
  const wanted = [...asked.subject, ...asked.leads.map(({ path }) => path), ...asked.files];
  const places: Place[] = [];
  for (const path of new Set(wanted)) {
    const lead = asked.leads.find((candidate) => candidate.path === path);
    const place = placeIn(workspace, path, lead?.line);
    if (place !== undefined) places.push(place);
    if (places.length === 2) break;
  }
  return [...places, ...said];
}

function saidPlace(brief: string): Place[] {
  const quote = brief.split('\n')[0]?.slice(0, 120).trim() ?? '';
  return quote === '' ? [] : [{ trust: 'provided', path: '', startLine: 1, endLine: 1, quote }];
}

function placeIn(workspace: string, path: string, line: number | undefined): Place | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(workspace, path), 'utf8').split(/\r?\n/);
  } catch {
    return undefined;
  }
  const at = line === undefined ? lines.findIndex((text) => /[A-Za-z]{4}/.test(text)) : line - 1;
  const quote = lines[at];
  if (quote === undefined || quote.trim() === '') return undefined;
  return { trust: 'codebase', path, startLine: at + 1, endLine: at + 1, quote };
}

function memberFor(key: string, asked: ReadPrompt, cited: readonly Place[]): unknown {
  switch (key) {
    case 'findings':
      return asked.sections.length > 0 ||
        asked.records.length > 0 ||
        'verdicts' in asked.template ||
        'rootCause' in asked.template
        ? []
        : [findingFor(asked, cited)];
    case 'checked':
      return [
        ...asked.cover.map((part) => `${part}: clear, looked at the listed files`),
        'the listed files and their callers',
      ];
    case 'openQuestions':
      return [{ question: 'Who decides about the limit?', assumption: 'the owner of the service' }];
    case 'verdicts':
      return verdictsFor(asked, cited);
    case 'rootCause':
      return {
        summary: 'The first cited line starts it.',
        chain: [{ text: 'It starts there.', evidence: asked.ids.slice(0, 1) }],
      };
    case 'fixes':
      return [
        {
          path: cited[0]?.path ?? '',
          change: 'Correct the line.',
          evidence: asked.ids.slice(0, 1),
          details: 'One line.',
        },
      ];
    case 'conclusion':
      return 'The evidence supports the smallest change that keeps the current behaviour.';
    case 'confidence':
      return 'medium';
    case 'records':
      return Object.fromEntries(asked.records.map((record) => [record.name, recordsFor(record, asked)]));
    case 'deferred':
      return [
        {
          item: 'A second provider',
          why: 'one provider is in use',
          reopenWhen: 'a contract with a second provider is signed',
          source: asked.ids[0] ?? 'brief',
        },
      ];
    case 'responses':
      return [{ target: 'conclusion', action: 'adjusted', reason: 'The cited line says otherwise.' }];
    default:
      return 'The names say what the code does.';
  }
}

function findingFor(asked: ReadPrompt, cited: readonly Place[]): Record<string, unknown> {
  const shape = asked.template['findings'];
  const template: unknown = Array.isArray(shape) ? shape[0] : undefined;
  const extra = Object.keys(typeof template === 'object' && template !== null ? template : {}).filter(
    (key) => !base.has(key),
  );
  return {
    title: `What ${asked.step} sees in ${cited[0]?.path ?? 'the brief'}`,
    severity: 'warning',
    category: 'correctness',
    claim: 'The quoted line decides this and nothing around it says otherwise.',
    recommendation: 'Keep the line and say why it is there.',
    confidence: 'high',
    ...Object.fromEntries(extra.map((key) => [key, extraValue(key, asked, cited)])),
    evidence: cited,
  };
}

const base = new Set(['title', 'severity', 'category', 'claim', 'recommendation', 'confidence', 'evidence']);

/** A value for a field that the prompt describes in words: the first word of a closed list, an id, or a plain sentence. */
function extraValue(key: string, asked: ReadPrompt, cited: readonly Place[]): unknown {
  const note = asked.fieldNotes[key] ?? '';
  if (key === 'addresses') return asked.ids.slice(0, 2);
  if (key === 'gap') return asked.ids.find((id) => id.startsWith('G-')) ?? '';
  if (key === 'proposed') return '';
  if (key === 'current') return cited[0]?.quote ?? 'not there';
  if (key === 'desired') return cited[1]?.quote ?? cited[0]?.quote ?? 'stated in the brief';
  const closed =
    /(?:one of|exactly|either)[: ]+"?([A-Za-z][\w-]*)|^"?([A-Za-z][\w-]*)"?(?:, "?[A-Za-z][\w-]*"?)* or |^([A-Za-z][\w-]*)\|/.exec(
      note,
    );
  const word = closed?.[1] ?? closed?.[2] ?? closed?.[3];
  return word ?? 'As the quoted line shows.';
}

function verdictsFor(asked: ReadPrompt, cited: readonly Place[]): unknown[] {
  const strategies = ['evidence', 'fix', 'assumptions', 'gathering'];
  const targets = asked.due.length > 0 ? asked.due : asked.ids;
  return [...new Set(targets)].map((target, i) => ({
    target,
    verdict: 'confirmed',
    strategy: strategies[i % strategies.length],
    hypothesis: 'Another line prevents it.',
    investigation: `Read ${cited[0]?.path ?? 'the handed results'} and searched its callers; nothing prevents it.`,
    evidence: cited.slice(0, 1),
  }));
}

function recordsFor(record: AskedRecord, asked: ReadPrompt): unknown[] {
  const count = Math.min(record.max, Math.max(1, record.min));
  return Array.from({ length: count }, (_, i) => ({
    id: `${record.prefix}-${i + 1}`,
    title: `${ordinals[i % ordinals.length] ?? 'Next'} point of this list`,
    ...(record.rules.includes('no evidence') ? {} : { evidence: asked.ids.slice(0, 1) }),
    ...(record.rules.includes('each with its need') ? { need: { kind: 'user', ref: 'the brief asks for it' } } : {}),
    ...Object.fromEntries(
      Object.entries(record.fields).map(([name, note]) => [name, fieldValue(note, record, i, asked)]),
    ),
  }));
}

const ordinals = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'];

function fieldValue(note: string, record: AskedRecord, index: number, asked: ReadPrompt): unknown {
  const least = Number(/at least (\d+) items/.exec(note)?.[1] ?? 1);
  const choice = /one of ("[^)]*?")(?:[;)])/.exec(note)?.[1];
  if (choice !== undefined) return /"([^"]*)"/.exec(choice)?.[1] ?? '';
  if (note.includes('list of ids')) {
    if (/of findings/.test(note)) return asked.ids.slice(0, 1);
    return index === 0 ? [] : [`${record.prefix}-${index}`];
  }
  if (note.includes('path of a file that exists')) return asked.subject[0] ?? asked.files[0] ?? 'README.md';
  if (note.includes('a command exactly as')) return 'npm test';
  if (note.includes('a number')) return '1';
  if (note.includes('list of texts'))
    return Array.from(
      { length: Math.max(2, least) },
      (_, i) => `${ordinals[i % ordinals.length] ?? ''} reason in plain words.`,
    );
  return 'It keeps what works today and names what changes.';
}

function sectionText(section: AskedSection, asked: ReadPrompt): string {
  const { rules } = section;
  const cite = asked.ids[0] === undefined ? '' : ` [${asked.ids[0]}]`;
  const items = Number(/[Aa]t least (\d+) items/.exec(rules)?.[1] ?? 0);
  const body =
    items > 0
      ? Array.from(
          { length: items },
          (_, i) => `- ${ordinals[i % ordinals.length] ?? ''} point in plain words${cite}.`,
        ).join('\n')
      : `This part says in plain words what the evidence shows${cite}.`;
  const diagram = rules.includes('With one Mermaid flowchart') ? diagramText(rules.includes('LR') ? 'LR' : 'TD') : '';
  return `## ${section.heading}\n\n${body}${diagram}`;
}

function diagramText(direction: string): string {
  return `\n\n\`\`\`mermaid\nflowchart ${direction}\n  A["Agent opens the order"] --> B{"Is there a rest?"}\n  B -->|yes| C["The refund is pending"]\n  B -->|no| D["The request is refused"]\n\`\`\`\n\nThe agent opens the order and asks. With a rest the refund is pending. Without one the request is refused and the rest is named.`;
}

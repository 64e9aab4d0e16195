import * as vscode from 'vscode';
import type { FlowInfo, LiveRun } from '../../compose/App.ts';
import type { Plan } from '../../protocol/plan.ts';
import { compareCategories } from '../../protocol/definition/categories.ts';
import { readSettings } from '../config.ts';
import { errorRecordOf } from '../errorRecord.ts';
import type { Host } from '../host.ts';
import { commandId } from '../ids.ts';
import { requireFolders } from '../launcher/folder.ts';
import { sentenceFor } from '../remedies.ts';
import { requireTrust } from '../trust.ts';
import { count, verdictWord } from '../words.ts';
import { chatScope } from './chatScope.ts';

/** Findings named in the answer; the rest is in the report. */
const maxNamed = 8;

type Request = Pick<vscode.ChatRequest, 'command' | 'prompt' | 'references'>;
type Response = Pick<vscode.ChatResponseStream, 'markdown' | 'progress' | 'button' | 'anchor'>;

export type ChatCall = [request: Request, response: Response, token: vscode.CancellationToken];

/**
 * Answers `@boo /flow brief`: plans, runs, says which steps end, and names the findings with links into the code. Stopping the answer
 * cancels the run. Without a command it says what there is. Errors are said in the answer, never thrown.
 */
export async function answerChat(
  host: Host,
  request: Request,
  response: Response,
  token: vscode.CancellationToken,
): Promise<vscode.ChatResult> {
  try {
    const [folder] = requireFolders(host);
    if (folder === undefined) return {};
    const { app } = await host.apps.open(folder);
    const { flows } = await app.flows();
    const flow = flows.find(({ name }) => name === request.command);
    if (flow === undefined) {
      response.markdown(flowList(flows));
      return {};
    }
    requireTrust();
    const brief = request.prompt.trim();
    if (flow.briefRequired && brief === '') {
      response.markdown(needsBrief(flow));
      return {};
    }
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    response.progress('Reading the scope');
    const asked = await chatScope(flow, folder, request.references);
    const scope = await app.resolveScope(asked, brief, stop.signal);
    const plan = await app.plan({ flow: flow.name, brief, scope, size: 'auto' });
    response.markdown(planText(plan));
    const run = await app.start(plan, readSettings(folder).backend);
    response.button({ command: commandId.openRun, title: 'Open Run', arguments: [run.runId] });
    const cancel = (): void => void app.cancel(run.runId).catch(() => {}); // `ended` carries what goes wrong
    token.onCancellationRequested(cancel);
    if (token.isCancellationRequested) cancel();
    await followSteps(run, response);
    tellEnd(run, folder, response);
    return { metadata: { runId: run.runId } };
  } catch (error) {
    const record = errorRecordOf(error);
    if (record.code === 'cancelled') return {};
    response.markdown(plain(sentenceFor(record)));
    return { errorDetails: { message: sentenceFor(record) } };
  }
}

async function followSteps(run: LiveRun, response: Response): Promise<void> {
  const titles = new Map(run.state.plan.steps.map((step) => [step.id, step.title]));
  const listening = run.onEvents((events) => {
    for (const event of events) {
      if (event.type === 'attempt.started') response.progress(`${titles.get(event.step) ?? event.step}: working`);
      if (event.type === 'step.completed' && event.output.kind === 'agent')
        response.progress(`${titles.get(event.step) ?? event.step}: ${count(event.output.findings.length, 'finding')}`);
    }
  });
  try {
    await run.ended;
  } finally {
    listening.dispose();
  }
}

function tellEnd(run: LiveRun, folder: vscode.WorkspaceFolder, response: Response): void {
  const { report, error, state } = run.state;
  if (report === null) {
    response.markdown(plain(error === null ? `The run is ${state}.` : sentenceFor(error)));
    return;
  }
  const { verdict, verdictReasons, findings, notice } = report;
  response.markdown(
    `\n\n**${verdictWord[verdict]}**, ${count(findings.length, 'finding')}. ${plain([...verdictReasons.slice(0, 2), notice].join(' '))}\n\n`,
  );
  for (const finding of findings.slice(0, maxNamed)) {
    const [place] = finding.citations;
    response.markdown(`\n- ${finding.id} ${plain(finding.title)} `);
    if (place?.path !== undefined && place.startLine !== undefined) {
      const at = new vscode.Position(place.startLine - 1, 0);
      response.anchor(
        new vscode.Location(vscode.Uri.joinPath(folder.uri, place.path), at),
        `${place.path}:${place.startLine}`,
      );
    }
  }
  if (findings.length > maxNamed) response.markdown(`\n- and ${findings.length - maxNamed} more in the report`);
  response.button({ command: commandId.openReport, title: 'Open Report', arguments: [run.runId] });
}

function planText(plan: Plan): string {
  const agents = plan.steps.filter((step) => step.kind === 'agent').length;
  const team = plan.roster.filter((entry) => entry.included).map((entry) => entry.persona);
  return [
    `**${plain(plan.flow.title)}** on ${plain(plan.scope.label)}. Size: ${plan.band.value} (${plain(plan.band.reason)}).`,
    `${count(agents, 'agent')}${team.length === 0 ? '' : `: ${team.join(', ')}`}.\n\n`,
  ].join('\n\n');
}

function flowList(flows: readonly FlowInfo[]): string {
  const categories = [...new Set(flows.map((flow) => flow.category))].sort(compareCategories);
  const parts = categories.map((category) => {
    const rows = flows
      .filter((flow) => flow.category === category)
      .map((flow) => `- \`/${flow.name}\` ${plain(flow.description)}`);
    return `**${plain(category)}**\n${rows.join('\n')}`;
  });
  return `Name a flow with a slash command, then say what you want, for example \`@boo /code-review focus on error handling\`. Attach files to look only at those.\n\n${parts.join('\n\n')}`;
}

function needsBrief(flow: FlowInfo): string {
  const examples = flow.briefExamples.map((example) => `- \`@boo /${flow.name} ${example.replaceAll('`', "'")}\``);
  return `${plain(flow.briefPrompt)}\n\n${examples.join('\n')}`;
}

/** Text from files and models is shown as text: no links, no images, no commands. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#!|]/g, (sign) => `\\${sign}`);
}

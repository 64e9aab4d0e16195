import { z } from 'zod';
import { reportFormatSchema, reportSchema } from '../report.ts';

/** Host to report pane. The report is whole in one message: it is bounded by the engine's caps. */
export const reportHostMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('report'), report: reportSchema }),
  /** The report cannot be shown; `message` says why and what to do. */
  z.object({ type: z.literal('problem'), message: z.string().max(6000) }),
  /** Something the person asked for did not work, e.g. a cited file that is gone. */
  z.object({ type: z.literal('notice'), message: z.string().max(6000) }),
]);
export type ReportHostMessage = z.infer<typeof reportHostMessageSchema>;

const pathSchema = z.string().min(1).max(1000);
const lineSchema = z.number().int().positive().nullable();

/** Report pane to host. A citation is named by where it stands in the report; paths appear only in text written by agents. */
export const reportPaneMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('openCitation'),
    finding: z.string().min(1).max(100),
    citation: z.number().int().nonnegative().max(1000),
  }),
  z.object({ type: z.literal('openPath'), path: pathSchema, line: lineSchema, endLine: lineSchema }),
  z.object({ type: z.literal('link'), url: z.url({ protocol: /^https?$/ }).max(2000) }),
  z.object({ type: z.literal('copy'), text: z.string().max(200_000) }),
  z.object({ type: z.literal('export'), format: reportFormatSchema }),
  /** One of the files that the report offers, by its name. The host asks where to save it. */
  z.object({ type: z.literal('saveArtifact'), name: z.string().min(1).max(120) }),
  z.object({ type: z.literal('openRun') }),
]);
export type ReportPaneMessage = z.infer<typeof reportPaneMessageSchema>;

export function parseReportHostMessage(value: unknown): ReportHostMessage | undefined {
  return reportHostMessageSchema.safeParse(value).data;
}

export function parseReportPaneMessage(value: unknown): ReportPaneMessage | undefined {
  return reportPaneMessageSchema.safeParse(value).data;
}

export const severityFilterSchema = z.enum(['all', 'critical', 'warning', 'suggestion', 'lead']);
export type SeverityFilter = z.infer<typeof severityFilterSchema>;

/** What the pane keeps over hide and reload. `runId` is how the host finds the run when it restores the panel. */
export const reportPaneStateSchema = z.object({
  v: z.literal(1),
  runId: z.string().regex(/^[a-z0-9]{8,40}$/),
  filter: severityFilterSchema.catch('all'),
  /** Ids of the parts that were opened. */
  open: z.array(z.string().max(140)).max(200).catch([]),
  scroll: z.number().nonnegative().catch(0),
});
export type ReportPaneState = z.infer<typeof reportPaneStateSchema>;

/** The stored state, or undefined when there is none or it was written by another version. */
export function parseReportPaneState(value: unknown): ReportPaneState | undefined {
  return reportPaneStateSchema.safeParse(value).data;
}

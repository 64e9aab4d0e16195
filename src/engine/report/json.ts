import { type Report, reportSchema } from '../../protocol/report.ts';

/** The report as JSON, schema `boocode.report/1`: exactly the fields of the schema, in its order. */
export function toJson(report: Report): string {
  return `${JSON.stringify(reportSchema.parse(report), null, 2)}\n`;
}

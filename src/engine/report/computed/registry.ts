import type { ComputedSection } from '../../../protocol/document.ts';
import type { DocumentContext } from '../documentContext.ts';
import { blockerLinks } from './blockerLinks.ts';
import { claimLedger } from './claimLedger.ts';
import { decisionCounts } from './decisionCounts.ts';
import { documentMetrics } from './documentMetrics.ts';
import { droppedCases } from './droppedCases.ts';
import { fixPlan } from './fixPlan.ts';
import { followUpEdits } from './followUpEdits.ts';
import { gapCaveats } from './gapCaveats.ts';
import { gapDetails } from './gapDetails.ts';
import { gapIndex } from './gapIndex.ts';
import { gapMagnitude } from './gapMagnitude.ts';
import { gapSwarm } from './gapSwarm.ts';
import { htmlPage } from './htmlPage.ts';
import { majorFindings } from './majorFindings.ts';
import { minorFindings } from './minorFindings.ts';
import { nextStep } from './nextStep.ts';
import { notFound } from './notFound.ts';
import { notPublished } from './notPublished.ts';
import { publishCommands } from './publishCommands.ts';
import { reviewEvent } from './reviewEvent.ts';
import { reviewFindings } from './reviewFindings.ts';
import { reviewRecommendation } from './reviewRecommendation.ts';
import { reviewTable } from './reviewTable.ts';
import { sources } from './sources.ts';
import { specMaturity } from './specMaturity.ts';
import { suggestedName } from './suggestedName.ts';
import { team } from './team.ts';
import { testCoverage } from './testCoverage.ts';
import { testPlan } from './testPlan.ts';

/**
 * One section as Markdown that the engine writes itself. Pure. Untrusted text in it is escaped. The empty text when there is nothing
 * to say or when the flow does not declare what it works on.
 */
export type Compute = (context: DocumentContext) => string;

export const computedSections: Readonly<Record<ComputedSection, Compute>> = {
  'next-step': nextStep,
  'review-table': reviewTable,
  'review-recommendation': reviewRecommendation,
  'review-event': reviewEvent,
  'review-findings': reviewFindings,
  'fix-plan': fixPlan,
  'gap-magnitude': gapMagnitude,
  'gap-index': gapIndex,
  'gap-details': gapDetails,
  'gap-swarm': gapSwarm,
  'gap-caveats': gapCaveats,
  'test-plan': testPlan,
  'test-coverage': testCoverage,
  'dropped-cases': droppedCases,
  'claim-ledger': claimLedger,
  'spec-maturity': specMaturity,
  'decision-counts': decisionCounts,
  'major-findings': majorFindings,
  'minor-findings': minorFindings,
  team,
  sources,
  'not-published': notPublished,
  'publish-commands': publishCommands,
  'blocker-links': blockerLinks,
  'suggested-name': suggestedName,
  'follow-up-edits': followUpEdits,
  'document-metrics': documentMetrics,
  'html-page': htmlPage,
  'not-found': notFound,
};

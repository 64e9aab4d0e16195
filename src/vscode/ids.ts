/** Names that package.json repeats under `contributes`. A host test compares the two. */
export const commandId = {
  runFlow: 'boocode.runFlow',
  runFlowHere: 'boocode.runFlowHere',
  runThisFlow: 'boocode.runThisFlow',
  openFlow: 'boocode.openFlow',
  newFlow: 'boocode.newFlow',
  newPersona: 'boocode.newPersona',
  openRun: 'boocode.openRun',
  openReport: 'boocode.openReport',
  exportReport: 'boocode.exportReport',
  saveDraft: 'boocode.saveDraft',
  cancelRun: 'boocode.cancelRun',
  cancelAllRuns: 'boocode.cancelAllRuns',
  cancelStep: 'boocode.cancelStep',
  resumeRun: 'boocode.resumeRun',
  deleteRun: 'boocode.deleteRun',
  checkBackend: 'boocode.checkBackend',
  rebuildHistory: 'boocode.rebuildHistory',
  refreshRuns: 'boocode.refreshRuns',
  refreshFlows: 'boocode.refreshFlows',
  showLog: 'boocode.showLog',
} as const;

export type CommandName = keyof typeof commandId;

export const viewId = { runs: 'boocode.runs', flows: 'boocode.flows' } as const;

/** View types are part of what the editor keeps across restarts: renaming one orphans open tabs. */
export const panelType = { run: 'boocode.runPane', report: 'boocode.report' } as const;

export const settingsPrefix = 'boocode';

import type { ScopeFacts } from '../../src/protocol/plan.ts';

/** The parts of scope facts that describe the workspace around the scope, for workspaces where nothing was found. */
export const emptyWorkspaceFacts: Pick<ScopeFacts, 'documents' | 'profile' | 'churn' | 'texts'> = {
  documents: [],
  profile: { languages: [], frameworks: [], manifests: [], lockFiles: [], projects: [] },
  churn: [],
  texts: [],
};

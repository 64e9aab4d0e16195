import type { LineRule } from '../signalRule.ts';
import { authRules } from './authRules.ts';
import { concurrencyRules } from './concurrencyRules.ts';
import { dataRules } from './dataRules.ts';
import { entryRules } from './entryRules.ts';
import { flagRules } from './flagRules.ts';
import { flowRules } from './flowRules.ts';
import { injectionRules } from './injectionRules.ts';
import { inputRules } from './inputRules.ts';
import { resilienceRules } from './resilienceRules.ts';
import { secretRules } from './secretRules.ts';
import { uiRules } from './uiRules.ts';

/** Every rule that looks at lines of product source. */
export const lineRules: readonly LineRule[] = [
  ...injectionRules,
  ...secretRules,
  ...authRules,
  ...concurrencyRules,
  ...resilienceRules,
  ...dataRules,
  ...inputRules,
  ...flowRules,
  ...entryRules,
  ...flagRules,
  ...uiRules,
];

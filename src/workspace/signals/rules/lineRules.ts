import type { LineRule } from '../signalRule.ts';
import { concurrencyRules } from './concurrencyRules.ts';
import { dataRules } from './dataRules.ts';
import { flowRules } from './flowRules.ts';
import { inputRules } from './inputRules.ts';
import { resilienceRules } from './resilienceRules.ts';
import { securityRules } from './securityRules.ts';

/** Every rule that looks at lines of product source. */
export const lineRules: readonly LineRule[] = [
  ...securityRules,
  ...concurrencyRules,
  ...resilienceRules,
  ...dataRules,
  ...inputRules,
  ...flowRules,
];

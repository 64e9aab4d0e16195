import { type LineRule, rule } from '../signalRule.ts';

/** Decisions that are taken at run time by a switch outside of the code. */
export const flagRules: readonly LineRule[] = [
  rule(
    'flag-client',
    'feature-flags',
    '*',
    'ariation( eature sEnabled( heckGate( etTreatment( sOn( nleash lipper waffle flag',
    5,
    /\b(?:bool|string|number|int|json)?[vV]ariation(?:Detail)?\(\s{0,4}["'`]|\b(?:unleash|flags?|features?|featureFlags?|feature_flags?|flipper|toggles?|growthbook|posthog|statsig|configcat)\w{0,10}\??\.(?:is_?[eE]nabled|is_?[oO]n|is_?[fF]eature_?[eE]nabled|enabled|getFlag|getValue|evaluate|check_?[gG]ate)\b|\.checkGate\(\s{0,4}["'`]|\bgetTreatment\(\s{0,4}["'`\w]|\bFlipper\.enabled\?|\bwaffle\.(?:flag|switch)_is_active\(/,
  ),
  rule(
    'flag-check',
    'feature-flags',
    '*',
    'eature',
    4,
    /\b(?:is_?[fF]eature_?(?:[eE]nabled|[oO]n|[aA]ctive)|feature_?[eE]nabled|use_?[fF]eature(?:_?[fF]lag|_?[vV]alue|_?[iI]s_?[oO]n)\w{0,10}|get_?[fF]eature_?[fF]lag|has_?[fF]eature(?:_?[fF]lag)?)\s{0,4}\(/,
    { bare: true, unless: /^\s{0,40}(?:import|from|use|using)\b/ },
  ),
  rule(
    'flag-environment',
    'feature-flags',
    '*',
    'FEATURE_ ENABLE_ DISABLE_ KILL_SWITCH',
    4,
    /(?:process\.env|environ|getenv|Getenv|ENV\[|env::var|System\.getenv).{0,12}\b(?:FEATURE|ENABLE|DISABLE|KILL_SWITCH|FF)_?\w{0,60}/,
  ),
  rule(
    'rollout',
    'feature-flags',
    '*',
    'ollout ill_switch illSwitch',
    4,
    /\brollout_?(?:[pP]ercent(?:age)?|[fF]raction)\b|\bkill_?[sS]witch(?:es)?\b|\b(?:percentage|gradual)_?[rR]ollout\b/,
    { bare: true, unless: /^\s{0,40}(?:import|from|use|using)\b/ },
  ),
];

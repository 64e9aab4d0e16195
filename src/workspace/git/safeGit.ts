/**
 * How git is started so that nothing a repository configures can run. A repository names programs in many keys; each
 * is either overridden here, switched off by an option at the call (`--no-ext-diff --no-textconv`), or, for keys with a
 * free name in the middle (filter drivers), overridden one by one after listing the configuration.
 */

/** Options before the subcommand. Command-line configuration wins over every file. */
export const safeOptions: readonly string[] = [
  '--no-pager',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'core.attributesFile=/dev/null',
    'core.quotePath=false',
    'core.pager=cat',
    // Larger blobs are compared as binary, so one huge file cannot hold a diff up.
    'core.bigFileThreshold=16m',
    'diff.external=',
    'diff.orderFile=/dev/null',
    'diff.suppressBlankEmpty=false',
    'diff.algorithm=default',
    'log.showSignature=false',
    'color.ui=false',
    'submodule.recurse=false',
    'safe.bareRepository=explicit',
  ].flatMap((entry) => ['-c', entry]),
];

/** For every diff: no external programs, no descent into submodules, one fixed text form, paths relative to the cwd. */
export const diffOptions: readonly string[] = [
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=dirty',
  '--submodule=short',
  '--relative',
  '-M',
  '-l1000',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

const inherited = ['PATH', 'Path', 'HOME', 'USERPROFILE', 'XDG_CONFIG_HOME', 'SystemRoot', 'TMPDIR', 'TEMP', 'TMP'];

/** The whole environment of git. Nothing else is inherited, in particular no GIT_DIR, GIT_SSH or GIT_EXTERNAL_DIFF. */
export function safeEnvironment(source: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_PAGER: 'cat',
    // No transport at all: a partial clone must not fetch (and so start ssh or a remote helper) while we look.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_LITERAL_PATHSPECS: '1',
  };
  for (const name of inherited) {
    const value = source[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

const driverKey = /^(filter|diff|merge)\.([\s\S]{1,1000})\.(clean|smudge|process|required|command|textconv|driver)$/;

/**
 * Environment that empties every driver program found in `keys` (names as `git config --list --name-only` prints them).
 * Passed as variables because a driver name may contain `=`, which `-c name=value` cannot express.
 */
export function driverOverrides(keys: readonly string[]): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  let count = 0;
  const set = (key: string, value: string): void => {
    env[`GIT_CONFIG_KEY_${count}`] = key;
    env[`GIT_CONFIG_VALUE_${count}`] = value;
    count++;
  };
  for (const key of new Set(keys)) {
    const match = driverKey.exec(key);
    if (match !== null) set(key, match[3] === 'required' ? 'false' : '');
  }
  env['GIT_CONFIG_COUNT'] = String(count);
  return env;
}

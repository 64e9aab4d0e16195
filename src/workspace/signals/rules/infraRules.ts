/** Patterns for lines of infrastructure files (those a file rule gave the signal `devops`). `#` comments are skipped. */
export interface InfraRule {
  readonly id: string;
  readonly weight: number;
  readonly pattern: RegExp;
  readonly signals: readonly string[];
}

const devops = ['devops', 'infra'];
const risky = ['devops', 'infra', 'secrets'];

export const infraRules: readonly InfraRule[] = [
  {
    id: 'floating-image',
    weight: 7,
    signals: devops,
    pattern:
      /^\s{0,20}FROM\s{1,4}(?!scratch)[\w./-]{1,120}(?::latest)?(?:\s{1,4}AS\b|\s{0,9}$)|\bimage:\s{0,4}["']?[\w./-]{1,120}(?::latest)?["']?\s{0,9}$/i,
  },
  {
    id: 'root-user',
    weight: 6,
    signals: devops,
    pattern:
      /^\s{0,20}USER\s{1,4}root\b|runAsUser:\s{0,4}0\b|allowPrivilegeEscalation:\s{0,4}true|privileged:\s{0,4}true|hostNetwork:\s{0,4}true/,
  },
  {
    id: 'piped-install',
    weight: 8,
    signals: devops,
    pattern: /\b(?:curl|wget)\b.{0,200}\|\s{0,4}(?:sudo\s{1,4})?(?:ba|z)?sh\b/,
  },
  {
    id: 'masked-failure',
    weight: 7,
    signals: devops,
    pattern:
      /continue-on-error:\s{0,4}true|allow_failure:\s{0,4}true|\|\|\s{0,4}(?:true|:|exit 0)\s{0,4}$|^\s{0,40}set \+e\b/,
  },
  {
    id: 'privileged-trigger',
    weight: 8,
    signals: devops,
    pattern:
      /\bpull_request_target\b|permissions:\s{0,4}write-all|\$\{\{\s{0,4}github\.(?:event\.(?:issue|pull_request|comment|head_commit)|head_ref)\b/,
  },
  {
    id: 'open-network',
    weight: 7,
    signals: devops,
    pattern: /0\.0\.0\.0\/0|::\/0|publicly_accessible\s{0,4}=\s{0,4}true|acl\s{0,4}=\s{0,4}"public-read/,
  },
  {
    id: 'destructive-step',
    weight: 8,
    signals: devops,
    pattern:
      /terraform (?:destroy|apply .{0,60}-auto-approve)|force_destroy\s{0,4}=\s{0,4}true|kubectl delete|helm uninstall|skip_final_snapshot\s{0,4}=\s{0,4}true|rm -rf \/?\$/,
  },
  {
    id: 'unpinned-action',
    weight: 5,
    signals: devops,
    pattern: /\buses:\s{0,4}[\w./-]{1,100}@(?:main|master|latest|v\d{1,3})\s{0,9}$/,
  },
  {
    id: 'secret-in-file',
    weight: 9,
    signals: risky,
    pattern:
      /^\s{0,40}(?:-\s{0,4})?(?:ENV\s{1,4}|ARG\s{1,4})?["']?\w{0,40}(?:PASSWORD|SECRET|TOKEN|API_KEY|PRIVATE_KEY|password|secret_key)["']?\s{0,4}[:= ]\s{0,4}["']?(?!\$|\{\{|["']?$|vault|<|true|false|null)[\w/+.-]{6,120}["']?\s{0,9}$/,
  },
  {
    id: 'no-limits',
    weight: 4,
    signals: devops,
    pattern: /\breplicas:\s{0,4}1\b|imagePullPolicy:\s{0,4}Always|restart:\s{0,4}["']?no\b/,
  },
  {
    id: 'flag',
    weight: 4,
    signals: devops,
    pattern: /\b(?:timeout-minutes|livenessProbe|readinessProbe|rollback|canary|percentage):/,
  },
];

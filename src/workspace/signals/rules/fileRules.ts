import type { FileRule } from '../signalRule.ts';

const yaml = String.raw`\.ya?ml$`;

/** What a file is by its place and name. */
export const fileRules: readonly FileRule[] = [
  {
    id: 'container',
    signals: ['devops', 'infra'],
    weight: 6,
    path: /(?:^|\/)(?:Dockerfile(?:\.[\w-]{1,40})?|[\w-]{1,40}\.Dockerfile|Containerfile|(?:docker-)?compose(?:\.[\w-]{1,40})?\.ya?ml)$/,
  },
  {
    id: 'iac',
    signals: ['devops', 'infra'],
    weight: 6,
    path: /\.(?:tf|tfvars|bicep)$|(?:^|\/)(?:Pulumi\.ya?ml|serverless\.ya?ml|template\.ya?ml|cdk\.json|fly\.toml|vercel\.json|netlify\.toml|app\.ya?ml|Procfile|nginx\.conf|Vagrantfile)$/,
  },
  {
    id: 'kubernetes',
    signals: ['devops', 'infra'],
    weight: 6,
    path: new RegExp(
      String.raw`(?:^|/)(?:k8s|kubernetes|helm|charts?|manifests|kustomize|argocd|ansible|playbooks)/.{0,200}(?:${yaml}|\.tpl$)|(?:^|/)(?:kustomization|Chart|values(?:-\w{1,20})?)${yaml}`,
    ),
  },
  {
    id: 'ci',
    signals: ['devops', 'infra'],
    weight: 6,
    path: /(?:^|\/)(?:\.github\/(?:workflows|actions)\/.{1,200}\.ya?ml|\.gitlab-ci\.ya?ml|Jenkinsfile|azure-pipelines\.ya?ml|\.circleci\/config\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml|\.travis\.ya?ml|cloudbuild\.ya?ml|\.ci\/[^/]{1,60})$/,
  },
  {
    id: 'deploy-script',
    signals: ['devops', 'infra'],
    weight: 5,
    path: /(?:^|\/)(?:deploy|release|rollout|provision|entrypoint)[\w.-]{0,40}\.(?:sh|bash|ps1|py|rb)$/,
  },
  {
    id: 'observability',
    signals: ['devops', 'infra'],
    weight: 5,
    path: /(?:^|\/)(?:prometheus|alertmanager|grafana|otel|opentelemetry|datadog|loki|alerts?|dashboards?)[\w.-]{0,40}(?:\/.{1,100})?\.(?:ya?ml|json|toml)$/,
  },
  {
    id: 'flags',
    signals: ['devops', 'infra', 'feature-flags'],
    weight: 4,
    path: /(?:^|\/)(?:feature[-_]?flags?|launchdarkly|unleash|rollout)[\w.-]{0,40}\.(?:ya?ml|json|toml|ts|js)$/i,
  },
  {
    id: 'migration-file',
    signals: ['data', 'migration'],
    weight: 7,
    path: /(?:^|\/)(?:migrations?|migrate|alembic\/versions|db\/migrate|changelogs?|flyway)\/.{1,200}\.(?:sql|py|rb|[jt]s|php|cs|go|xml|ya?ml)$/i,
  },
  {
    id: 'schema-file',
    signals: ['data'],
    weight: 6,
    path: /(?:^|\/)(?:schema\.(?:prisma|sql|rb)|structure\.sql|[\w-]{1,60}\.prisma)$|\.(?:avsc|ddl)$|(?:^|\/)models?\.py$/,
  },
  { id: 'sql-file', signals: ['data'], weight: 5, path: /\.sql$/i },
  {
    id: 'contract-file',
    signals: ['api'],
    weight: 6,
    path: /\.(?:proto|graphqls?|gql|thrift)$|(?:^|\/)(?:openapi|swagger|asyncapi)[\w.-]{0,40}\.(?:ya?ml|json)$/i,
  },
  {
    id: 'service-contract',
    signals: ['seam'],
    weight: 5,
    path: /\.(?:proto|thrift)$|(?:^|\/)asyncapi[\w.-]{0,40}\.(?:ya?ml|json)$/i,
  },
  {
    id: 'auth-file',
    signals: ['auth'],
    weight: 3,
    path: /(?:^|\/)(?:[\w.-]{0,40}[-_.])?(?:auth|authn|authz|login|logout|session|sessions|oauth2?|oidc|saml|jwt|password|passwords|permission|permissions|acl|rbac)(?:[-_.][\w.-]{0,40})?\.(?:[jt]sx?|mjs|py|go|java|kt|rs|rb|cs|php)$/i,
  },
  { id: 'ui-file', signals: ['ui'], weight: 5, path: /\.(?:tsx|jsx|vue|svelte|astro)$/ },
  {
    id: 'ui-markup',
    signals: ['ui'],
    weight: 3,
    path: /\.(?:html?|css|scss|sass|less|erb|ejs|hbs|pug|cshtml|blade\.php)$/,
  },
];

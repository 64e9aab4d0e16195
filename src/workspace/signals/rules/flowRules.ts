import { type LineRule, rule } from '../signalRule.ts';
import { nearby } from '../sourceView.ts';

const localImport =
  /^\s{0,40}(?:import|export)\b.{0,200}["']\.{1,2}\/|\brequire\(\s{0,4}["']\.{1,2}\/|^\s{0,20}(?:from|import) [\w.]|^\s{0,20}(?:use|using|import|require|require_relative|include) \S|^\s{1,20}"[\w./-]{1,100}"\s{0,4}$/;

/** Folders whose exported handlers a host calls. */
const served = /(?:^|\/)(?:api|functions?|lambdas?|routes?|pages|handlers?|app)\//i;

/** Errors, state and contracts that cross module borders. */
export const flowRules: readonly LineRule[] = [
  rule('throw', 'cross-module-flow error-handling', 'js java kt cs php', 'throw', 3, /\bthrow (?:new )?\w|\bthrow\(/, {
    bare: true,
    judge: crossesModules(3),
  }),
  rule(
    'rethrow-lossy',
    'cross-module-flow error-handling',
    'js java kt cs php',
    'throw',
    6,
    /\bthrow new \w{1,60}\(.{0,160}\b(?:e|ex|err|error|exception)\b(?:\.message|\.getMessage\(\)|\.Message|->getMessage\(\))/i,
    { unless: /\bcause\b|, (?:e|ex|err|error)\)/ },
  ),
  rule('catch', 'cross-module-flow error-handling', 'js java kt cs php', 'catch', 3, /\bcatch\s{0,4}[({]|\.catch\(/, {
    bare: true,
    judge: crossesModules(3),
  }),
  rule('py-raise', 'cross-module-flow error-handling', 'py', 'raise except', 3, /^\s{0,80}(?:raise\b|except\b)/, {
    bare: true,
    judge: crossesModules(3),
  }),
  rule(
    'go-error',
    'cross-module-flow error-handling',
    'go',
    'err Error panic',
    3,
    /\bfmt\.Errorf\(|\berrors\.(?:New|Is|As|Wrap)\(|\bpanic\(|\brecover\(\)/,
    { bare: true },
  ),
  rule(
    'go-error-check',
    'cross-module-flow error-handling',
    'go',
    'err',
    1,
    /\bif err != nil\b|\breturn .{0,80}\berr$/,
    { bare: true },
  ),
  rule(
    'rs-error',
    'cross-module-flow error-handling',
    'rs',
    'err unwrap panic bail anyhow expect',
    3,
    /\.map_err\(|\b(?:anyhow|bail|panic|unreachable|todo)!\(|\.(?:unwrap|expect)\(|\.unwrap_or_default\(/,
    { bare: true },
  ),
  rule('rb-error', 'cross-module-flow error-handling', 'rb', 'raise rescue', 3, /^\s{0,80}(?:raise|rescue|ensure)\b/, {
    bare: true,
  }),
  rule(
    'error-code',
    'cross-module-flow error-handling',
    'js',
    'error',
    4,
    /\bif\s{0,4}\(\s{0,4}\w{1,40}\.(?:error|err)\b|\.message\.(?:includes|match|startsWith)\(|\.message\s{0,4}===?/,
    { bare: true, unless: /\.message\s{0,4}===?\s{0,4}(?:undefined|null)\b/ },
  ),
  rule('event-hop', 'cross-module-flow', 'js', 'emit( dispatch(', 3, /\.(?:emit|dispatch|dispatchEvent)\(/, {
    bare: true,
    judge: crossesModules(3),
  }),
  rule(
    'shared-mutation',
    'cross-module-flow state',
    'js',
    'Object.assign delete',
    4,
    /\bObject\.assign\(\s{0,4}[a-zA-Z_]|\bdelete \w{1,40}[.[]/,
    { bare: true },
  ),
  rule(
    'singleton',
    'state',
    '*',
    'nstance',
    4,
    /\b(?:getInstance|get_instance|sharedInstance|Instance)\(\)|\bstatic \w{0,40}\s?_?instance\b/i,
    { bare: true },
  ),
  rule(
    'state-set',
    'state',
    '*',
    'state State status Status',
    3,
    /\b(?:this|self)\.\w{0,20}(?:state|status|phase)\s{0,4}=(?!=)|\bset(?:State|Status)\(/i,
    { bare: true },
  ),
  rule(
    'cache',
    'state',
    '*',
    'ache',
    3,
    /\b\w{0,30}cache\w{0,20}\s{0,4}(?:=(?!=)|\.(?:set|put|get|delete|clear)\(|\[)/i,
    { bare: true },
  ),
  rule('js-global', 'state', 'js', 'global window', 5, /\b(?:globalThis|global|window)\.\w{1,60}\s{0,4}=(?!=)/, {
    bare: true,
  }),

  rule(
    'js-route',
    'api entry-points',
    'js',
    'app. router. fastify. server.',
    5,
    /\b(?:app|router|fastify|server|api)\.(?:get|post|put|patch|delete|all|route)\(\s{0,4}["'`]\//,
  ),
  rule(
    'js-route-method',
    'api entry-points',
    'js',
    'GET POST PUT PATCH DELETE',
    5,
    /\.(?:on|add|route|register|handle)\(\s{0,4}["'](?:GET|POST|PUT|PATCH|DELETE)["'],\s{0,4}["'`]\/|^\s{1,60}["'](?:GET|POST|PUT|PATCH|DELETE)["'],\s{0,4}$/,
    {
      judge: (source, index, match) =>
        match[0].startsWith('.') || nearby(source, index, -1, -1, /[rR]oute\w{0,10}\.\w{1,20}\(\s{0,4}$/) ? 5 : 0,
    },
  ),
  rule(
    'js-route-file',
    'api entry-points',
    'js',
    'export',
    5,
    /^export (?:async )?(?:function|const) (?:GET|POST|PUT|PATCH|DELETE)\b|^export (?:const|default|async function|function) .{0,40}\b(?:handler|loader|action)\b/,
    {
      bare: true,
      judge: (source, _index, match) =>
        /GET|POST|PUT|PATCH|DELETE/.test(match[0]) || served.test(source.path) ? 5 : 0,
    },
  ),
  rule(
    'decorated-route',
    'api entry-points',
    'py java kt cs js',
    '@ [',
    5,
    /^\s{0,60}@(?:\w{1,30}\.)?(?:route|get|post|put|patch|delete|api_view|GetMapping|PostMapping|PutMapping|DeleteMapping|RequestMapping|Get|Post|Put|Patch|Delete|Path)\(|^\s{0,60}\[(?:HttpGet|HttpPost|HttpPut|HttpDelete|Route)\b/,
  ),
  rule(
    'go-route',
    'api entry-points',
    'go',
    'Handle GET POST',
    5,
    /\.(?:HandleFunc|Handle|GET|POST|PUT|DELETE|PATCH)\(\s{0,4}"/,
  ),
  rule(
    'rb-php-route',
    'api entry-points',
    'rb php',
    'get post resources Route::',
    5,
    /^\s{0,40}(?:resources?|get|post|put|patch|delete) [:'"]|\bRoute::(?:get|post|put|patch|delete)\(/,
  ),
  rule(
    'public-export',
    'api',
    'js',
    'export',
    1,
    /^export (?:abstract |async )?(?:function|class|interface|type|const|enum)\b/,
    { bare: true },
  ),

  rule(
    'broker',
    'seam resilience outbound',
    '*',
    'afka amqp abbit nats SQS SNS PubSub EventBridge Kinesis ServiceBus',
    5,
    /\bnew Kafka\(|\bkafka\w{0,10}\.(?:producer|consumer)\(|\bKafka(?:Producer|Consumer|Template|Listener)\b|\bamqp(?:lib)?\.(?:connect|Dial)\(|\b(?:RabbitTemplate|RabbitListener)\b|\bnats\.(?:connect|Connect)\(|\bnew (?:SQS|SNS|EventBridge|Kinesis|PubSub|ServiceBus)\w{0,12}\(|\bkafka\.(?:NewReader|NewWriter|NewProducer|NewConsumer)\(/,
    { bare: true, unless: /^\s{0,40}(?:import|use|using)\b/ },
  ),
  rule(
    'broker-name',
    'seam resilience outbound',
    'py rb',
    'boto3',
    5,
    /\bboto3\.(?:client|resource)\(\s{0,4}["'](?:sqs|sns|events|kinesis)["']/,
  ),
  rule(
    'webhook',
    'seam resilience outbound',
    '*',
    'ebhook EBHOOK',
    5,
    /\/webhooks?[/"'`?]|["'`]webhooks?\/|\bwebhook_?url\b/i,
    {
      unless: /^\s{0,40}(?:import|use|using)\b/,
    },
  ),
  rule(
    'service-call',
    'seam outbound',
    '*',
    'http grpc SERVICE',
    5,
    /["'`]https?:\/\/[\w-]{1,40}(?:-|\.)?(?:service|svc|api|internal)\b|_(?:SERVICE|API)_(?:URL|HOST|ADDR)\b|\bgrpc\.(?:Dial|NewClient|insecure_channel)|ServiceClient\(/,
  ),
  rule(
    'import-line',
    'imports',
    '*',
    '',
    3,
    /^\s{0,20}(?:import\b|from \S{1,100} import\b|use \S|using [\w.]{1,80};|require(?:_relative|_once)?[ (]|#include\b|export .{0,200} from ["'])|\b(?:const|let|var) .{0,100}= require\(/,
  ),
];

/** Errors and events matter here only in files that talk to other modules. */
function crossesModules(weight: number): NonNullable<LineRule['judge']> {
  return (source) => (source.code.slice(0, 120).some((line) => localImport.test(line)) ? weight : 0);
}

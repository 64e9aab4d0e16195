import { type LineRule, rule } from '../signalRule.ts';
import { fileHas, insideLoop, nearby, type SourceView } from '../sourceView.ts';
import { isCleanUp, swallowWeight } from './swallowedErrors.ts';

const limitWords = /\bsignal\b|timeout|AbortSignal|deadline/i;
const waitWords = /sleep|delay|backoff|back_off|setTimeout|wait\(|Thread\.sleep|time\.After|jitter/i;

const server = /createServer|express\(|fastify\(|router\.|app\.(?:get|post)/;

/** A failure that vanishes is a matter of operation only where something outside of the process can fail. */
const inFilesThatCallOut = {
  also: {
    signals: ['resilience'],
    file: /\bawait\b|\bfetch\(|\b(?:https?|net|tls|grpc|requests|httpx|aiohttp|urllib|sql|db|redis|reqwest|socket|boto3|RestTemplate|HttpClient|Net)\b[.:(]|\bcurl_/,
  },
};

/** Calls that leave the process, what happens when they fail, and failures that vanish. */
export const resilienceRules: readonly LineRule[] = [
  // outbound calls
  rule('fetch', 'resilience outbound', 'js', 'fetch(', 6, /(?:^|[^.\w])fetch\(/, {
    bare: true,
    judge: (source, index) => (nearby(source, index, 0, 6, limitWords) ? 4 : 7),
  }),
  rule(
    'js-http',
    'resilience outbound',
    'js',
    'axios http got( undici superagent ky',
    5,
    /\baxios(?:\.\w{1,10})?\(|\bhttps?\.(?:request|get)\(|\bgot(?:\.\w{1,8})?\(|\bundici\.\w|\bsuperagent\.\w|\bky\.\w{1,8}\(/,
    {
      bare: true,
      judge: (source, index) => (nearby(source, index, 0, 8, limitWords) ? 4 : 6),
    },
  ),
  rule(
    'js-socket',
    'resilience outbound',
    'js',
    'WebSocket net. tls. grpc Redis MongoClient Pool',
    4,
    /\bnew WebSocket\(|\b(?:net|tls)\.(?:connect|createConnection)\(|\bgrpc\.\w|\bnew (?:Redis|MongoClient|Pool|Client)\(/,
    { bare: true },
  ),
  rule(
    'js-process',
    'resilience outbound',
    'js',
    'child_process spawn execFile',
    3,
    /\b(?:spawn|execFile|fork)(?:Sync)?\(/,
    {
      // A child that takes over the terminal is watched by the person in front of it.
      judge: (source, index) => (nearby(source, index, 0, 5, /stdio\s{0,4}:\s{0,4}["']inherit["']/) ? 1 : 3),
    },
  ),
  rule(
    'py-http',
    'resilience outbound',
    'py',
    'requests httpx aiohttp urlopen',
    7,
    /\b(?:requests|httpx|session|client)\.(?:get|post|put|patch|delete|request)\(|\burlopen\(|\baiohttp\.ClientSession\(/,
    {
      judge: (source, index) => (nearby(source, index, 0, 5, /timeout/) ? 4 : 7),
    },
  ),
  rule(
    'py-process',
    'resilience outbound',
    'py',
    'subprocess',
    4,
    /\bsubprocess\.(?:run|Popen|call|check_output|check_call)\(/,
    {
      judge: (source, index) => (nearby(source, index, 0, 4, /timeout/) ? 3 : 5),
    },
  ),
  rule(
    'py-remote',
    'resilience outbound',
    'py',
    'grpc boto3 redis celery pika kafka',
    4,
    /\bgrpc\.\w|\bboto3\.(?:client|resource)\(|\bredis\.Redis\(|\.apply_async\(|\.delay\(|@(?:shared_task|app\.task)\b|\bKafka(?:Producer|Consumer)\(|\bpika\.\w/,
  ),
  rule(
    'go-http',
    'resilience outbound',
    'go',
    'http. grpc.',
    5,
    /\bhttp\.(?:Get|Post|PostForm|Head|NewRequest\w{0,12})\(|\.Do\(\w|\bgrpc\.(?:Dial|NewClient)\w{0,10}\(|\bnet\.Dial\w{0,10}\(/,
    { bare: true },
  ),
  rule(
    'go-default-client',
    'resilience outbound',
    'go',
    'http.',
    7,
    /\bhttp\.(?:Get|Post|PostForm|DefaultClient)\b|&http\.Client\{\}/,
    { bare: true },
  ),
  rule(
    'jvm-http',
    'resilience outbound',
    'java kt',
    '',
    5,
    /\b(?:RestTemplate|WebClient|OkHttpClient|HttpURLConnection|HttpClient|FeignClient|ManagedChannelBuilder|KafkaTemplate|RabbitTemplate|JmsTemplate)\b/,
    { bare: true, unless: /^\s{0,40}import\b/ },
  ),
  rule(
    'rs-http',
    'resilience outbound',
    'rs',
    'reqwest hyper tonic TcpStream',
    5,
    /\breqwest::(?:get|Client|blocking)|\bhyper::Client|\btonic::transport|\bTcpStream::connect/,
    { bare: true, unless: /^\s{0,40}use\b/ },
  ),
  rule(
    'rb-http',
    'resilience outbound',
    'rb',
    'Net::HTTP Faraday HTTParty RestClient URI.open',
    5,
    /\bNet::HTTP\b|\bFaraday\.\w|\bHTTParty\.\w|\bRestClient\.\w|\bURI\.open\(/,
  ),
  rule(
    'cs-http',
    'resilience outbound',
    'cs',
    'HttpClient WebRequest GrpcChannel',
    5,
    /\bnew HttpClient\(|\bHttpClient\b.{0,60}\.(?:Get|Post|Send)\w{0,12}\(|\bWebRequest\.Create\(|\bGrpcChannel\.\w|\.(?:Get|Post|Send|Put)Async\(/,
    {
      bare: true,
      judge: (source, index) => (/new HttpClient\(/.test(source.bare[index] ?? '') ? 7 : 4),
    },
  ),
  rule(
    'php-http',
    'resilience outbound',
    'php',
    'curl_exec file_get_contents Guzzle Http::',
    5,
    /\bcurl_exec\(|\bfile_get_contents\(\s{0,4}["']https?:|\bnew (?:\\?GuzzleHttp\\)?Client\(|\bHttp::(?:get|post|put)\(/,
  ),

  // failures that vanish
  rule(
    'empty-catch',
    'cross-module-flow error-handling',
    'js java kt cs php',
    'catch',
    9,
    /\bcatch\s{0,4}(?:\([^)]{0,120}\)\s{0,4})?\{\s{0,9}\}/,
    { ...inFilesThatCallOut, bare: true },
  ),
  rule(
    'empty-catch-block',
    'cross-module-flow error-handling',
    'js java kt cs php',
    'catch',
    8,
    /\bcatch\s{0,4}(?:\([^)]{0,120}\)\s{0,4})?\{\s{0,9}$/,
    {
      ...inFilesThatCallOut,
      bare: true,
      judge: swallowWeight,
    },
  ),
  rule(
    'catch-nothing',
    'cross-module-flow error-handling',
    'js',
    '.catch(',
    9,
    /\.catch\(\s{0,4}(?:\(\w{0,40}\)|\w{1,40})\s{0,4}=>\s{0,4}(?:\{\s{0,9}\}|null|undefined|void 0|\[\]|false)\s{0,4}\)|\.catch\(\s{0,4}noop\s{0,4}\)/,
    { ...inFilesThatCallOut, bare: true, judge: (source, index) => (isCleanUp(source.bare[index] ?? '') ? 3 : 9) },
  ),
  rule(
    'except-pass',
    'cross-module-flow error-handling',
    'py',
    'except',
    9,
    /^\s{0,80}except\b[^:]{0,120}:\s{0,9}(?:pass|continue|\.\.\.)?\s{0,9}$/,
    {
      ...inFilesThatCallOut,
      bare: true,
      judge: (source, index) =>
        /:\s{0,9}(?:pass|continue|\.\.\.)/.test(source.bare[index] ?? '') ||
        /^\s{1,80}(?:pass|continue|\.\.\.|return(?: None)?)\s{0,9}$/.test(source.bare[index + 1] ?? '')
          ? 9
          : 0,
    },
  ),
  rule(
    'except-broad',
    'cross-module-flow error-handling',
    'py',
    'except',
    5,
    /^\s{0,80}except(?:\s{1,4}\(?(?:Base)?Exception\)?(?: as \w{1,40})?)?\s{0,4}:/,
    { ...inFilesThatCallOut, bare: true },
  ),
  rule(
    'rescue-nothing',
    'cross-module-flow error-handling',
    'rb',
    'rescue',
    8,
    /\brescue (?:nil|false|\[\]|\{\})\s{0,4}$|^\s{0,80}rescue(?: (?:StandardError|Exception|=> \w{1,20}))?\s{0,4}$/,
    { ...inFilesThatCallOut, bare: true },
  ),
  rule(
    'go-ignored',
    'cross-module-flow error-handling',
    'go',
    '_',
    6,
    /^\s{1,60}_(?:, _)? = [\w.]{1,80}\(|\w, _ :?= [\w.]{1,80}\(/,
    { ...inFilesThatCallOut, bare: true, unless: /\brange\b|\.\(/ },
  ),
  rule('rs-ignored', 'cross-module-flow error-handling', 'rs', 'let .ok()', 6, /\blet _ = [\w.:]{1,80}\(|\.ok\(\);/, {
    ...inFilesThatCallOut,
    bare: true,
  }),
  rule('php-silenced', 'error-handling', 'php', '@', 6, /(?:^|[\s=(,])@\w{1,40}\(/, {
    ...inFilesThatCallOut,
    bare: true,
  }),
  rule('printed-trace', 'error-handling', 'java kt', 'printStackTrace', 6, /\.printStackTrace\(\)/, {
    ...inFilesThatCallOut,
    bare: true,
  }),

  // repetition, buffers, limits
  rule(
    'retry',
    'resilience',
    '*',
    'retr Retr attempt Attempt',
    5,
    /\b(?:retr(?:y|ies|ying)|max_?retries|maxRetries|max_?attempts|maxAttempts)\w{0,20}\b|\battempts?\s{0,4}(?:\+\+|\+=|<)|@Retryable\b/i,
    {
      bare: true,
      unless: /^\s{0,60}(?:import|from|use|using|require)\b/,
      judge: (source, index) =>
        insideLoop(source, index) || /\b(?:for|while)\b/.test(source.bare[index] ?? '')
          ? retryWeight(source, index)
          : mentionWeight(source, index),
    },
  ),
  rule('retry-call', 'resilience', '*', 'retry', 6, /\b(?:with_?)?retry(?:ing|able|With\w{0,20})?\s{0,2}\(/i, {
    bare: true,
    unless: /\b(?:function|def|fn|func|fun|async) \w{0,20}retry|idempoten/i,
  }),
  rule(
    'endless-loop',
    'resilience',
    '*',
    'while for loop',
    6,
    /\bwhile\s{0,4}\(?\s{0,4}(?:true|True|1)\s{0,4}\)?\s{0,4}[:{]|\bfor\s{0,4}\(\s{0,4};\s{0,4};\s{0,4}\)|^\s{1,60}for \{|^\s{0,60}loop (?:do|\{)/,
    {
      bare: true,
      judge: (source, index) =>
        nearby(
          source,
          index,
          1,
          10,
          /\bfetch\(|axios|requests\.|[rR]equest\(|\.Do\(|[cC]onnect\(|\.query\(|\bpoll\w{0,20}\(/,
        )
          ? retryWeight(source, index)
          : 3,
    },
  ),
  rule(
    'queue',
    'resilience concurrency',
    '*',
    'ueue afka amqp SQS SendMessage publish consume produce',
    4,
    /\b(?:sendToQueue|basic_publish|basicPublish|publishMessage|enqueue|SendMessageCommand)\(|\bnew (?:Queue|SendMessageCommand)\(|\b\w{0,30}(?:[cC]hannel|[cC]onsumer|[pP]roducer|[pP]ublisher|[qQ]ueue|[tT]opic|[bB]roker|[eE]xchange|[pP]ub[sS]ub|nats|redis|kafka|amqp|sns|sqs)\.(?:publish|consume|produce|subscribe)\(/,
    { bare: true },
  ),
  rule(
    'growing-buffer',
    'resilience',
    'js',
    '.push(',
    4,
    /\.(?:on|addEventListener)\(.{0,120}\.push\(|\b(?:queue|buffer|pending|backlog)\w{0,20}\.push\(/,
    { bare: true },
  ),
  rule(
    'process-handler',
    'resilience error-handling',
    'js',
    'process.on',
    4,
    /process\.on\(\s{0,4}["'](?:unhandledRejection|uncaughtException)/,
  ),
  rule('sync-io', 'resilience', 'js', 'Sync(', 4, /\b(?:readFileSync|writeFileSync|execSync|spawnSync)\(/, {
    bare: true,
    judge: (source) => (fileHas(source, server) ? 5 : 0),
  }),
  rule('breaker', 'resilience', '*', 'ircuit dempoten', 4, /circuit_?breaker|idempotency_?key/i, { bare: true }),
];

/** Outside of a loop the word counts with a number of times or a wait beside it; alone it may mean anything. */
function mentionWeight(source: SourceView, index: number): number {
  const counted = /(?:retries|attempts?|retry)\w{0,20}["']?\s{0,4}[:=]\s{0,4}\d/i.test(source.bare[index] ?? '');
  return counted || nearby(source, index, -4, 12, waitWords) || /@Retryable/.test(source.bare[index] ?? '') ? 4 : 2;
}

/** A retry is worth a look most of all when nothing near it waits. */
function retryWeight(source: SourceView, index: number): number {
  return nearby(source, index, -4, 12, waitWords) ? 5 : 8;
}

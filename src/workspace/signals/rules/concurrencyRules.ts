import { type LineRule, rule } from '../signalRule.ts';
import { enclosedBy, fileHas, insideLoop, nearby, type SourceView } from '../sourceView.ts';
import { floatingMethodWeight, floatingWeight } from './floatingPromises.ts';
import { reassignedNames } from './reassignedNames.ts';

const serverMark =
  /\b(?:createServer|express\(|fastify\(|new Hono|new Koa|app\.(?:get|post|put|use|listen)|router\.\w|export (?:async )?function (?:GET|POST|handler)|exports\.handler|Flask\(|FastAPI\(|@app\.|http\.HandleFunc|async (?:function|def)|async \w{1,60}\()/;
const later =
  /readFile|writeFile|unlink|rmSync|\brm\(|mkdir|open\(|createReadStream|createWriteStream|rename|remove\(|os\.(?:remove|mkdir|rename)|shutil|\.read\(|\.write/;

/** Things that happen at once or in an order nobody fixed. */
export const concurrencyRules: readonly LineRule[] = [
  rule('async-word', 'concurrency', 'js py rs cs kt', 'async await', 1, /\b(?:async|await|suspend)\b/, { bare: true }),
  rule('promise-group', 'concurrency', 'js', 'Promise.', 5, /\bPromise\.(?:all|allSettled|race|any)\(/, { bare: true }),
  rule(
    'promise-fan-out',
    'concurrency resilience',
    'js',
    'Promise.all',
    7,
    /\bPromise\.all(?:Settled)?\(\s{0,4}[\w.]{1,80}\.(?:map|flatMap)\(/,
    { bare: true },
  ),
  rule('async-each', 'concurrency', 'js', '.forEach(', 9, /\.forEach\(\s{0,4}async\b/, { bare: true }),
  rule('async-filter', 'concurrency', 'js', 'async', 8, /\.(?:filter|some|every|find|sort|reduce)\(\s{0,4}async\b/, {
    bare: true,
  }),
  rule('async-map', 'concurrency', 'js', 'async', 5, /\.(?:map|flatMap)\(\s{0,4}async\b/, { bare: true }),
  rule(
    'floating-call',
    'concurrency error-handling',
    'js',
    'async',
    8,
    /^\s{1,60}(?:this\.)?(\w{1,60})\(.{0,200}\)\s{0,4};?\s{0,4}$/,
    {
      bare: true,
      judge: (source, index, match) => floatingWeight(source, index, match[1] ?? ''),
    },
  ),
  rule(
    'floating-method',
    'concurrency error-handling',
    'js',
    'await',
    7,
    /^\s{1,60}((?:this\.)?\w{1,60})\.(\w{1,60})\(.{0,200}\)\s{0,4};\s{0,4}$/,
    {
      bare: true,
      judge: (source, index, match) => floatingMethodWeight(source, index, match[1] ?? '', match[2] ?? ''),
    },
  ),
  rule('async-executor', 'concurrency', 'js', 'new Promise', 8, /new Promise(?:<[^>]{0,80}>)?\(\s{0,4}async\b/, {
    bare: true,
  }),
  rule(
    'async-listener',
    'concurrency error-handling',
    'js',
    'async',
    5,
    /\.(?:on|once|addEventListener)\(\s{0,4}["'][^"']{0,60}["']\s{0,4},\s{0,4}async\b/,
  ),
  rule(
    'check-then-act',
    'concurrency resilience',
    'js',
    'existsSync access exists stat',
    8,
    /\b(?:existsSync|accessSync|statSync|pathExists|fs(?:p|\.promises)?\.(?:access|exists|stat))\(/,
    {
      bare: true,
      judge: checkThenActWeight,
    },
  ),
  rule(
    'check-then-act-py',
    'concurrency resilience',
    'py rb php go java kt cs',
    'exists exist? file_exists os.Stat isfile',
    8,
    /\bos\.path\.(?:exists|isfile)\(|\.exists\(\)|File\.exist\?|\bfile_exists\(|\bos\.Stat\(|\bFiles?\.[eE]xists\(/,
    {
      judge: (source, index) =>
        nearby(
          source,
          index,
          0,
          6,
          /open\(|remove|unlink|rename|mkdir|Create|Delete|Write|Read|file_(?:get|put)_contents/,
        )
          ? 8
          : 0,
    },
  ),
  rule(
    'check-then-set',
    'concurrency state',
    'js',
    '.has( .get(',
    6,
    /\bif\s{0,4}\(\s{0,4}!\s{0,4}[\w.]{1,60}\.(?:has|get)\(/,
    {
      bare: true,
      judge: (source, index) =>
        nearby(source, index, 1, 5, /\bawait\b/) && nearby(source, index, 1, 6, /\.set\(/) ? 7 : 0,
    },
  ),
  rule(
    'read-await-write',
    'concurrency state',
    'js',
    'await',
    7,
    /\b([a-z]\w{0,40})\s{0,4}=\s{0,4}\1\s{0,4}[-+*]\s{0,4}await\b|\b([a-z]\w{0,40})\s{0,4}[-+]=\s{0,4}await\b/,
    { bare: true },
  ),
  rule('module-state', 'concurrency state', 'js', 'let var', 5, /^(?:export )?(?:let|var) (\w{1,60})/, {
    bare: true,
    judge: (source, _index, match) => (isServer(source) && reassignedNames(source).has(match[1] ?? '') ? 5 : 0),
  }),
  rule(
    'module-cache',
    'concurrency state',
    'js',
    'const',
    4,
    /^(?:export )?const \w{1,60}(?::[^=]{0,80})? = (?:new (?:Map|Set|WeakMap)\b.{0,60}\(\s{0,2}\)|\{\};?$|\[\];?$)/,
    {
      bare: true,
      judge: (source) => (isServer(source) ? 4 : 0),
    },
  ),
  rule(
    'timer',
    'concurrency',
    'js',
    'setTimeout setInterval setImmediate',
    3,
    /\b(?:setTimeout|setInterval|setImmediate)\(/,
    {
      bare: true,
      judge: (source, index) => (/setInterval/.test(source.bare[index] ?? '') ? 4 : 3),
    },
  ),
  rule(
    'js-thread',
    'concurrency',
    'js',
    'Worker worker_threads Atomics SharedArrayBuffer cluster',
    6,
    /\bnew (?:Shared)?Worker\(|worker_threads|\bAtomics\.\w|\bSharedArrayBuffer\b|\bcluster\.fork\(/,
  ),
  rule(
    'js-lock',
    'concurrency',
    'js',
    'Mutex Semaphore p-limit pLimit PQueue async-lock AbortController lock(',
    4,
    /\b(?:Mutex|Semaphore|PQueue|pLimit|AsyncLock)\b|\bnew AbortController\(|\.acquire\(|\.lock\(/,
    { bare: true },
  ),

  rule(
    'py-async',
    'concurrency',
    'py',
    'asyncio',
    5,
    /\basyncio\.(?:gather|wait|create_task|ensure_future|Lock|Queue|Semaphore|Event|run_coroutine_threadsafe|as_completed)\(/,
  ),
  rule(
    'py-thread',
    'concurrency',
    'py',
    'thread Thread multiprocessing concurrent',
    5,
    /\bthreading\.\w{1,20}\(|\bThread\(|ThreadPoolExecutor\(|ProcessPoolExecutor\(|\bmultiprocessing\.\w|\bqueue\.Queue\(/,
  ),
  rule('py-global', 'concurrency state', 'py', 'global', 4, /^\s{1,60}global \w/, { bare: true }),
  rule(
    'py-blocking',
    'concurrency resilience',
    'py',
    'async',
    7,
    /\btime\.sleep\(|\brequests\.(?:get|post|put|delete|patch)\(/,
    {
      judge: (source, index) => (enclosedBy(source, index, /\basync def\b/, 40) ? 7 : 0),
    },
  ),
  rule('py-mutable-default', 'state', 'py', 'def', 6, /\bdef \w{1,60}\(.{0,200}=\s{0,4}(?:\[\]|\{\})/, {
    bare: true,
  }),

  rule('go-routine', 'concurrency', 'go', 'go', 5, /^\s{0,60}go (?:func\b|[\w.]{1,80}\()/, { bare: true }),
  rule('go-routine-loop', 'concurrency', 'go', 'go', 7, /^\s{1,60}go (?:func\b|[\w.]{1,80}\()/, {
    bare: true,
    judge: (source, index) => (insideLoop(source, index) ? 7 : 0),
  }),
  rule('go-channel', 'concurrency', 'go', 'chan <-', 4, /\bmake\(chan\b|<-\s{0,2}\w|\w\s{0,2}<-|\bselect \{/, {
    bare: true,
  }),
  rule(
    'go-sync',
    'concurrency',
    'go',
    'sync. atomic. errgroup',
    5,
    /\bsync\.(?:Mutex|RWMutex|WaitGroup|Once|Map|Cond|Pool)\b|\batomic\.\w|\berrgroup\.\w/,
    { bare: true },
  ),
  rule(
    'go-time',
    'concurrency resilience',
    'go',
    'time. context.',
    4,
    /\btime\.(?:After|AfterFunc|NewTicker|NewTimer|Tick)\(|\bcontext\.With(?:Cancel|Timeout|Deadline)\(/,
    { bare: true },
  ),

  rule(
    'jvm-thread',
    'concurrency',
    'java kt',
    '',
    5,
    /\bsynchronized\b|\bnew Thread\(|\bExecutors?\.\w|\bExecutorService\b|\bCompletableFuture\b|\bvolatile\b|\bAtomic(?:Integer|Long|Boolean|Reference)\b|\bReentrantLock\b|\bCountDownLatch\b|@(?:Async|Scheduled)\b|\.parallelStream\(/,
    { bare: true },
  ),
  rule('jvm-wait', 'concurrency', 'java', 'wait( notify( notifyAll(', 5, /(?:^|[^.\w])(?:wait|notify|notifyAll)\(/, {
    bare: true,
  }),
  rule(
    'jvm-shared-format',
    'concurrency state',
    'java',
    'SimpleDateFormat',
    7,
    /\bstatic\b.{0,60}\bSimpleDateFormat\b/,
    { bare: true },
  ),
  rule(
    'jvm-static-state',
    'concurrency state',
    'java',
    'static',
    5,
    /\bstatic\s(?!final\b)(?:\w{1,20}\s){0,2}(?:Map|List|Set|HashMap|ArrayList|HashSet|int|long|boolean)\b[^(]{0,80}(?:=|;)/,
    { bare: true, unless: /\bfinal\b/ },
  ),
  rule(
    'kt-coroutine',
    'concurrency',
    'kt',
    'launch async GlobalScope Mutex Channel runBlocking Flow',
    5,
    /\b(?:launch|async)\s{0,4}(?:\([^)]{0,80}\)\s{0,4})?\{|\bGlobalScope\b|\bMutex\(|\bChannel<|\brunBlocking\b|\bMutableStateFlow\b/,
    { bare: true },
  ),

  rule(
    'rs-task',
    'concurrency',
    'rs',
    'spawn',
    5,
    /\b(?:tokio|thread|task|rayon|async_std)(?:::task)?::spawn\w{0,12}\(/,
    { bare: true },
  ),
  rule(
    'rs-shared',
    'concurrency',
    'rs',
    'Mutex RwLock Atomic mpsc Arc',
    4,
    /\b(?:Mutex|RwLock|Condvar)(?:<|::new)|\bAtomic(?:Usize|Bool|I32|I64|U32|U64|Ptr)\b|\bmpsc::|\bjoin!\(|\bselect!\s/,
    { bare: true },
  ),
  rule(
    'rs-unsafe-share',
    'concurrency',
    'rs',
    'unsafe static Relaxed',
    8,
    /\bunsafe impl (?:<[^>]{0,60}>\s{0,4})?(?:Send|Sync)\b|\bstatic mut\b|Ordering::Relaxed/,
    { bare: true },
  ),

  rule(
    'rb-thread',
    'concurrency',
    'rb',
    'Thread Mutex Queue perform_async perform_later Concurrent Ractor',
    5,
    /\bThread\.new\b|\bMutex\.new\b|\bQueue\.new\b|\.perform_(?:async|later)\b|\bConcurrent::\w|\bRactor\.new\b/,
    { bare: true },
  ),
  rule('rb-class-state', 'concurrency state', 'rb', '@@', 4, /@@\w{1,60}\s{0,4}(?:\|\|)?=(?!=)/, { bare: true }),

  rule(
    'cs-task',
    'concurrency',
    'cs',
    '',
    5,
    /\bTask\.(?:Run|WhenAll|WhenAny|Factory)\b|\block\s{0,2}\(|\bInterlocked\.\w|\bSemaphoreSlim\b|\bParallel\.\w|\bnew Thread\(|\bConcurrent(?:Dictionary|Queue|Bag)\b|\bvolatile\b/,
    { bare: true },
  ),
  rule(
    'cs-sync-over-async',
    'concurrency',
    'cs',
    '.Result .Wait() async void .GetResult()',
    8,
    /\.(?:Result\b(?!\s{0,4}[=(])|Wait\(\)|GetAwaiter\(\)\.GetResult\(\))|\basync void\b/,
    { bare: true },
  ),

  rule(
    'php-lock',
    'concurrency',
    'php',
    'flock pcntl_fork sem_ Swoole parallel',
    5,
    /\bflock\(|\bpcntl_fork\(|\bsem_acquire\(|\bSwoole\\|\bparallel\\/,
    { bare: true },
  ),
  rule(
    'native-thread',
    'concurrency',
    'other',
    'thread pthread mutex Mutex dispatch_ DispatchQueue Task',
    5,
    /\bstd::(?:thread|mutex|atomic|async|condition_variable)\b|\bpthread_\w|\bDispatchQueue\.\w|\bdispatch_(?:async|sync)\(|\bTask\.(?:async|start)\b|\bGenServer\b|\bactor \w/,
    { bare: true },
  ),
];

/** Strong when the same path is used right after the check, weak when some file operation just follows. */
function checkThenActWeight(source: SourceView, index: number, match: RegExpExecArray): number {
  const line = source.bare[index] ?? '';
  const name = /^\s{0,4}(?:[\w.]{1,60}\.)?(\w{1,60})\s{0,4}[),]/.exec(line.slice(match.index + match[0].length))?.[1];
  for (let i = index; i <= Math.min(source.bare.length - 1, index + 6); i++) {
    const other = i === index ? line.slice(match.index + match[0].length) : (source.bare[i] ?? '');
    if (!later.test(other)) continue;
    if (name !== undefined && new RegExp(`\\b${name}\\b`).test(other)) return 8;
  }
  return nearby(source, index, 1, 3, later) ? 4 : 0;
}

function isServer(source: SourceView): boolean {
  return fileHas(source, serverMark);
}

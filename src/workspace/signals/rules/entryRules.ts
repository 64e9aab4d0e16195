import { type LineRule, rule } from '../signalRule.ts';
import { fileHas } from '../sourceView.ts';

const serverMade = /\bcreateServer\(|\bexpress\(\)|\b[fF]astify\(|\bnew (?:Koa|Hono|WebSocketServer)\b|\bapp\.listen\(/;

/** Where execution begins: main functions, commands, handlers of events, messages and schedules. Routes: `flowRules`. */
export const entryRules: readonly LineRule[] = [
  rule('shebang', 'entry-points', 'js py rb php sh', '#!', 4, /^#!\s{0,4}\/\S/, {
    judge: (source, index) => (index === 0 && source.lines[0]?.startsWith('#!') === true ? 4 : 0),
  }),
  rule('py-main', 'entry-points', 'py', '__main__', 5, /^if __name__\s{0,4}==\s{0,4}["']__main__["']/),
  rule('go-main', 'entry-points', 'go', 'func main', 5, /^func main\(\)/, { bare: true }),
  rule('rs-main', 'entry-points', 'rs', 'fn main', 5, /^\s{0,8}(?:pub )?(?:async )?fn main\(/, { bare: true }),
  rule(
    'jvm-main',
    'entry-points',
    'java kt',
    'main(',
    5,
    /\bpublic static void main\s{0,4}\(|^\s{0,8}(?:suspend )?fun main\(/,
    { bare: true },
  ),
  rule(
    'cs-main',
    'entry-points',
    'cs',
    'Main( WebApplication',
    5,
    /\bstatic (?:async )?\w{1,20} Main\(|\bWebApplication\.CreateBuilder\(/,
    {
      bare: true,
    },
  ),
  rule('c-main', 'entry-points', 'other', 'main(', 5, /^(?:int|void|auto)\s{1,4}main\s{0,4}\(/, { bare: true }),
  rule(
    'js-main',
    'entry-points',
    'js',
    'require.main import.meta.main',
    5,
    /\brequire\.main\s{0,4}===?\s{0,4}module\b|\bif\s{0,4}\(\s{0,4}import\.meta\.main\b/,
    { bare: true },
  ),
  rule(
    'js-command',
    'entry-points',
    'js',
    '.command( .parse(',
    4,
    /\.command\(\s{0,4}["'`]|\bprogram\.parse(?:Async)?\(/,
    {
      bare: true,
      judge: (source) => (fileHas(source, /["'](?:commander|yargs|cac|sade|@oclif\/core)["'/]/) ? 4 : 0),
    },
  ),
  rule(
    'vscode-command',
    'entry-points',
    'js',
    'registerCommand( registerTextEditorCommand( createChatParticipant(',
    4,
    /\b(?:commands\.registerCommand|registerTextEditorCommand|createChatParticipant)\(/,
    { bare: true },
  ),
  rule('vscode-activate', 'entry-points', 'js', 'activate', 5, /^export (?:async )?function activate\(/, {
    bare: true,
  }),
  rule('js-server', 'entry-points', 'js', '.listen( Deno.serve( Bun.serve(', 5, /\.listen\(|\b(?:Deno|Bun)\.serve\(/, {
    bare: true,
    judge: (source, _index, match) => (match[0] !== '.listen(' || fileHas(source, serverMade) ? 5 : 0),
  }),
  rule(
    'js-handler',
    'entry-points',
    'js',
    'handler fetch',
    4,
    /^exports\.handler\s{0,4}=|^export (?:const|async function|function) handler\b|\baddEventListener\(\s{0,4}["']fetch["']/,
  ),
  rule(
    'js-consumer',
    'entry-points',
    'js',
    'cron. schedule consume subscribe Worker( process(',
    4,
    /\bcron\.schedule\(|\bnew CronJob\(|\bnew Worker\(\s{0,4}["'`][^"'`]{0,60}["'`]\s{0,4},\s{0,4}(?:async|\(|function|\w{1,60}\))|\bscheduleJob\(|\b\w{0,30}(?:[cC]onsumer|[cC]hannel|[qQ]ueue)\.(?:consume|run|process|subscribe)\(|@(?:Cron|Interval|MessagePattern|EventPattern|Process)\(/,
    { bare: true },
  ),
  rule(
    'py-command',
    'entry-points',
    'py',
    'argparse click typer .command( @app @celery shared_task BaseCommand',
    4,
    /\bArgumentParser\(|^\s{0,20}@(?:\w{1,30}\.)?(?:command|group)\(|^\s{0,20}@(?:shared_task|app\.task|celery\.task|periodic_task)\b|\(BaseCommand\):/,
  ),
  rule(
    'go-command',
    'entry-points',
    'go',
    'cobra. ListenAndServe cli.App',
    4,
    /&cobra\.Command\{|\bListenAndServe(?:TLS)?\(|&cli\.(?:App|Command)\{|\.Consume\(/,
    { bare: true },
  ),
  rule(
    'jvm-handler',
    'entry-points',
    'java kt',
    '@',
    4,
    /@(?:KafkaListener|RabbitListener|JmsListener|SqsListener|EventListener|Scheduled|SpringBootApplication|RestController|Controller|Command)\b/,
    { bare: true },
  ),
  rule(
    'rs-command',
    'entry-points',
    'rs',
    'Parser serve(',
    4,
    /#\[derive\([^)]{0,80}\bParser\b|\baxum::serve\(|\bHttpServer::new\(/,
  ),
  rule(
    'rb-job',
    'entry-points',
    'rb',
    'Worker Job task Thor',
    4,
    /\binclude Sidekiq::(?:Worker|Job)\b|<\s{0,4}ApplicationJob\b|<\s{0,4}Thor\b|^\s{0,20}task\s{1,4}:?\w/,
    {
      bare: true,
    },
  ),
];

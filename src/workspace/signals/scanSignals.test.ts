import assert from 'node:assert/strict';
import fc from 'fast-check';
import { signalIds } from '../../protocol/definition/signals.ts';
import type { ScopeFile } from '../../protocol/plan.ts';
import { infraRules } from './rules/infraRules.ts';
import { fileRules } from './rules/fileRules.ts';
import { lineRules } from './rules/lineRules.ts';
import { scanSignals, type SignalScan, SignalScanner } from './scanSignals.ts';
import { signalTable } from './signalTable.ts';

const fileOf = (path: string, more: Partial<ScopeFile> = {}): ScopeFile => ({
  path,
  lines: 0,
  bytes: 0,
  sha256: '',
  ...more,
});

function scan(files: Readonly<Record<string, string>>, more: Partial<ScopeFile> = {}): SignalScan {
  const scanner = new SignalScanner();
  for (const [path, text] of Object.entries(files)) scanner.add(fileOf(path, more), text.split('\n'));
  return scanner.result();
}

/** Lines (1-based) that one of the signals, separated by spaces, points at in one file. */
function linesOf(signal: string, path: string, text: string): number[] {
  return scan({ [path]: text })
    .hits.filter((hit) => signal.split(' ').includes(hit.signal))
    .map((hit) => hit.line)
    .sort((a, b) => a - b);
}

/** Each example is one file; `>` marks the lines that must be hit, `!` lines that must not. */
interface Example {
  readonly signal: string;
  readonly path: string;
  readonly text: string;
}

function check({ signal, path, text }: Example): void {
  const marked = text.split('\n');
  const hits = new Set(linesOf(signal, path, marked.map((line) => line.replace(/^[>!] ?/, '')).join('\n')));
  for (const [index, line] of marked.entries()) {
    if (line.startsWith('>')) assert.ok(hits.has(index + 1), `${signal} misses: ${line}`);
    if (line.startsWith('!')) assert.ok(!hits.has(index + 1), `${signal} should not flag: ${line}`);
  }
}

const examples: readonly Example[] = [
  {
    signal: 'auth injection secrets crypto',
    path: 'src/users.ts',
    text: [
      "> const q = `select * from users where name = '${name}'`;",
      '! const p = `select ${columns} from users where id = $1`;',
      '> const r = "SELECT * FROM users WHERE id = " + id;',
      '! const s = "SELECT * FROM users WHERE id = ?";',
      '> eval(userCode);',
      '! // eval(userCode) would be bad',
      '! const text = "please do not eval(this)";',
      '> exec(`tar xf ${file}`);',
      '! execFile("tar", ["xf", file]);',
      '> if (token === req.headers.token) ok();',
      '! if (token === undefined) return;',
      '! if (tokenType === other.tokenType) return;',
      '! if (token.kind === Kind.Name) return;',
      "> const apiKey = 'a8f5f167f44f4964e6c998dee827110c';",
      "! const password = 'changeme-example';",
      '> const resetToken = Math.random().toString(36);',
      '',
      '',
      '',
      '',
      '! const jitter = Math.random() * 100;',
      "> const h = createHash('md5').update(x);",
      '> app.use(cors({ origin: "*" }));',
      '> el.innerHTML = comment;',
      '> res.redirect(req.query.next);',
      '> fs.readFile(path.join(dir, req.params.name), done);',
    ].join('\n'),
  },
  {
    signal: 'auth injection secrets crypto',
    path: 'app/views.py',
    text: [
      '> cur.execute(f"SELECT * FROM t WHERE id = {uid}")',
      '> cur.execute("SELECT * FROM t WHERE id = %s" % uid)',
      '! cur.execute("SELECT * FROM t WHERE id = %s", (uid,))',
      '> os.system("rm " + name)',
      '> data = pickle.loads(blob)',
      '> cfg = yaml.load(text)',
      '! cfg = yaml.load(text, Loader=yaml.SafeLoader)',
      '> subprocess.run(cmd, shell=True)',
      '> requests.get(url, verify=False)',
      '! """eval(x) in documentation"""',
    ].join('\n'),
  },
  {
    signal: 'auth injection secrets crypto',
    path: 'main.go',
    text: [
      '> q := fmt.Sprintf("SELECT * FROM t WHERE id = %s", id)',
      '> c := exec.Command("sh", "-c", line)',
      '> &tls.Config{InsecureSkipVerify: true}',
    ].join('\n'),
  },
  {
    signal: 'auth injection secrets crypto',
    path: 'A.java',
    text: '> String q = "SELECT * FROM t WHERE id = " + id;\n! String r = "SELECT * FROM t WHERE id = ?";',
  },
  {
    signal: 'auth injection secrets crypto',
    path: 'a.php',
    text: '> $q = "SELECT * FROM t WHERE id = $id";\n> $o = unserialize($_COOKIE["x"]);',
  },
  {
    signal: 'auth injection secrets crypto',
    path: 'a.rb',
    text: '> User.where("x").find_by_sql("SELECT * FROM users WHERE id = #{id}")\n> system("ls #{dir}")',
  },
  { signal: 'auth injection secrets crypto', path: 'A.cs', text: '> var q = $"SELECT * FROM t WHERE id = {id}";' },
  {
    signal: 'auth injection secrets crypto',
    path: 'config/app.json',
    text: '> { "clientSecret": "9f86d081884c7d659a2feaa0" }',
  },
  {
    signal: 'concurrency',
    path: 'src/jobs.ts',
    text: [
      'import { x } from "./x.ts";',
      'async function save(item) {',
      '  await store.put(item);',
      '}',
      'export async function run(items) {',
      '> items.forEach(async (item) => save(item));',
      '> await Promise.all(items.map((item) => save(item)));',
      '  for (const item of items) {',
      '>     save(item);',
      '!     await save(item);',
      '  }',
      '>   store.put(items);',
      '! void store.flush();',
      '> if (!existsSync(file)) writeFileSync(file, "");',
      '> total = total + await count();',
      '}',
    ].join('\n'),
  },
  { signal: 'concurrency', path: 'src/plain.ts', text: '! export async function f() {\n!   return await g();\n! }' },
  {
    signal: 'concurrency',
    path: 'w.go',
    text: 'func f() {\n> \tgo work()\n> \tch := make(chan int)\n> \tvar mu sync.Mutex\n}',
  },
  {
    signal: 'concurrency',
    path: 'w.rs',
    text: "> static mut COUNT: u32 = 0;\n> let h = thread::spawn(move || {});\nlet c = '\"';\n> let m = Mutex::new(1);",
  },
  {
    signal: 'concurrency',
    path: 'w.py',
    text: 'async def f():\n>     time.sleep(1)\n>     await asyncio.gather(a(), b())',
  },
  {
    signal: 'concurrency',
    path: 'W.java',
    text: '> private static SimpleDateFormat format = new SimpleDateFormat("y");\n> synchronized (this) {',
  },
  {
    signal: 'concurrency',
    path: 'W.cs',
    text: '> var x = task.Result;\n> async void Save() {\n! var y = result.ResultCode;',
  },
  {
    signal: 'resilience',
    path: 'src/client.ts',
    text: [
      '> const a = await fetch(url);',
      '',
      '> try { go(); } catch {}',
      '> work().catch(() => {});',
      'try {',
      '  go();',
      '> } catch (error) {',
      '}',
      'try {',
      '  go();',
      '! } catch (error) {',
      '  throw new Error("no", { cause: error });',
      '}',
      'while (true) {',
      '  attempts++;',
      '}',
    ].join('\n'),
  },
  { signal: 'resilience', path: 'c.py', text: '> r = requests.get(url)\ntry:\n    x()\n> except Exception:\n    pass' },
  { signal: 'resilience', path: 'c.go', text: 'func f() {\n> \tresp, _ := http.Get(url)\n}' },
  {
    signal: 'bounded-input',
    path: 'src/parse.ts',
    text: [
      '> const n = parseInt(text);',
      '> for (let i = 0; i <= list.length; i++) {}',
      '! for (let i = 0; i < list.length; i++) {}',
      '! for (let i = 0; i <= list.length - 1; i++) {}',
      '> const o = JSON.parse(body);',
      '> const last = line.split(",")[2];',
      '> const when = new Date(text);',
      '! const now = new Date();',
      '> const re = new RegExp(pattern);',
    ].join('\n'),
  },
  { signal: 'bounded-input', path: 'p.rs', text: '> let n: u32 = s.parse().unwrap();\n> let b = n as u8;' },
  { signal: 'bounded-input', path: 'p.go', text: '> n, _ := strconv.Atoi(s)\n> x := strings.Split(s, ",")[1]' },
  {
    signal: 'data',
    path: 'db/001.sql',
    text: '> ALTER TABLE orders ADD COLUMN x int NOT NULL;\n> DROP TABLE old;\n! -- DROP TABLE kept;\n> DELETE FROM orders;',
  },
  {
    signal: 'data',
    path: 'src/repo.ts',
    text: "> await db.query('select * from t');\n> await prisma.user.findMany({});\n> await db.query('update t set n = $1', [n - 1]);",
  },
  { signal: 'data', path: 'app/models/user.py', text: '> class User(models.Model):' },
  {
    signal: 'devops',
    path: 'Dockerfile',
    text: '> FROM node\n! FROM node:22.1.0\n> RUN curl https://x | sh\n> USER root\n# USER root',
  },
  {
    signal: 'devops',
    path: '.github/workflows/ci.yml',
    text: '> on: pull_request_target\n> continue-on-error: true\n>   - run: npm test || true',
  },
  {
    signal: 'cross-module-flow',
    path: 'src/a.ts',
    text: 'import { b } from "./b.ts";\n> if (x) throw new Error("x");',
  },
  { signal: 'cross-module-flow', path: 'src/alone.ts', text: '! throw new Error("x");' },
  { signal: 'logic', path: 'src/a.ts', text: 'const a = 1;\n> if (a) b();' },
  { signal: 'api', path: 'src/routes.ts', text: "> router.get('/x', handler);" },
  { signal: 'seam', path: 'src/bus.ts', text: '> const producer = kafkajs.producer();' },
  { signal: 'pii', path: 'src/user.ts', text: '> const ssn = form.ssn;' },
  // each signal for its own matter only
  {
    signal: 'auth',
    path: 'src/guard.ts',
    text: [
      '> if (!isAdmin(user)) throw new ForbiddenError();',
      '> jwt.verify(bearer, key);',
      '> if (session.token !== given.token) return;',
      '! eval(code);',
      '! el.innerHTML = text;',
      '! throw createForbiddenExclusivityError(mocha);',
      "! const h = createHash('md5').update(x);",
    ].join('\n'),
  },
  {
    signal: 'auth',
    path: 'src/lexer.ts',
    text: '! if (token === last.raw) return;\n! if (previous.token !== token) next();',
  },
  { signal: 'crypto', path: 'src/digest.ts', text: '! if (before.digest !== after.digest) changed();' },
  {
    signal: 'crypto',
    path: 'src/mac.ts',
    text: "const mac = createHmac('sha256', key);\n> if (digest !== given) fail();",
  },
  {
    signal: 'injection',
    path: 'src/objects.js',
    text: '! const none = { __proto__: null };\n! arr.__proto__ = Buffer.prototype;\n> target["__proto__"] = value;',
  },
  {
    signal: 'injection data migration secrets crypto outbound seam',
    path: 'src/patterns.ts',
    text: [
      '! const words = "DROP TRUNCATE DELETE createCipher( innerHTML rejectUnauthorized";',
      '! const sql = /\\bCREATE\\s{1,4}TABLE\\b|DELETE FROM users;/i;',
      '!           /\\bkafkajs\\b|SELECT \\* FROM users/,',
      '! const where = { where: `${file}:${line}`, createTable };',
    ].join('\n'),
  },
  {
    signal: 'input',
    path: 'src/loop.ts',
    text: '! for (let i = 0; i <= list.length; i++) use(list[i + 1]);\n! const argv = process.argv;',
  },
  {
    signal: 'input',
    path: 'src/socket.ts',
    text: "> socket.on('data', (chunk) => parse(chunk));\n! socket.on('close', stop);",
  },
  {
    signal: 'data',
    path: 'src/build.ts',
    text: 'for (const one of all) {\n!   await context.watch(one);\n>   await orderRepository.save(one);\n}',
  },
  {
    signal: 'resilience',
    path: 'src/receiver.js',
    text: '! const buf = this.consume(2);\n> await channel.publish(exchange, body);',
  },
  { signal: 'outbound', path: 'src/front.js', text: "! spawn(program, args, { stdio: 'inherit' });" },
  { signal: 'outbound', path: 'src/back.js', text: "> spawn(program, args, { stdio: 'pipe' });" },
  { signal: 'auth injection crypto', path: 'src/env.ts', text: "! const apiKey = process.env['API_KEY'];" },
  { signal: 'secrets', path: 'src/env.ts', text: "> const apiKey = process.env['API_KEY'];" },
  {
    signal: 'state',
    path: 'src/old.js',
    text: "! var path = require('path');\n> let current;\nasync function f() {\n  current = await g();\n}",
  },
  {
    signal: 'data',
    path: 'src/report.ts',
    text: 'function report(orders: OrderRepository, queue: Queue) {\n  for (const id of ids) {\n>     await orders.byId(id);\n!     await queue.next(id);\n  }\n}',
  },
  {
    signal: 'api',
    path: 'src/own.ts',
    text: "> router.on('GET', '/health', handler);\nrouter.on(\n>   'POST',\n  '/orders',\n);\nfetchAll(\n!   'POST',\n);",
  },
  {
    signal: 'entry-points',
    path: 'src/server.ts',
    text: 'const server = createServer(handle);\n> server.listen(80);',
  },
  { signal: 'entry-points', path: 'src/bus.ts', text: '! bus.listen(topic);' },
  { signal: 'entry-points', path: 'src/menu.js', text: "! editor.command('bold');" },
  {
    signal: 'auth',
    path: 'src/relay.ts',
    text: "> const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '');",
  },
  {
    signal: 'data',
    path: 'src/calls.ts',
    text: '! await cli.execute(args);\n! system.prepare(scene);\n> await db.query(text);\n> this.pool.query<Row>(`x`);\n> await runner.execute(sql, values);\n> rows = stmt.executeQuery();',
  },
  {
    signal: 'auth',
    path: 'src/zip.js',
    text: '// signature\nconst signature = 1;\n! if (length !== expectedLength) fail();',
  },
  { signal: 'resilience', path: 'src/suite.js', text: '! suite.retries(this.retries());' },
  { signal: 'resilience', path: 'src/client.js', text: '> const options = { maxRetries: 3 };' },
  {
    signal: 'resilience',
    path: 'src/pure.js',
    text: 'function f(text) {\n!   try { return parse(text); } catch {}\n}',
  },
  {
    signal: 'resilience',
    path: 'src/load.js',
    text: 'async function f(url) {\n>   try { return await get(url); } catch {}\n}',
  },
  { signal: 'api', path: 'src/cli/init.js', text: '! export const handler = (argv) => run(argv);' },
  { signal: 'api', path: 'src/api/orders.js', text: '> export const handler = (event) => run(event);' },
  {
    signal: 'entry-points',
    path: 'bin/tool.js',
    text: "> #!/usr/bin/env node\nconst { program } = require('commander');\n> program.command('run <x>');\n> if (require.main === module) main();\n! const text = 'app.listen(';",
  },
  { signal: 'entry-points', path: 'app/main.py', text: 'import x\n> if __name__ == "__main__":\n    run()' },
  {
    signal: 'entry-points',
    path: 'main.go',
    text: '> func main() {\n! \tmainLoop()\n> \thttp.ListenAndServe(":80", nil)\n}',
  },
  { signal: 'entry-points', path: 'src/routes.ts', text: "> router.post('/orders', create);\n! cache.get('orders');" },
  { signal: 'entry-points', path: 'A.java', text: '> @KafkaListener(topics = "orders")\n! // @Scheduled' },
  {
    signal: 'feature-flags',
    path: 'src/checkout.ts',
    text: [
      "> if (await client.boolVariation('new-checkout', user, false)) next();",
      "> if (flags.isEnabled('fast')) fast();",
      '> const on = process.env.FEATURE_REFUNDS === "1";',
      '> if (rolloutPercent > hash(user)) return;',
      '! const feature = features.map((one) => one.name);',
      '! export function checkGate(agent) {',
      '! // useFeatureFlag("x")',
    ].join('\n'),
  },
  {
    signal: 'ui',
    path: 'src/panel.ts',
    text: "> const panel = vscode.window.createWebviewPanel('a', 'b', 1);\n! document.save();",
  },
];

describe('scanSignals', () => {
  for (const example of examples) {
    it(`points at the right lines: ${example.signal} in ${example.path}`, () => check(example));
  }

  it('counts examples only where there is nothing else, or where they are the change', () => {
    const example = { 'examples/a.ts': 'eval(x);' };
    assert.equal(scan({ ...example, 'src/b.ts': 'if (a) b();' }).counts['injection'], undefined);
    assert.equal(scan(example).counts['injection'], 1);
    assert.equal(scan({ ...example, 'src/b.ts': 'if (a) b();' }, { change: 'modified' }).counts['injection'], 1);
    assert.equal(scan({ 'src/samples/a.ts': 'eval(x);', 'src/b.ts': 'if (a) b();' }).counts['injection'], 1);
  });

  it('raises churn once for each file that is changed often, where the change is', () => {
    const scanner = new SignalScanner({ often: new Set(['src/a.ts', 'src/b.ts']), published: new Set() });
    scanner.add(fileOf('src/a.ts'), ['', 'const a = 1;']);
    scanner.add(fileOf('src/b.ts', { ranges: [[3, 4]] }), ['const a = 1;', '', 'const b = 2;', 'const c = 3;']);
    scanner.add(fileOf('src/c.ts'), ['const a = 1;']);
    assert.deepEqual(
      scanner.result().hits.filter(({ signal }) => signal === 'churn'),
      [
        { signal: 'churn', path: 'src/a.ts', line: 2, text: 'const a = 1;' },
        { signal: 'churn', path: 'src/b.ts', line: 3, text: 'const b = 2;' },
      ],
    );
  });

  it('raises nothing for risk in tests, documents and comments', () => {
    const risky = 'eval(x);\nfetch(url);\nPromise.all(list.map(f));\ndb.query("SELECT * FROM t");\n';
    const quiet = scan({ 'src/a.test.ts': risky, 'test/b.ts': risky, 'docs/c.md': risky, 'notes.txt': risky });
    assert.deepEqual(Object.keys(quiet.counts), ['tests']);
    const commented = scan({ 'src/a.ts': `/*\n${risky}*/\n${risky.replaceAll(/^(?=.)/gm, '// ')}` });
    assert.deepEqual(commented.counts, {});
  });

  it('keeps code after a regular expression or template that contains quotes', () => {
    assert.deepEqual(
      linesOf('injection', 'a.ts', 'const q = /["\'`]/;\nconst t = `a\n// not a comment ${b}`;\neval(x);'),
      [4],
    );
    assert.deepEqual(linesOf('injection', 'a.rs', "fn f<'a>(x: &'a str) {}\nstd::process::exit(1);"), []);
  });

  it('raises new-module for new files and imports across folders in a change, for folders otherwise', () => {
    const scanner = new SignalScanner();
    scanner.add(fileOf('src/new.ts', { change: 'added', ranges: [[1, 1]] }), ['const a = 1;']);
    scanner.add(fileOf('src/old/x.ts', { change: 'modified', ranges: [[2, 2]] }), [
      "import a from '../a.ts';",
      "import b from '../b.ts';",
    ]);
    scanner.add(fileOf('src/y.test.ts', { change: 'added', ranges: [[1, 1]] }), ['x']);
    const hits = scanner.result().hits.filter(({ signal }) => signal === 'new-module');
    assert.deepEqual(
      hits.map(({ path, line }) => [path, line]),
      [
        ['src/new.ts', 1],
        ['src/old/x.ts', 2],
      ],
    );
    assert.equal(scan({ 'src/a.ts': 'x', 'src/b.ts': 'x' }).counts['new-module'], undefined);
    assert.equal(scan({ 'src/a.ts': 'x', 'lib/b.ts': 'x' }).counts['new-module'], 2);
  });

  it('ranks changed lines first but keeps the others', () => {
    const lines = Array.from({ length: 10 }, () => 'eval(x);');
    const { hits } = scan({ 'a.ts': lines.join('\n') }, { change: 'modified', ranges: [[7, 8]] });
    const order = hits.filter(({ signal }) => signal === 'injection').map(({ line }) => line);
    assert.deepEqual(order, [7, 8, 1, 2, 3, 4, 5, 6, 9, 10]);
  });

  it('keeps 20 hits of a signal, spread over files, and counts all', () => {
    const files: Record<string, string> = { 'a.ts': 'eval(x);\n'.repeat(100) };
    for (let i = 0; i < 10; i++) files[`b${i}.ts`] = 'eval(x);\n';
    const { hits, counts } = scan(files);
    const injection = hits.filter(({ signal }) => signal === 'injection');
    assert.equal(injection.length, 20);
    assert.equal(counts['injection'], 110);
    assert.equal(new Set(injection.map(({ path }) => path)).size, 11);
  });

  it('gives the same answer whatever the order of the files', async () => {
    const texts = new Map(
      examples.map(({ path, text }, index) => [`${index}/${path}`, text.replaceAll(/^[>!] ?/gm, '').split('\n')]),
    );
    const files = [...texts.keys()].map((path) => fileOf(path));
    const read = async (path: string): Promise<readonly string[] | null> => texts.get(path) ?? null;
    const once = await scanSignals(files, read);
    assert.deepEqual(await scanSignals([...files].reverse(), read), once);
    assert.ok(once.hits.length > 50);
  });

  it('cuts long hit texts and skips lines above 2,000 characters', () => {
    const { hits } = scan({ 'a.ts': `eval(x); // ${'y'.repeat(500)}   \n${'eval(x);'.repeat(300)}` });
    const injection = hits.filter(({ signal }) => signal === 'injection');
    assert.deepEqual(
      injection.map(({ line, text }) => [line, text.length]),
      [[1, 300]],
    );
  });

  it('survives lines made to be slow', () => {
    const seeds = [
      'a',
      '(',
      '[',
      '"',
      '`',
      '${',
      ' ',
      'select ',
      'SELECT * FROM ',
      'where a = ',
      'catch(',
      'token ',
      'eval(',
      '/*',
      "'''",
      '\\',
      '/',
      'f(f(',
      '.split(',
      'http://',
    ];
    const lines = seeds.map((seed) => seed.repeat(2000 / seed.length));
    const steps = scan({
      'a.ts': lines.join('\n'),
      'b.py': lines.join('\n'),
      'c.sql': lines.join('\n'),
      Dockerfile: lines.join('\n'),
    });
    assert.ok(Object.values(steps.counts).every((count) => count <= 4 * lines.length));
  });

  it('never throws on any text', () => {
    const piece = fc.constantFrom(
      '`',
      '"',
      "'",
      '/*',
      '*/',
      '//',
      '#',
      '\\',
      '${',
      '}',
      '\n',
      '\t',
      'eval(x)',
      '"""',
      'catch (e) {',
      '[',
      '/',
      '\u{1f600}',
      '\0',
      ' ',
    );
    const path = fc.constantFrom(
      'a.ts',
      'a.py',
      'a.rs',
      'a.rb',
      'a.php',
      'a.sql',
      'a.go',
      'a.kt',
      'Dockerfile',
      'a.json',
    );
    fc.assert(
      fc.property(path, fc.array(piece, { maxLength: 40 }), (name, pieces) => {
        const text = pieces.join('');
        for (const hit of scan({ [name]: text }).hits) assert.ok(hit.line >= 1 && hit.line <= text.split('\n').length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('signal rules', () => {
  const patterns = [
    ...lineRules.flatMap(({ id, pattern, unless, also }) => [
      [id, pattern] as const,
      ...(also === undefined ? [] : [[id, also.file] as const]),
      ...(unless === undefined ? [] : [[id, unless] as const]),
    ]),
    ...infraRules.map(({ id, pattern }) => [id, pattern] as const),
    ...fileRules.map(({ id, path }) => [id, path] as const),
  ];

  it('have only bounded quantifiers, so matching a line is linear', () => {
    for (const [id, pattern] of patterns) {
      const bare = pattern.source
        .replaceAll(/\\./g, 'e')
        .replaceAll(/\[[^\]]*\]/g, 'C')
        .replaceAll('(?', '(');
      assert.doesNotMatch(bare, /[*+]|\{\d+,\}/, `${id}: ${pattern.source}`);
      assert.equal(pattern.global || pattern.sticky, false, `${id} keeps state`);
    }
  });

  it('raise only signals of the table, and can raise every signal that flows may name', () => {
    const known = new Set(signalTable.map(({ id }) => id));
    const raised = new Set([...lineRules, ...infraRules, ...fileRules].flatMap(({ signals }) => [...signals]));
    for (const signal of raised) assert.ok(known.has(signal), signal);
    for (const signal of signalIds) assert.ok(raised.has(signal) || known.has(signal), `no rule raises ${signal}`);
    assert.equal(known.size, signalTable.length);
  });

  it('have ids of their own', () => {
    const ids = lineRules.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });
});

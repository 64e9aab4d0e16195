import { type LineRule, rule } from '../signalRule.ts';
import { nearby } from '../sourceView.ts';
import { judgeBuiltSql, judgeSqlLine, sqlVerb } from './builtSql.ts';

const secretName = /(?:token|secret|signature|hmac|digest|passw(?:or)?d|api_?key|nonce|otp)/i;
const harmlessValue =
  /process\.env|environ|getenv|ENV\[|example|placeholder|dummy|change_?me|xxxx|your[_-]|<[a-z]|\$\{|\{\{|redacted|\*\*\*/i;
/** Built queries and commands, code from data, unsafe decoding, secrets, weak or missing checks. */
export const securityRules: readonly LineRule[] = [
  // queries built from parts
  rule(
    'sql-built',
    'auth injection data',
    'js py go rs cs kt java rb php',
    'SELECT INSERT UPDATE DELETE WHERE VALUES select insert update delete where values',
    10,
    sqlVerb,
    { judge: judgeBuiltSql },
  ),
  rule(
    'sql-built-line',
    'auth injection data',
    'js',
    '${',
    9,
    /^\s{0,60}(?:WHERE|AND|OR|SET|VALUES|FROM|ORDER BY|LIMIT)\b.{0,300}\$\{/i,
    {
      judge: judgeSqlLine,
    },
  ),
  // commands
  rule(
    'command-built',
    'auth injection resilience',
    'js',
    'exec',
    10,
    /\bexec(?:Sync)?\(\s{0,9}(?:`[^`]{0,300}\$\{|["'][^"']{0,300}["']\s{0,4}\+)/,
  ),
  rule(
    'command-variable',
    'auth injection',
    'js',
    'child_process',
    7,
    /(?:^|[^.\w])exec(?:Sync)?\(\s{0,9}[a-zA-Z_]\w{0,60}\s{0,4}[,)]/,
  ),
  rule('shell-option', 'auth injection', 'js py', 'shell', 8, /\bshell\s{0,4}[:=]\s{0,4}(?:true|True)\b/),
  rule(
    'os-system',
    'auth injection',
    'py',
    'os.system os.popen commands.getoutput',
    9,
    /\b(?:os\.system|os\.popen|commands\.getoutput)\(/,
  ),
  rule(
    'shell-exec',
    'auth injection',
    'php',
    'exec system passthru popen',
    9,
    /\b(?:shell_exec|exec|system|passthru|proc_open|popen)\(.{0,200}\$/,
  ),
  rule(
    'go-shell',
    'auth injection',
    'go',
    'exec.Command',
    8,
    /exec\.Command(?:Context)?\((?:\w{1,20},\s{0,4})?"(?:ba|z)?sh",\s{0,4}"-c"/,
  ),
  rule(
    'runtime-exec',
    'auth injection',
    'java kt',
    'getRuntime ProcessBuilder',
    8,
    /getRuntime\(\)\.exec\(|new ProcessBuilder\(.{0,100}(?:sh|cmd)\b/,
  ),
  rule('rb-shell', 'auth injection', 'rb', '#{', 9, /(?:\b(?:system|exec|spawn)[( ]|`).{0,200}#\{/),
  // code from data
  rule(
    'eval',
    'auth injection',
    'js py rb php',
    'eval exec Function( vm.',
    9,
    /(?:^|[^.\w])(?:eval\(|new Function\(|vm\.runIn\w{0,20}\(|instance_eval\b|class_eval\b)|(?:^|[^.\w])exec\(\s{0,4}(?:compile\(|code\b|source\b|request\b)/,
    { bare: true },
  ),
  rule(
    'unsafe-decode',
    'auth injection input',
    '*',
    'pickle yaml unserialize Marshal BinaryFormatter ObjectInputStream TypeNameHandling shelve jsonpickle',
    9,
    /\bc?[pP]ickle\.loads?\(|\byaml\.(?:load|unsafe_load)\(|\bunserialize\(|\bMarshal\.load\(|\bBinaryFormatter\b|\bnew ObjectInputStream\(|TypeNameHandling\.(?:All|Auto|Objects)|jsonpickle\.decode\(/,
    { bare: true, unless: /SafeLoader|safe_load|allowed_classes|import / },
  ),
  rule('prototype-key', 'auth injection', 'js', '__proto__', 6, /\[\s{0,4}["']__proto__["']|__proto__\s{0,4}[:=]/),
  // request data that reaches a sensitive call
  rule(
    'request-to-file',
    'auth injection input',
    '*',
    'req request params _GET _POST',
    9,
    /(?:readFile(?:Sync)?|createReadStream|sendFile|path\.(?:join|resolve)|os\.path\.join|open|file_get_contents|include|require_once|send_from_directory|File\.(?:read|open))\(.{0,160}\b(?:req(?:uest)?\.(?:params|query|body|args|form|GET|POST)|params\[|\$_(?:GET|POST|REQUEST))/,
  ),
  rule(
    'request-to-redirect',
    'auth injection',
    '*',
    'redirect',
    8,
    /\bredirect(?:_to)?\(?.{0,60}\b(?:req(?:uest)?\.(?:params|query|body|args|GET)|params\[|\$_(?:GET|REQUEST))/,
  ),
  rule(
    'request-to-fetch',
    'auth injection outbound',
    '*',
    'fetch axios requests http',
    8,
    /\b(?:fetch|axios(?:\.\w{1,10})?|requests\.\w{1,10}|http\.get)\(.{0,80}\breq(?:uest)?\.(?:params|query|body|args|form)/,
  ),
  rule(
    'raw-html',
    'auth injection',
    'js php rb py',
    'innerHTML outerHTML dangerouslySetInnerHTML v-html document.write html_safe mark_safe |safe',
    7,
    /\.(?:inner|outer)HTML\s{0,4}\+?=(?!=)|dangerouslySetInnerHTML|\bv-html=|document\.write\(|\.html_safe\b|\bmark_safe\(/,
  ),
  rule(
    'html-built',
    'auth injection',
    'js',
    'res.send',
    7,
    /res\.(?:send|end|write)\(\s{0,4}`[^`]{0,200}<[^`]{0,200}\$\{/,
  ),
  // secrets
  rule(
    'secret-literal',
    'auth secrets',
    '*',
    '',
    9,
    /(?:api[_-]?key|secret|passw(?:or)?d|passphrase|access[_-]?token|auth[_-]?token|private[_-]?key|client[_-]?secret)\w{0,20}["']?\s{0,4}(?::=|[:=](?!=)|=>)\s{0,4}["'`][^"'`\s]{8,200}["'`]/i,
    { unless: harmlessValue },
  ),
  rule(
    'secret-format',
    'auth secrets',
    '*',
    'AKIA ghp_ github_pat_ sk_live_ sk-ant- xoxb- xoxp- AIza -----BEGIN glpat-',
    10,
    /\bAKIA[0-9A-Z]{16}\b|\bghp_\w{30,60}|\bgithub_pat_\w{20,90}|\bsk_live_\w{16,60}|\bsk-ant-[\w-]{20,120}|\bxox[bp]-[\w-]{10,90}|\bAIza[\w-]{35}|-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY|\bglpat-[\w-]{20}/,
  ),
  rule(
    'secret-default',
    'auth secrets',
    'js py rb',
    'SECRET TOKEN PASSWORD KEY',
    7,
    /(?:SECRET|TOKEN|PASSWORD|API_KEY)\w{0,20}["'\])]{0,3}\s{0,4}(?:\|\||\?\?|,|or)\s{0,4}["'][^"'\s]{4,100}["']/,
  ),
  rule(
    'secret-env',
    'secrets',
    '*',
    'env ENV',
    3,
    /(?:process\.env|environ|getenv|ENV\[|Getenv).{0,40}(?:SECRET|TOKEN|PASSWORD|PASSWD|_KEY|CREDENTIAL)/,
  ),
  rule(
    'secret-logged',
    'auth secrets pii',
    '*',
    'log print console',
    8,
    /(?:console\.\w{1,8}|log(?:ger)?\.\w{1,8}|print(?:ln|f)?|puts|fmt\.Print\w{0,3})!?\(?.{0,120}\b(?:password|passwd|secret|accessToken|access_token|authToken|apiKey|api_key|authorization)\b\s{0,4}[,)}\].]/i,
  ),
  // comparisons and randomness
  rule(
    'secret-compare',
    'auth crypto',
    '*',
    '',
    8,
    /\b(\w{0,40}(?:token|signature|hmac|digest|secret|passw(?:or)?d|passwordHash|api_?key|otp)\w{0,12}(?:\(\))?)\s{0,4}(?:===?|!==?)\s{0,4}([\w.[\]'"]{1,60})|\b([\w.]{1,60})\s{0,4}(?:===?|!==?)\s{0,4}(\w{0,20}\.?(?:expected|provided|computed)?(?:token|signature|hmac|digest|secret|password)\b)/i,
    { bare: true, judge: (_source, _index, match) => (comparesSecret(match) ? 8 : 0) },
  ),
  rule(
    'given-compare',
    'auth crypto',
    'js py go rb php java kt cs',
    'expected given provided received',
    8,
    /\b(?:given|provided|received|supplied|actual|candidate)\w{0,20}\s{0,4}(?:===?|!==?)\s{0,4}[\w.]{0,40}|[\w.]{1,40}\s{0,4}(?:===?|!==?)\s{0,4}(?:expected)\w{0,20}\b/,
    {
      bare: true,
      judge: (source, index) =>
        nearby(
          source,
          index,
          -6,
          2,
          /[tT]oken|[sS]ignature|[hH]mac|[sS]ecret|[dD]igest|[aA]pi_?[kK]ey|[pP]assword|[aA]uthorization/,
        )
          ? 8
          : 0,
    },
  ),
  rule('weak-random', 'auth crypto', 'js', 'Math.random', 9, /\bMath\.random\(\)/, {
    bare: true,
    judge: (source, index) =>
      nearby(source, index, -4, 2, /token|secret|passw|session|nonce|otp|salt|api_?key|csrf|reset|invite|verification/i)
        ? 9
        : 0,
  }),
  rule(
    'weak-random-other',
    'auth crypto',
    'py java kt php cs go rb',
    'random rand Random',
    9,
    /\brandom\.(?:choices?|randint|random|sample|getrandbits)\(|\bnew Random\(|\bmt_rand\(|\brand\(|\brand\.(?:Intn?|Read|Int63)\(/,
    {
      judge: (source, index) =>
        nearby(source, index, -4, 2, /token|secret|passw|session|nonce|otp|salt|api_?key|csrf|reset|invite/i) ? 9 : 0,
    },
  ),
  rule(
    'weak-hash',
    'auth crypto',
    '*',
    'md5 MD5 sha1 SHA1 SHA-1',
    7,
    /createHash\(\s{0,4}["'](?:md5|sha1)|hashlib\.(?:md5|sha1)\(|getInstance\(\s{0,4}"(?:MD5|SHA-?1)"|\b(?:md5|sha1)\(\s{0,4}\$|\b(?:md5|sha1)\.(?:New|Sum)\(|(?:MD5|SHA1)\.Create\(|Digest::(?:MD5|SHA1)/,
  ),
  rule(
    'weak-cipher',
    'auth crypto',
    '*',
    'createCipher( createDecipher( ECB DES RC4 rc4',
    8,
    /\bcreate(?:De|C)ipher\(|["'][\w/-]{0,20}\/?ECB\b|["'](?:des|des3|rc4|DESede|DES)[-"'/]|AES\.MODE_ECB/,
  ),
  rule(
    'tls-unchecked',
    'auth crypto outbound',
    '*',
    'rejectUnauthorized verify InsecureSkipVerify NODE_TLS_REJECT_UNAUTHORIZED danger_accept ServerCertificateValidationCallback VERIFY_NONE VERIFYPEER',
    9,
    /rejectUnauthorized\s{0,4}:\s{0,4}false|\bverify\s{0,4}=\s{0,4}False\b|InsecureSkipVerify\s{0,4}:\s{0,4}true|NODE_TLS_REJECT_UNAUTHORIZED|danger_accept_invalid_certs|VERIFY_NONE|CURLOPT_SSL_VERIFYPEER\s{0,4},\s{0,4}(?:false|0)/,
  ),
  rule(
    'jwt-unverified',
    'auth',
    '*',
    'jwt JWT',
    8,
    /\bjwt\.decode\(|verify_signature["']?\s{0,4}[:=]\s{0,4}False|algorithms?["']?\s{0,4}[:=]\s{0,4}\[?\s{0,4}["']none["']|ParseUnverified\(/i,
  ),
  rule(
    'cors-any',
    'auth',
    '*',
    'Access-Control-Allow-Origin origin CORS cors',
    6,
    /Access-Control-Allow-Origin["']?\s{0,4}[,:]\s{0,4}["']\*|\borigin\s{0,4}:\s{0,4}(?:["']\*["']|true)|CORS_ALLOW_ALL|allow_origins\s{0,4}=\s{0,4}\[\s{0,4}["']\*/,
  ),
  rule(
    'crypto-use',
    'crypto',
    '*',
    'crypto Cipher cipher bcrypt argon2 scrypt pbkdf2 hmac Hmac',
    4,
    /\b(?:createHmac|createCipheriv|createDecipheriv|createSign|createVerify|randomBytes|randomUUID|timingSafeEqual|pbkdf2(?:Sync)?|scrypt(?:Sync)?)\(|\b(?:bcrypt|argon2)\.\w{1,20}\(|\bhmac\.(?:new|New|compare_digest)\(|Cipher\.getInstance\(/,
  ),
  // who may do what
  rule(
    'auth-call',
    'auth',
    '*',
    '',
    4,
    /\b(?:authenticate|authorize|requireAuth|ensureAuthenticated|isAuthenticated|isAdmin|is_admin|hasRole|has_role|hasPermission|has_permission|checkPermission|check_permission|canAccess|login_required|permission_required|current_user|getCurrentUser|verifyToken|verify_token|verifyPassword|check_password|setPassword)\b|\bjwt\.(?:sign|verify|encode)\(|\bpassport\.\w{1,20}\(|@(?:PreAuthorize|Secured|RolesAllowed|UseGuards)\b|\[Authorize\b|\bcsrf\w{0,20}\b/,
    { bare: true },
  ),
  rule(
    'session-cookie',
    'auth',
    '*',
    'session cookie Cookie',
    4,
    /\b(?:req|request|ctx|context)\.(?:session|cookies)\b|\bres\.cookie\(|\bset_cookie\(|\bsetcookie\(|\bhttp\.SetCookie\(|\bexpress-session\b|\bsession\[\s{0,4}["':]/,
  ),
  // personal data
  rule(
    'personal-data',
    'auth pii',
    '*',
    '',
    4,
    /\b(?:ssn|social_?security(?:_?(?:no|number))?|date_?of_?birth|dateOfBirth|dob|passport_?(?:no|number)|credit_?card(?:_?number)?|creditCard(?:Number)?|card_?number|cardNumber|iban|cvv|cvc|tax_?id|medical_?record)\b/,
  ),
  rule(
    'personal-contact',
    'pii',
    '*',
    '',
    3,
    /\b(?:email_?address|emailAddress|phone_?number|phoneNumber|home_?address|homeAddress|postal_?code|first_?name|firstName|last_?name|lastName)\b/,
  ),
];

const constant = /^(?:null|undefined|none|nil|true|false|void|typeof|["'\d]|len|length|type|kind|\w{0,20}type)/i;
const neutral = /(?:type|kind|length|count|index|name|id|field|header|limit|usage|budget)s?(?:\(\))?$/i;

/** A comparison of two values of which one is named like a secret; comparing with a constant or a token *kind* is not. */
function comparesSecret(match: RegExpExecArray): boolean {
  const [, leftSecret, right, left, rightSecret] = match;
  const name = leftSecret ?? rightSecret ?? '';
  const other = right ?? left ?? '';
  if (!secretName.test(name) || neutral.test(name) || neutral.test(other)) return false;
  return other !== '' && !constant.test(other) && !/^[A-Z]\w{0,40}(?:\.|$)/.test(other);
}

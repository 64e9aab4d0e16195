import { type LineRule, rule } from '../signalRule.ts';
import { fileHas, nearby, type SourceView } from '../sourceView.ts';

const secretName = /(?:token|secret|signature|hmac|digest|passw(?:or)?d|api_?key|nonce|otp)/i;

/** Who may do what: sessions, tokens, permission checks, and how credentials are made and compared. */
export const authRules: readonly LineRule[] = [
  rule(
    'secret-compare',
    'auth crypto',
    '*',
    '',
    8,
    /\b(\w{0,40}(?:token|signature|hmac|digest|secret|passw(?:or)?d|passwordHash|api_?key|otp)\w{0,12}(?:\(\))?)\s{0,4}(?:===?|!==?)\s{0,4}([\w.[\]'"]{1,60})|\b([\w.]{1,60})\s{0,4}(?:===?|!==?)\s{0,4}(\w{0,20}\.?(?:expected|provided|computed)?(?:token|signature|hmac|digest|secret|password)\b(?![.(]))/i,
    { bare: true, judge: (source, _index, match) => (comparesSecret(match, source) ? 8 : 0) },
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
      unless: /(?:[lL]ength|[sS]ize|[cC]ount|[tT]ype|[kK]ind|[iI]ndex)\w{0,10}\s{0,4}(?:===?|!==?)/,
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
    'signed-token',
    'auth crypto',
    'js py go rb php java kt cs rs',
    'jws. jwt. jose JWS JWT',
    6,
    /\b(?:jws|jwt|jose|JWS|JWT)\.(?:sign|verify|decode|encode|create|require)\w{0,20}\(|\bjwt(?:Sign|Verify|Decrypt)\(|\bnew SignJWT\(/,
    { bare: true },
  ),
  rule(
    'auth-error',
    'auth',
    'js py java kt cs php rb',
    'rror xception',
    3,
    /\b(?:throw|raise|new)\s{1,4}(?:new\s{1,4})?\w{0,40}(?:[uU]nauthori[sz]ed|[fF]orbidden|PermissionDenied|AccessDenied|AuthenticationFailed|AuthenticationRequired|Authentication|Authorization|TokenExpired|InvalidToken|JsonWebToken)(?:Error|Exception)?\(/,
    { bare: true },
  ),
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
    'auth-header',
    'auth',
    '*',
    'uthorization',
    4,
    /\bheaders?(?:\.authorization\b|\[\s{0,4}["'][aA]uthorization["']|\.[gG]et\(\s{0,4}["'][aA]uthorization["'])/,
  ),
  rule(
    'session-cookie',
    'auth',
    '*',
    'session cookie Cookie',
    4,
    /\b(?:req|request|ctx|context)\.(?:session|cookies)\b|\bres\.cookie\(|\bset_cookie\(|\bsetcookie\(|\bhttp\.SetCookie\(|\bexpress-session\b|\bsession\[\s{0,4}["':]/,
  ),
];

/** Words that tell that a `token` is a credential, and not a piece of a text. */
const credentialFile =
  /authori[sz]|authenti|\bauth\b|bearer|session|csrf|jwt|api[_-]?key|passw|secret|cookie|log_?in\b|invite|reset/i;
const macFile = /hmac|signature|Mac\.getInstance/i;

const constant = /^(?:null|undefined|none|nil|true|false|void|typeof|["'\d]|len|length|type|kind|\w{0,20}type)/i;
const neutral = /(?:type|kind|length|count|index|name|id|field|header|limit|usage|budget)s?(?:\(\))?$/i;

/** A comparison of two values of which one is named like a secret; comparing with a constant or a token *kind* is not. */
function comparesSecret(match: RegExpExecArray, source: SourceView): boolean {
  const [, leftSecret, right, left, rightSecret] = match;
  const name = leftSecret ?? rightSecret ?? '';
  const other = right ?? left ?? '';
  if (!secretName.test(name) || neutral.test(name) || neutral.test(other)) return false;
  if (/token/i.test(name) && !fileHas(source, credentialFile)) return false;
  // Hashes of contents are compared freely; only those made with a key are secrets.
  if (/digest/i.test(name) && !fileHas(source, macFile)) return false;
  return other !== '' && !constant.test(other) && !/^[A-Z]\w{0,40}(?:\.|$)/.test(other);
}

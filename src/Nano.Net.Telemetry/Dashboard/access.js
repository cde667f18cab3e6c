// How the device is asked: over one connection, by who may. While something is asked the events pause; they go on behind it, with
// the samples that were missed meanwhile.
let challenge, secret = JSON.parse(sessionStorage.secret || 'null'), used = 0, events, waiting = 0, turn = Promise.resolve();

// WWW-Authenticate: the strongest scheme that it names (RFC 7616 section 3.3, RFC 6750 section 3).
function parseChallenge(text) {
  const at = text.search(/digest /i), found = {scheme: at < 0 ? 'bearer' : 'digest'};
  for (const [, name, quoted, plain] of text.slice(Math.max(at, 0)).matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]*))/g)) found[name.toLowerCase()] ??= quoted ?? plain;
  return found;
}
function authorization(method, path, body) {
  if (!challenge || !secret || secret.scheme !== challenge.scheme) return null;
  if (secret.scheme === 'bearer') return 'Bearer ' + secret.token;
  if (secret.realm !== challenge.realm) return null;
  const {realm, nonce, opaque} = challenge, uri = new URL(path, location), target = uri.pathname + uri.search;
  const whole = body !== undefined && /auth-int/.test(challenge.qop), qop = whole ? 'auth-int' : 'auth';
  const nc = (++used).toString(16).padStart(8, '0'), cnonce = [...crypto.getRandomValues(new Uint8Array(8))].map(b => b.toString(16).padStart(2, '0')).join('');
  const what = sha256(`${method}:${target}` + (whole ? ':' + sha256(body) : '')), response = sha256([secret.hash, nonce, nc, cnonce, qop, what].join(':'));
  return `Digest username="${secret.user}", realm="${realm}", nonce="${nonce}", uri="${target}", algorithm=SHA-256, qop=${qop}, nc=${nc}, cnonce="${cnonce}", response="${response}"` + (opaque ? `, opaque="${opaque}"` : '');
}
const hashOf = (user, realm, password) => sha256(`${user}:${realm}:${password}`);

// Asks the person; resolves to whether there is a secret now. The password is forgotten at once, what is kept is its hash.
function login(said) {
  return new Promise(resolve => {
    const dialog = $('login'), bearer = challenge.scheme === 'bearer';
    $('login-said').textContent = said;
    $('login-user').hidden = bearer;
    $('secret-name').textContent = t(bearer ? 'Token' : 'Password');
    if (!$('user').value) $('user').value = 'admin';
    $('secret').value = '';
    dialog.returnValue = '';
    dialog.onclose = () => {
      const typed = $('secret').value, user = $('user').value.replace(/[^ -~]|["\\]/g, '?');
      $('secret').value = '';
      if (dialog.returnValue) {
        // A header takes ASCII; no token and no user has anything else.
        secret = bearer ? {scheme: 'bearer', token: typed.replace(/[^!-~]/g, '?')} : {scheme: 'digest', user, realm: challenge.realm, hash: hashOf(user, challenge.realm, typed)};
        if ($('remember').checked) sessionStorage.secret = JSON.stringify(secret);
      }
      resolve(!!dialog.returnValue);
    };
    $('cancel').onclick = () => dialog.close('');
    dialog.showModal();
    $('secret').focus();
  });
}
function forget() {
  secret = null;
  delete sessionStorage.secret;
}
// One request, with as many tries as nonce and person need.
async function send(path, options) {
  for (let tries = 0; ; tries++) {
    const pass = authorization(options.method || 'GET', path, options.body), signal = options.signal || AbortSignal.timeout(8000);
    const answer = await fetch(path, {...options, signal, cache: 'no-store', credentials: 'omit', headers: {...options.headers, ...pass && {Authorization: pass}}});
    const asks = answer.headers.get('WWW-Authenticate');
    if (answer.status !== 401 || !asks || tries > 5) return answer;
    await answer.text();
    const before = challenge;
    challenge = parseChallenge(asks);
    if (challenge.nonce !== before?.nonce) used = 0;
    const fits = secret && secret.scheme === challenge.scheme && (secret.scheme === 'bearer' || secret.realm === challenge.realm);
    if (fits && (!pass || challenge.stale === 'true')) continue;
    const wrong = !!pass;
    forget();
    if (!await login(wrong ? t(challenge.scheme === 'bearer' ? 'The token is wrong.' : 'The user or the password is wrong.') : '')) return answer;
  }
}
// The same, in turn and with the events paused.
function call(path, options = {}) {
  waiting++;
  const mine = turn.then(async () => {
    pause();
    try {
      return await send(path, options);
    } finally {
      if (--waiting === 0) setTimeout(() => { if (!waiting && wanted) follow(); });
    }
  });
  turn = mine.catch(() => {});
  return mine;
}
async function get(path, options) {
  const answer = await call(path, options);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}
// Whether the events are to go on when nothing is asked.
let wanted = false;
function pause() {
  const running = events;
  events = null;
  running?.abort();
}
// Follows the events: EventSource cannot say who asks.
async function follow() {
  wanted = true;
  if (events || waiting) return;
  const mine = events = new AbortController();
  let refused = false;
  tried = Date.now();
  try {
    const answer = await send('api/events', {signal: mine.signal, headers: sequence >= 0 ? {'Last-Event-ID': sequence} : {}});
    refused = !answer.ok;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = '', read; !refused && !(read = await reader.read()).done;) {
      text += read.value;
      const all = text.split('\n\n');
      text = all.pop();
      for (const one of all) {
        const name = /^event: (.*)$/m.exec(one), data = /^data: (.*)$/m.exec(one);
        if (name) hear(name[1], data && JSON.parse(data[1]));
      }
    }
  } catch { /* cut, or paused */ }
  if (events !== mine) return;
  events = null;
  if (refused) wanted = false;
  lost(refused);
}

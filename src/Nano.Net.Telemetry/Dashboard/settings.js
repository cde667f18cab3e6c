// Settings and log, where the device has them: they are asked for when somebody opens them.
let settings, deadline = 0;
async function loadSettings() {
  try {
    settings = await get('api/settings');
    buildSettings();
  } catch {
    $('settings').open = false;
  }
}
function field(form, f) {
  const label = make('label', form), name = t(f.title || f.name.replaceAll('_', ' '));
  make('span', label, name);
  const input = make(f.type === 'choice' ? 'select' : 'input', label), said = make('p', label, f.restart ? t('restart the device for it to hold') : '', 'said');
  for (const choice of f.choices || []) make('option', input, choice);
  if (f.type === 'secret') { input.type = 'password'; input.autocomplete = 'new-password'; }
  if (f.type === 'number') { input.type = 'number'; [input.min, input.max] = [f.min, f.max]; }
  else if (f.max !== undefined && f.type !== 'choice') input.maxLength = f.max;
  input.name = f.name;
  input.value = f.value ?? '';
  f.input = input;
  f.say = text => { said.textContent = text; said.className = 'said bad'; input.setAttribute('aria-invalid', true); };
}
function buildSettings() {
  const form = $('fields'), first = !settings.password;
  form.replaceChildren();
  confirmation(settings.confirm);
  let group;
  if (first) make('p', form, t('This device has no password yet. Choose one: until then, anybody here may set it up.'), 'end');
  // The password goes by its own fields: what is sent is its hash.
  const fields = settings.fields.filter(f => f.name !== 'password');
  for (const f of fields) {
    if (f.group && f.group !== group) make('h3', form, t(group = f.group));
    field(form, f);
  }
  const fresh = {name: 'password', title: 'New password', type: 'secret'}, again = {name: 'again', title: 'New password, again', type: 'secret'};
  make('h3', form, t('Password'));
  for (const f of [fresh, again]) field(form, f);
  const end = make('div', form, undefined, 'bar end');
  make('button', end, t('Save'), 'main');
  const said = make('p', end, '', 'said');
  said.setAttribute('role', 'status');
  form.onsubmit = async e => {
    e.preventDefault();
    const body = new URLSearchParams(), password = fresh.input.value;
    for (const f of fields) if (f.input.value !== '' + (f.value ?? '')) body.set(f.name, f.input.value);
    if (password !== again.input.value) return again.say(t('The two are not the same.'));
    if (password && password.length < 8) return fresh.say(t('at least 8 characters'));
    let user = secret?.user || settings.user || 'admin', realm = challenge?.realm || settings.realm || 'nano', hash;
    if (password) body.set('password', hash = hashOf(user, realm, password));
    try {
      const answer = await call('api/settings', {method: 'PUT', body: '' + body, headers: {'Content-Type': 'application/x-www-form-urlencoded'}});
      if (answer.ok) {
        if (hash) {
          secret = {scheme: 'digest', user, realm, hash};
          if (sessionStorage.secret) sessionStorage.secret = JSON.stringify(secret);
          device.settable = true;
          buildControls();
        }

        settings = await answer.json();
        buildSettings();
        form.querySelector('.said[role]').textContent = t('saved');
      } else if (answer.status === 422) {
        const errors = (await answer.json()).errors;
        for (const f of [...fields, fresh]) if (errors[f.name]) f.say(errors[f.name]);
        form.querySelector('[aria-invalid]')?.focus();
      } else said.textContent = await failure(answer);
    } catch {
      said.textContent = t('the device did not answer');
    }
  };
}
// Why something was not done; without an answer, nobody knows.
const failure = async answer => !answer ? t('the device did not answer') : t('refused: {0}', answer.status === 401 ? t('not logged in') : (await answer.text()).trim());
function confirmation(seconds) {
  $('confirm').hidden = seconds === null || seconds === undefined;
  deadline = Date.now() + seconds * 1000;
  $('keep').onclick = async () => {
    const answer = await call('api/settings/confirm', {method: 'POST', body: ''}).catch(() => null);
    if (answer?.ok) $('confirm').hidden = true;
    else $('confirm').firstChild.textContent = await failure(answer);
  };
}
$('settings').ontoggle = () => { if ($('settings').open) loadSettings(); };
$('log').ontoggle = async () => {
  if (!$('log').open) return;
  const answer = await call('api/log').catch(() => null);
  if (answer?.status === 404) $('log').hidden = true;
  $('lines').textContent = answer?.ok ? await answer.text() : await failure(answer);
};

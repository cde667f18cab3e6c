// What can be set. A control shows at once what was asked for, and what holds when it was refused.
let controls = [];
function control(o, path) {
  const root = make('section', $('controls'), undefined, 'card'), title = make('h3', root, t(o.help || o.name)), row = make('div', root, undefined, 'control');
  const c = {o, root, inputs: []}, id = title.id = 'control-' + o.name;
  root.dataset.name = o.name;
  const input = type => {
    const e = make('input', row);
    e.type = type;
    e.setAttribute('aria-labelledby', id);
    [e.min, e.max, e.step] = [o.minimum, o.maximum, o.step];
    c.inputs.push(e);
    return e;
  };
  if (o.minimum === 0 && o.maximum === 1) {
    c.toggle = make('button', row);
    c.toggle.setAttribute('role', 'switch');
    c.toggle.setAttribute('aria-labelledby', id);
    c.toggle.onclick = () => set(c.shown ? 0 : 1);
  } else {
    const slider = o.maximum - o.minimum <= 10000 * o.step && input('range'), number = input('number');
    if (slider) {
      slider.oninput = () => { number.value = slider.value; };
      slider.onchange = () => set(+slider.value);
    }
    number.onchange = () => {
      if (number.value !== '' && number.validity.valid) set(+number.value);
      else { say(t('only whole numbers from {0} to {1}', digits(o.minimum), digits(o.maximum)), true); show(o.value); }
    };
  }
  const said = make('p', root, '', 'said');
  said.setAttribute('role', 'status');
  const say = (text, bad) => { said.textContent = text; said.className = bad ? 'said bad' : 'said'; };
  const show = v => {
    c.shown = v;
    for (const e of c.inputs) e.value = v;
    if (c.toggle) {
      c.toggle.setAttribute('aria-checked', !!v);
      c.toggle.textContent = t(v ? 'on' : 'off');
    }
  };
  // Only the latest of several that were asked for counts.
  let order = 0;
  async function set(v) {
    const mine = ++order;
    show(v);
    say('…');
    root.setAttribute('aria-busy', true);
    let reason = null, working = false;
    try {
      const answer = await call(path, {method: 'POST', body: '' + v});
      working = answer.status === 202;
      if (!answer.ok) reason = answer.status === 401 ? t('not logged in') : answer.status === 500 ? t('the device could not do it') : (await answer.text()).trim();
    } catch {
      reason = t('the device did not answer');
    }
    if (mine !== order) return;
    root.removeAttribute('aria-busy');
    if (reason) show(o.value);
    else if (!working) o.value = v;
    say(reason ? t('refused: {0}', reason) : t(working ? 'the device is at work on it' : 'done'), reason);
  }
  // What the device says: of who has set it elsewhere, and of what has come of an order.
  c.hear = now => {
    const wasWorking = o.pending !== undefined;
    Object.assign(o, {pending: undefined, failed: false}, now);
    if (root.hasAttribute('aria-busy') || c.inputs.includes(document.activeElement) && document.activeElement.value !== '' + c.shown) return;
    show(o.pending ?? o.value);
    if (o.failed) say(t('the device could not do it'), true);
    else if (o.pending !== undefined) say(t('the device is at work on it'));
    else if (wasWorking) say(t('done'));
  };
  show(o.value);
  controls.push(c);
  return c;
}
function buildControls() {
  controls = [];
  $('controls').replaceChildren();
  for (const o of device.outputs) control(o, 'api/outputs/' + o.name);
  if (device.settable) control({name: 'interval', help: 'Milliseconds between samples', minimum: 100, maximum: 3600000, step: 1, value: device.interval}, 'api/interval');
  else {
    for (const e of $('controls').querySelectorAll('input,button')) e.disabled = true;
    if (controls[0]) make('p', $('controls'), t('This device lets nobody set it.'), 'said');
  }
  $('set').hidden = !controls.length;
}
function hearOutput(now) {
  controls.find(c => c.o.name === now.name)?.hear(now);
}

// An event comes every second, or at the latest after 4 s; it is missed after twice that.
const QUIET = 8000, RETRY = 30000;
let device, cards = [], rows = {}, lastHeard = Date.now(), taken = lastHeard, since = lastHeard, uptime = null, tried = 0, loaded = 0, sequence = -1, told = Date.now();
const parts = {}, listeners = [];

const now = () => $('state').className.slice(6);
function show(state) {
  if (now() !== state) {
    since = Date.now();
    // From here on nobody knows whether it still runs.
    if (state === 'offline' && uptime) uptime = {value: uptime.value + since - uptime.at, at: since};
  }
  $('state').className = 'state ' + state;
  document.body.className = state === 'offline' ? 'stale' : '';
  tick();
}
function tick() {
  const state = now(), word = t({polled: 'updated now and then'}[state] || state || 'connecting'), late = Date.now() - taken;
  // What is read out loud changes with the state alone.
  if ($('word').textContent !== word) $('word').textContent = word;
  $('since').textContent = state === 'offline' ? t(' for {0}, trying again', span(Date.now() - since)) : '';
  if (uptime) {
    const ran = span(uptime.value + (state !== 'offline' ? Date.now() - uptime.at : 0));
    $('facts').textContent = t('up {0} · a sample every {1}', ran, t('{0} s', digits(device.interval / 1000, device.interval % 1000 ? 1 : 0))) + (late > device.interval + 5000 ? t(', none for {0}', span(late)) : '');
    if (rows.uptime) rows.uptime.textContent = ran;
  }
  for (const c of cards) if (c && c.gone) c.unit.textContent = t('for {0}', span(Date.now() - c.gone));
  if (deadline) $('keep').textContent = t('Keep this address') + ' (' + t('{0} s left', Math.max(0, Math.round((deadline - Date.now()) / 1000))) + ')';
}

function card(r, index) {
  // The device's own facts stand together.
  if (r.name === 'uptime_seconds' || r.name === 'address') return null;
  const title = t(r.help || r.name), c = {r, index, title};
  if (/text|time/.test(r.kind)) {
    c.root = make('div', $('about'));
    make('dt', c.root, title);
    c.number = make('dd', c.root);
    c.unit = make('small');
  } else {
    c.root = make('section', $('numbers'), undefined, 'card');
    c.root.title = r.name;
    make('h3', c.root, title);
    const value = make('div', c.root, undefined, 'value');
    c.number = make('span', value);
    c.unit = make('small', value);
    makeChart(c, c.root);
  }
  c.root.dataset.name = r.name;
  setValue(c, r.value, r.unavailableFor);
  return c;
}
function setValue(c, v, gone = 0) {
  const none = v === null;
  c.r.value = v;
  c.gone = none ? c.gone || Date.now() - gone : 0;
  c.root.classList.toggle('gone', none);
  [c.number.textContent, c.unit.textContent] = none ? ['–', t('for {0}', span(Date.now() - c.gone))] : format(v, c.r);
  if (/_memory_bytes$/.test(c.r.name) && rows.memory) rows.memory.textContent = format(v, c.r).join(' ');
  if (c.svg) draw(c);
}
function fact(name, title, value) {
  if (!value) return;
  const row = make('div', $('about'));
  make('dt', row, t(title));
  rows[name] = make('dd', row, value);
}
function build() {
  translate();
  $('device').textContent = document.title = device.device;
  const chosen = $('span').value || localStorage.span || '0';
  $('span').replaceChildren();
  for (const s of SPANS) make('option', $('span'), s === 0 ? t('all') : s < 3600 ? t('{0} min', s / 60) : t('{0} h', s / 3600)).value = s;
  $('span').value = chosen;
  $('numbers').replaceChildren();
  $('about').replaceChildren();
  fact('firmware', 'Firmware', device.firmware);
  fact('uptime', 'Uptime', '–');
  fact('reset', 'Last start', device.reset);
  fact('address', 'Address', device.addresses.join('\n') || '–');
  if (device.readings.some(r => /_memory_bytes$/.test(r.name))) fact('memory', 'Memory', '–');
  cards = device.readings.map(card);
  fact('zone', 'Your time zone', Intl.DateTimeFormat().resolvedOptions().timeZone);
  buildControls();
  buildCounters();
  showConnections(parts.connections?.whole || []);
  $('settings').hidden = $('log').hidden = !device.settings;
  if (settings) buildSettings();
  else if (device.password === false) $('settings').open = true;
  tick();
}

async function load() {
  const all = await get('api/readings'), time = Date.now(), names = d => d.readings.map(r => r.name + r.kind).join() + d.outputs.map(o => o.name).join();
  const again = device && names(device) === names(all) && all.sequence >= sequence && all.uptime >= uptime.value - 5000;
  if (!again) seen = {at: [], number: [], values: all.readings.map(() => [])};
  // What the page has seen stays; the samples that it has missed come behind.
  const first = all.sequence - all.times.length + 1;
  all.times.forEach((at, i) => keep(first + i, time - all.uptime + at, all.readings.map(r => r.samples ? r.samples[i] ?? null : null)));
  uptime = {value: all.uptime, at: time};
  taken = time - Math.max(all.age, 0);
  sequence = all.sequence;
  loaded = time;
  parts.counters = {whole: Object.values(all.stack)};
  if (again) {
    device = Object.assign(all, {outputs: device.outputs, readings: device.readings.map((r, i) => Object.assign(r, {value: all.readings[i].value, unavailableFor: all.readings[i].unavailableFor})), heard: all.outputs});
    all.readings.forEach((r, i) => { if (cards[i]) setValue(cards[i], r.value, r.unavailableFor); });
    all.heard.forEach(hearOutput);
    hearOutput({name: 'interval', value: all.interval});
    showCounters(parts.counters.whole);
  } else {
    device = all;
    build();
    if (all.script && !window.nano.loaded) {
      window.nano.loaded = true;
      // A module has names of its own.
      const script = make('script');
      script.type = 'module';
      script.src = all.script;
      document.head.append(script);
    }
  }
  showAddresses(all.addresses);
  tell();
}
function keep(number, at, values) {
  if (seen.number.length && number <= seen.number.at(-1)) return;
  seen.number.push(number);
  seen.at.push(at);
  values.forEach((v, i) => seen.values[i].push(typeof v === 'number' ? v : null));
  if (seen.at.length > KEPT) for (const row of [seen.at, seen.number, ...seen.values]) row.shift();
}
function showAddresses(all) {
  if (rows.address) rows.address.textContent = all.join('\n') || '–';
}
const GROUPS = {internet: 'IP version 4', ipv6: 'IP version 6', tcp: 'TCP', udp: 'UDP', igmp: 'IGMP', link: 'Link'};
let counters = [];
function buildCounters() {
  $('counters').replaceChildren();
  const groups = {};
  counters = Object.entries(device.stack).map(([name, value]) => {
    const group = name.split('_')[0];
    if (!groups[group]) {
      const title = make('h3', $('counters'), t(GROUPS[group] || group));
      groups[group] = make('dl', $('counters'));
      groups[group].heading = title;
    }
    const root = make('div', groups[group]);
    make('dt', root, name.replaceAll('_', ' '));
    return {root, text: make('dd', root), group: groups[group], value};
  });
  make('p', $('counters'), '', 'said');
  showCounters(Object.values(device.stack));
}
function showCounters(values) {
  let zero = 0;
  const some = new Set();
  counters.forEach((c, i) => {
    const v = values[i] ?? 0;
    c.root.classList.toggle('changed', v !== c.value);
    c.value = v;
    c.text.textContent = digits(v);
    c.root.hidden = !v;
    if (v) some.add(c.group);
    else zero++;
  });
  for (const {group} of counters) group.hidden = group.heading.hidden = !some.has(group);
  $('counters').lastChild.textContent = zero ? t('{0} more are zero', zero) : '';
}
// Rows as the events have them: port, peer, state, bytes to read, bytes to acknowledge, round trip.
function showConnections(all) {
  $('connections').replaceChildren(...all.map(([port, peer, state, toRead, toAcknowledge, roundTrip]) => {
    const tr = make('tr'), listens = state === 'LISTEN';
    const cell = make('td', tr, listens ? t('any') : peer);
    if (listens) cell.dataset.port = port;
    make('td', tr, port, 'word');
    make('td', tr, state, 'word');
    make('td', tr, listens ? '–' : digits(toRead), 'number extra');
    make('td', tr, listens ? '–' : digits(toAcknowledge), 'number extra');
    make('td', tr, roundTrip < 0 ? '–' : digits(roundTrip) + ' ms', 'number');
    return tr;
  }));
  if (!all.length) make('td', make('tr', $('connections')), t('none'), 'none').colSpan = 6;
}
// An array that comes in pieces is shown when its last piece is there.
function gather(name, {from, of, rows: some}) {
  told = Date.now();
  const p = parts[name] ??= {};
  if (from === 0) p.coming = [];
  if (!p.coming || p.coming.length !== from) return;
  p.coming.push(...some);
  if (p.coming.length < of && some.length) return;
  p.whole = p.coming;
  p.coming = null;
  if (name === 'connections') showConnections(p.whole);
  else if (name === 'counters') showCounters(p.whole);
  else showAddresses(p.whole);
}

function hear(name, data) {
  lastHeard = Date.now();
  show('live');
  if (name === 'sample') sample(data);
  else if (name === 'output') hearOutput(data);
  else if (name === 'interval') setEvery(data);
  else if (data && data.rows) gather(name, data);
}
function setEvery(ms) {
  device.interval = ms;
  hearOutput({name: 'interval', value: ms});
}
function sample(data) {
  if (data.sequence <= sequence) {
    // Known already, unless the device has started anew and counts from one.
    if (data.uptime < uptime.value - 5000) ask();
    return;
  }
  // More was missed than comes again.
  if (data.sequence > sequence + 1 && loaded < Date.now() - 5000) ask();
  sequence = data.sequence;
  taken = lastHeard;
  keep(data.sequence, uptime.at - uptime.value + data.uptime, data.values);
  if (data.uptime > uptime.value) uptime = {value: data.uptime, at: lastHeard};
  data.values.forEach((v, i) => { if (cards[i] && (v !== null || cards[i].svg || data.outputs)) setValue(cards[i], v); });
  data.outputs?.forEach((value, i) => { const o = device.outputs[i]; if (o.value !== value) hearOutput({name: o.name, value}); });
  tell();
}
function tell() {
  for (const f of listeners) try { f(device); } catch (e) { console.error(e); }
}
// The events have ended: refused, because as many follow as may, or cut.
function lost(refused) {
  if (refused && now() === 'live') show('polled');
  else if (!refused) setTimeout(() => { if (wanted) follow(); }, 1000);
}
let busy = false, denied = false;
$('enter').onclick = () => {
  denied = false;
  $('enter').hidden = true;
  ask();
};
async function ask() {
  if (busy) return;
  busy = true;
  const polled = now() === 'polled';
  wanted = false;
  try {
    await load();
    if (now() !== 'live') {
      // It answers; whether events come, too, is seen when the first one does.
      lastHeard = Date.now();
      show('polled');
    }
    if (polled || Date.now() - told > 15000) showConnections((await get('api/connections')).connections.map(c => [+c.local.split(':').pop(), c.remote, c.state, c.receiveQueue, c.sendQueue, c.roundTrip]));
    if (!polled || Date.now() - tried > RETRY) follow();
  } catch (e) {
    // Who cancels the login is not asked again and again.
    denied = e.message === '401';
    $('enter').hidden = !denied;
    if (!now() && !denied) show('offline');
  }
  busy = false;
}
async function watch() {
  const time = Date.now(), quiet = time - lastHeard, polled = now() === 'polled';
  if (denied) return;
  if (!device && !busy) return ask();
  if (quiet > QUIET && device) show('offline');
  else if (device) tick();
  // Events that a proxy holds back take a connection and bring nothing.
  if (polled && events && time - tried > QUIET) { wanted = false; pause(); }
  if (!device || busy || waiting) return;
  const late = time - taken > device.interval + 5000 && time - loaded > 5000;
  if (late || now() === 'offline' || quiet > (polled ? Math.min(Math.max(device.interval, 2000), 5000) : QUIET)) await ask();
}
// Samples as the page has seen them, for a spreadsheet (RFC 4180).
$('csv').onclick = () => {
  const columns = device.readings.map((r, i) => [r, i]).filter(([r]) => r.samples);
  const lines = [['time', ...columns.map(([r]) => r.name)], ...seen.at.map((at, n) => [new Date(at).toISOString(), ...columns.map(([r, i]) => seen.values[i][n]?.toFixed(r.decimals) ?? '')])];
  const link = make('a');
  link.href = URL.createObjectURL(new Blob([lines.map(line => line.join(',') + '\r\n').join('')], {type: 'text/csv'}));
  link.download = device.device + '.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
$('span').onchange = () => {
  localStorage.span = $('span').value;
  for (const c of cards) if (c?.svg) draw(c);
};
$('language').onclick = () => {
  localStorage.language = language = language === 'zh' ? 'en' : 'zh';
  if (device) build();
  else translate();
};
// For the script of a program's own (TelemetryOptions.Script): cards, and what they are to show.
window.nano = {
  card(title) {
    $('own').hidden = false;
    const root = make('section', $('cards'), undefined, 'card');
    make('h3', root, title);
    return root;
  },
  // Told of the device at each sample; now, too, where something is known.
  onSample(f) {
    listeners.push(f);
    if (device) f(device);
  },
  reading: name => device?.readings.find(r => r.name === name)?.value,
  call,
};
translate();
tick();
ask();
setInterval(watch, 1000);

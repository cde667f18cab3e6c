import { Link } from './link.js';
import { Model } from './model.js';
import { Ladder } from './ladder.js';
import { StateView, WindowView, PlotView } from './views.js';
import { Controls, settingsOf } from './controls.js';
import { Detail } from './detail.js';
import { Tour } from './tour.js';
import { words } from './text.js';

const $ = id => document.getElementById(id);
const model = new Model();
// Tests are in a hurry: all speeds are this many times as high.
const hurry = +new URLSearchParams(location.search).get('hurry') || 1;
// A link that somebody has cut is no scenario.
const linked = text => { try { return decodeURIComponent(text); } catch { return ''; } };
let scenario = linked(location.hash.slice(1)), settings = settingsOf(scenario), chosen = 0, isRunning = false, target = 0;

const ladder = new Ladder(model, { chosen: () => chosen, delay: () => model.wire.set?.delay ?? settings.delay, onSelect: s => s ? link.send({ c: 'open', id: s.id }) : detail.close() });
const detail = new Detail(() => { ladder.selected = 0; ladder.drawn = ''; });
const stateView = new StateView(), windowView = new WindowView(), plotView = new PlotView();

// What the tour asks of the page.
const app = {
  begin(text) { begin(text); },
  act(action) { link.send({ c: 'do', a: action }); },
  speed(x) { setSpeed(x); target = 0; link.send({ c: 'speed', x: x * hurry }); },
  runFor(ms, x) { setSpeed(x); target = Math.round(ms * 1000); pending = true; link.send({ c: 'speed', x: x * hurry, until: target }); },
  isBusy: () => isRunning || pending || model.t < target,
};
let pending = false;
const tour = new Tour(app);
const controls = new Controls(action => app.act(action), (name, value, isWire) => {
  if (isWire) app.act(`wire,${name},${value}`);
  else {
    const parts = scenario.split('&').filter(p => p && !p.startsWith(name + '='));
    begin([`${name}=${value}`, ...parts].join('&'), model.t);
  }
});
const link = new Link(onBatch, isUp => {
  say(isUp ? '' : words.get('offline'), !isUp);
  if (isUp) begin(scenario);
});

function begin(text, until = 0) {
  scenario = text; settings = settingsOf(text); chosen = 0; target = 0;
  model.clear(); ladder.follows = true; detail.close();
  $('which').replaceChildren();
  controls.draw(settings);
  link.send({ c: 'begin', scenario: text, until });
  setHash();
}

function setHash() { history.replaceState(null, '', location.pathname + location.search + (scenario ? '#' + scenario : '')); }

function say(text, isBad = false) { $('status').textContent = text; $('status').classList.toggle('bad', isBad); }

function onBatch(batch) {
  model.t = Math.max(batch.t, model.capture ? 0 : batch.t);
  if (isRunning !== batch.run) { isRunning = batch.run; $('play').textContent = isRunning ? '❚❚' : '▶'; }
  if (batch.run || model.t >= target) pending = false;
  if (batch.full) say(words.get('full'), true);
  for (const m of batch.m) {
    if (m.k === 'error') say(m.text, true);
    else if (m.k === 'scenario') { scenario = m.text; setHash(); }
    else if (m.k === 'opened') { const s = model.byId.get(m.id); if (s && ladder.selected === m.id) detail.show(s, m); }
    else if (m.k === 'capture') save(m.base64);
    else {
      if (m.k === 'begin') { ladder.drawn = ''; document.body.classList.toggle('capture', !!m.capture); }
      model.apply(m);
    }
  }
  tour.check(model);
}

function save(base64) {
  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const a = document.createElement('a');
  a.href = URL.createObjectURL(new Blob([bytes], { type: 'application/vnd.tcpdump.pcap' }));
  a.download = 'lab.pcap';
  a.click();
  URL.revokeObjectURL(a.href);
}

function setSpeed(x) {
  const near = [...$('speed').options].reduce((a, b) => Math.abs(Math.log(b.value / x)) < Math.abs(Math.log(a.value / x)) ? b : a);
  $('speed').value = near.value;
}

const play = () => app.speed(isRunning ? 0 : +$('speed').value);
const actions = {
  restart: () => begin(scenario), play: () => isRunning ? link.send({ c: 'speed', x: 0 }) : play(), step: () => link.send({ c: 'step' }),
  share: async () => { setHash(); await navigator.clipboard?.writeText(location.href).catch(() => {}); say(words.get('copied')); },
  download: () => link.send({ c: 'capture' }),
  language: () => { words.language = words.language === 'zh' ? 'en' : 'zh'; translate(); },
  theme: () => { const root = document.documentElement; setTheme(root.dataset.theme === 'dark' ? 'light' : 'dark'); },
};
for (const [id, run] of Object.entries(actions)) $(id).addEventListener('click', run);
$('speed').addEventListener('change', () => { if (isRunning) app.speed(+$('speed').value); });
$('which').addEventListener('change', () => { chosen = +$('which').value; });
document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, select')) return;
  if (e.key === ' ' && e.target.closest('button')) return;
  const id = { ' ': 'play', '.': 'step', r: 'restart', l: 'language', t: 'theme' }[e.key];
  if (id) { e.preventDefault(); actions[id](); }
});
for (const tab of document.querySelectorAll('[role=tab]')) tab.addEventListener('click', () => {
  for (const other of document.querySelectorAll('[role=tab]')) {
    other.setAttribute('aria-selected', other === tab);
    $(other.getAttribute('aria-controls')).hidden = other !== tab;
  }
});

function setTheme(name) { document.documentElement.dataset.theme = name; windowView.legend(); }

function translate() { words.apply(); controls.draw(settings); tour.draw(); windowView.legend(); ladder.drawn = ''; if (!detail.box.hidden) link.send({ c: 'open', id: ladder.selected }); viewed = ''; }

// Connections come and go: the list says which is looked at.
function drawChoice() {
  const box = $('which');
  if (box.options.length !== model.convs.size + 1) {
    box.replaceChildren(new Option(words.get('all'), 0), ...[...model.convs.values()].map(c => new Option(c.ha ? `${c.ha} – ${c.hb}` : `${c.a} – ${c.b}`, c.c)));
    box.value = chosen;
  }
  for (const h of ['A', 'B']) {
    const host = model.hosts[h];
    const note = [host.listens?.length ? `${words.get('listens')} ${host.listens.join(', ')}` : '', host.frozen ? words.get('frozen') : '', h === 'B' && model.simulated ? words.get('simulated') : '', model.wire.up ? '' : words.get('cutnow')].filter(Boolean).join(' · ');
    const box = $('note-' + h.toLowerCase());
    if (box.textContent !== note) box.textContent = note;
  }
}

let viewed = '';
function frame() {
  ladder.draw();
  $('clock').textContent = (model.t / 1e6).toFixed(6) + ' s';
  const c = model.latest(chosen), stamp = [model.version, c, isRunning ? Math.floor(model.t / 5000) : 0, innerWidth, document.documentElement.dataset.theme].join();
  if (stamp !== viewed) {
    viewed = stamp;
    stateView.draw(model, c); windowView.draw(model, c); plotView.draw(model, c); drawChoice();
  }
  requestAnimationFrame(frame);
}

setTheme(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
$('speed').value = '0.1';
translate();
requestAnimationFrame(frame);
// For tests: what has been drawn, and how fast.
window.lab = { model, app, ladder };

// What was seen of the samples: their numbers, their times (milliseconds of the browser's clock), and a row of values a reading.
const KEPT = 3600, SPANS = [60, 300, 900, 3600, 0];
let seen = {at: [], number: [], values: []};

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400].map(s => s * 1000);
const svg = (tag, parent, attributes) => {
  const e = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  parent.append(e);
  return e;
};
function nice(step) {
  const power = 10 ** Math.floor(Math.log10(step)), n = step / power;
  return power * (n <= 1 ? 1 : n <= 2 ? 2 : n <= 5 ? 5 : 10);
}
// The points of a chart, [time, value]: of a counter the rate. A gap is null.
function pointsOf(c, from) {
  const {at, number} = seen, values = seen.values[c.index], points = [];
  for (let i = 0; i < at.length; i++) {
    const v = values[i], joined = i && number[i] === number[i - 1] + 1;
    if (at[i] < from) continue;
    if (i && !joined) points.push(null);
    if (c.r.kind !== 'counter') points.push(v === null ? null : [at[i], v]);
    else if (joined && v !== null && values[i - 1] !== null && v >= values[i - 1] && at[i] > at[i - 1]) points.push([at[i], (v - values[i - 1]) / (at[i] - at[i - 1]) * 1000]);
    else if (i) points.push(null);
  }
  return points;
}
function makeChart(c, parent) {
  c.read = make('div', parent, '', 'read');
  c.svg = svg('svg', parent, {class: 'chart', tabindex: 0, role: 'slider', 'aria-label': t('Chart of {0}', c.title), 'aria-valuemin': 0});
  const move = e => {
    const box = c.svg.getBoundingClientRect(), time = c.from + (e.clientX - box.left) / box.width * (c.to - c.from);
    const real = c.points.filter(p => p);
    c.hover = real.length ? real.reduce((a, b) => Math.abs(b[0] - time) < Math.abs(a[0] - time) ? b : a)[0] : undefined;
    draw(c);
  };
  c.svg.onpointerdown = c.svg.onpointermove = move;
  // A finger that is lifted leaves what it has pointed at.
  const leave = () => { c.hover = undefined; draw(c); };
  c.svg.onpointerleave = e => { if (e.pointerType === 'mouse') leave(); };
  c.svg.onblur = leave;
  c.svg.onkeydown = e => {
    const real = c.points.filter(p => p), last = real.length - 1, now = real.findIndex(p => p[0] === c.hover), i = now < 0 ? last : now;
    const to = {ArrowLeft: i - 1, ArrowDown: i - 1, ArrowRight: i + 1, ArrowUp: i + 1, PageUp: i + 10, PageDown: i - 10, Home: 0, End: last}[e.key];
    if (e.key === 'Escape') c.hover = undefined;
    else if (to === undefined || last < 0) return;
    else c.hover = real[now < 0 && to < i ? last : Math.max(0, Math.min(last, to))][0];
    e.preventDefault();
    draw(c);
  };
  new ResizeObserver(() => draw(c)).observe(c.svg);
}
const shown = (c, v) => c.r.kind === 'counter' ? t('{0} per second', digits(v, v < 10 ? 2 : v < 100 ? 1 : 0) + (c.r.unit && ' ' + c.r.unit)) : format(v, c.r).join(' ').trim();
function draw(c) {
  const width = c.svg.clientWidth, height = c.svg.clientHeight, bottom = height - 17, {at} = seen;
  if (!width) return;
  const length = +$('span').value * 1000;
  c.to = at.length ? at[at.length - 1] : Date.now();
  c.from = length ? c.to - length : Math.min(at[0] ?? c.to, c.to - 10000);
  c.points = pointsOf(c, c.from);
  const real = c.points.filter(p => p), values = real.map(p => p[1]), rate = c.r.kind === 'counter';
  let low = Math.min(...values), high = Math.max(...values);
  if (!real.length) [low, high] = [0, 1];
  // A tenth of the value, or ten of its last digit, is the least height: noise stays noise.
  const least = rate ? 1 : Math.max(Math.max(Math.abs(low), Math.abs(high)) / 10, 10 / 10 ** c.r.decimals), middle = (low + high) / 2;
  if (rate) [low, high] = [0, Math.max(high, least)];
  else if (high - low < least) [low, high] = [middle - least / 2 < 0 && low >= 0 ? 0 : middle - least / 2, middle + least / 2];
  // Bytes are shown in KiB and MiB: so are the steps.
  const scale = c.r.unit !== 'B' || high < 1024 ? 1 : high < 1048576 ? 1024 : 1048576;
  const step = nice((high - low) / 3 / scale) * scale, first = Math.floor(low / step + 1e-9) * step, top = Math.ceil(high / step - 1e-9) * step || 1;
  const x = time => (time - c.from) / (c.to - c.from) * width, y = v => bottom - 4 - (v - first) / (top - first) * (bottom - 18);
  c.svg.replaceChildren();
  c.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const unit = rate ? {...c.r, kind: 'gauge', decimals: step < 1 ? Math.ceil(-Math.log10(step)) : 0} : {...c.r, decimals: Math.min(c.r.decimals, step < 1 ? Math.ceil(-Math.log10(step)) : 0)};
  for (let v = first; v <= top + step / 2; v += step) svg('line', c.svg, {x1: 0, x2: width, y1: y(v), y2: y(v)});
  const tick = STEPS.find(s => (c.to - c.from) / s <= width / 80) || STEPS.at(-1), zone = new Date(c.to).getTimezoneOffset() * 60000;
  const clock = {hour: '2-digit', minute: '2-digit', ...tick < 60000 && {second: '2-digit'}};
  for (let time = Math.ceil((c.from - zone) / tick) * tick + zone; time <= c.to; time += tick) {
    const half = tick < 60000 ? 28 : 20, place = x(time);
    svg('line', c.svg, {x1: place, x2: place, y1: bottom, y2: bottom + 4});
    if (place >= half && place <= width - half) svg('text', c.svg, {x: place, y: height - 2, 'text-anchor': 'middle'}).textContent = new Date(time).toLocaleTimeString(undefined, clock);
  }
  // Of what falls on one column of the screen, the least and the greatest are drawn.
  const runs = [[]];
  let column = null;
  for (const p of c.points) {
    if (!p) { runs.push([]); column = null; continue; }
    const place = x(p[0]), run = runs.at(-1);
    if (column && place - column.place < 1.5) {
      if (p[1] < column.low) run.push([place, column.low = p[1]]);
      else if (p[1] > column.high) run.push([place, column.high = p[1]]);
      continue;
    }
    column = {place, low: p[1], high: p[1]};
    run.push([place, p[1]]);
  }
  const drawn = runs.filter(run => run.length).map(run => run.map(([px, v]) => px.toFixed(1) + ' ' + y(v).toFixed(1)));
  svg('path', c.svg, {class: 'area', d: drawn.filter(run => run.length > 1).map(run => `M${run[0].split(' ')[0]} ${bottom - 4}L${run.join('L')}L${run.at(-1).split(' ')[0]} ${bottom - 4}Z`).join('')});
  // A value with a gap on both sides is a dot.
  svg('path', c.svg, {class: 'line', 'stroke-linecap': 'round', d: drawn.map(run => 'M' + run.join('L') + (run.length < 2 ? 'h.1' : '')).join('')});
  for (let v = first; v <= top + step / 2; v += step) svg('text', c.svg, {x: 0, y: y(v) - 3}).textContent = format(v, unit).join(' ') + (rate ? '/s' : '');
  const place = real.findIndex(p => p[0] === c.hover), found = real[place];
  if (found) {
    svg('line', c.svg, {class: 'mark', x1: x(found[0]), x2: x(found[0]), y1: 0, y2: bottom});
    svg('circle', c.svg, {cx: x(found[0]), cy: y(found[1]), r: 4.5});
  }
  const one = found || real.at(-1), words = one ? `${new Date(one[0]).toLocaleTimeString()}: ${shown(c, one[1])}` : t('no value');
  c.read.textContent = found ? words : rate && one ? shown(c, one[1]) : '';
  c.svg.setAttribute('aria-valuemax', Math.max(real.length - 1, 0));
  c.svg.setAttribute('aria-valuenow', found ? place : Math.max(real.length - 1, 0));
  c.svg.setAttribute('aria-valuetext', words);
}

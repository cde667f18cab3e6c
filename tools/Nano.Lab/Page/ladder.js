// The ladder, on a canvas that is as high as what is seen of it: only what is visible is drawn.
import { words, time } from './text.js';
const Flags = [[2, 'SYN'], [1, 'FIN'], [4, 'RST'], [8, 'PSH'], [32, 'URG'], [16, 'ACK']];
export const flagsOf = f => Flags.filter(([bit]) => f & bit).map(([, name]) => name).join(' ');

export class Ladder {
  constructor(model, options) {
    this.model = model; this.options = options;
    this.box = document.getElementById('ladder');
    this.canvas = this.box.querySelector('canvas');
    this.tall = document.getElementById('tall');
    this.follows = true; this.selected = 0; this.height = 0; this.drawn = '';
    this.box.addEventListener('scroll', () => {
      if (this.box.scrollTop + this.box.clientHeight >= this.box.scrollHeight - 30) this.follows = true;
      else if (this.box.scrollTop < this.lastTop - 2) this.follows = false;
      this.lastTop = this.box.scrollTop;
    });
    this.box.addEventListener('click', e => this.pick(e));
    this.box.addEventListener('keydown', e => this.key(e));
  }

  shown(s) { return !this.options.chosen() || s.c === this.options.chosen(); }

  pick(e) {
    const rect = this.box.getBoundingClientRect();
    const x = e.clientX - rect.left, y = e.clientY - rect.top + this.box.scrollTop;
    let best = null, distance = 14;
    for (const s of this.around(y - 60, y + 20)) {
      const d = Math.abs(this.lineAt(s, x) - y);
      if (this.shown(s) && d < distance) { best = s; distance = d; }
    }
    if (best) this.select(best);
  }

  lineAt(s, x) {
    const { left, right } = this.lanes;
    const end = s.arrivals[0]?.y ?? s.y + 20;
    const part = Math.min(1, Math.max(0, s.from === 'A' ? (x - left) / (right - left) : (right - x) / (right - left)));
    return s.y + (end - s.y) * part;
  }

  key(e) {
    const list = this.model.segs.filter(s => this.shown(s));
    let at = list.findIndex(s => s.id === this.selected);
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[e.key];
    if (e.key === 'Home') at = 0;
    else if (e.key === 'End') at = list.length - 1;
    else if (move) at = at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + move));
    else if (e.key === 'Escape') { this.selected = 0; this.options.onSelect(null); return; }
    else return;
    e.preventDefault();
    if (list[at]) this.select(list[at], true);
  }

  select(s, scroll) {
    this.selected = s.id; this.drawn = '';
    if (scroll) {
      this.follows = false;
      if (s.y < this.box.scrollTop + 20 || s.y > this.box.scrollTop + this.box.clientHeight - 60) this.box.scrollTop = s.y - this.box.clientHeight / 2;
    }
    this.options.onSelect(s);
  }

  // Segments are in order of their heights, so the first that is visible is found by halving.
  around(top, bottom) {
    const list = this.model.segs;
    let low = 0, high = list.length;
    while (low < high) { const mid = (low + high) >> 1; if (list[mid].y < top) low = mid + 1; else high = mid; }
    let end = low;
    while (end < list.length && list[end].y <= bottom) end++;
    return list.slice(Math.max(0, low - 150), end);
  }

  draw() {
    const m = this.model, w = this.box.clientWidth, h = this.box.clientHeight;
    const height = Math.max(h, m.nowHeight() + 46);
    if (height !== this.height) { this.height = height; this.tall.style.height = Math.max(0, height - h) + 'px'; }
    if (this.follows && !m.capture) this.box.scrollTop = height;
    const top = this.box.scrollTop;
    const stamp = [m.version, m.t, top, w, h, this.selected, this.options.chosen(), words.language, document.documentElement.dataset.theme].join();
    if (stamp === this.drawn) return;
    this.drawn = stamp;
    const ratio = devicePixelRatio;
    if (this.canvas.width !== Math.round(w * ratio) || this.canvas.height !== Math.round(h * ratio)) {
      this.canvas.width = Math.round(w * ratio); this.canvas.height = Math.round(h * ratio); this.canvas.style.height = h + 'px';
    }
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue('--' + name).trim();
    const c = { ink: color('ink'), soft: color('soft'), line: color('line'), a: color('a'), b: color('b'), bad: color('bad'), again: color('again'), lit: color('lit'), panel: color('panel') };
    const g = this.canvas.getContext('2d');
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, w, h);
    g.translate(0, -top);
    const left = 178, right = w - 116;
    this.lanes = { left, right };
    g.lineWidth = 2;
    for (const [x, name] of [[left, c.a], [right, c.b]]) { g.strokeStyle = name; g.globalAlpha = .35; g.beginPath(); g.moveTo(x, top); g.lineTo(x, top + h); g.stroke(); }
    g.globalAlpha = 1;
    this.drawMarks(g, c, top, top + h, left, right, w);
    g.textBaseline = 'alphabetic';
    for (const s of this.around(top, top + h)) if (this.shown(s)) this.drawSegment(g, c, s, left, right);
    g.strokeStyle = c.line; g.setLineDash([3, 4]); g.lineWidth = 1;
    const now = m.nowHeight() + 8;
    if (!m.capture) { g.beginPath(); g.moveTo(8, now); g.lineTo(w - 8, now); g.stroke(); }
    g.setLineDash([]);
  }

  drawMarks(g, c, top, bottom, left, right, w) {
    const marks = this.model.marks;
    let low = 0, high = marks.length;
    while (low < high) { const mid = (low + high) >> 1; if (marks[mid].y < top - 40) low = mid + 1; else high = mid; }
    const last = {};
    for (let i = low; i < marks.length && marks[i].y <= bottom + 40; i++) {
      const k = marks[i];
      g.font = '11px system-ui, "Noto Sans CJK SC", sans-serif';
      if (k.kind === 'gap') {
        g.fillStyle = c.soft; g.textAlign = 'center';
        g.fillText(`⋮  ${time(k.gap)}  ⋮`, (left + right) / 2, k.y);
      } else if (k.kind === 'state') {
        if (this.options.chosen() && k.c !== this.options.chosen()) continue;
        const y = Math.max(k.y + 4, (last[k.h] ?? -99) + 13);
        last[k.h] = y;
        g.font = '600 11px system-ui, sans-serif';
        g.fillStyle = k.h === 'A' ? c.a : c.b;
        g.textAlign = k.h === 'A' ? 'right' : 'left';
        g.fillText(k.text, k.h === 'A' ? left - 9 : right + 9, y);
      } else {
        g.fillStyle = c.lit; g.fillRect(left + 2, k.y - 11, right - left - 4, 15);
        g.fillStyle = c.soft; g.textAlign = 'center';
        g.fillText('▸ ' + words.action(k.text), (left + right) / 2, k.y);
      }
    }
  }

  drawSegment(g, c, s, left, right) {
    const m = this.model, toRight = s.from === 'A';
    const x1 = toRight ? left : right, x2 = toRight ? right : left;
    const arrived = s.arrivals[0];
    const tone = s.k === 'other' ? c.soft : s.lost ? c.bad : s.f & 4 ? c.bad : s.again ? c.again : toRight ? c.a : c.b;
    let part = 1, y2 = arrived?.y;
    if (!arrived) {
      if (s.lost) { part = .55; y2 = s.y + 11; }
      else { part = Math.min(.92, (m.t - s.t) / Math.max(1, this.options.delay() * 1000)); y2 = s.y + (m.nowHeight() - s.y) ; }
    }
    const xe = x1 + (x2 - x1) * part;
    g.strokeStyle = g.fillStyle = tone;
    g.lineWidth = s.id === this.selected ? 3 : s.k === 'other' ? 1 : 1.6;
    g.setLineDash(s.why === 'forged' ? [6, 4] : s.again ? [9, 3] : []);
    this.arrow(g, x1, s.y, xe, y2, !s.lost);
    for (const copy of s.arrivals.slice(1)) { g.setLineDash([2, 3]); this.arrow(g, x1, s.y, x2, copy.y, true); }
    g.setLineDash([]);
    if (s.lost && !arrived) {
      g.lineWidth = 2.2; g.beginPath();
      g.moveTo(xe - 5, y2 - 5); g.lineTo(xe + 5, y2 + 5); g.moveTo(xe + 5, y2 - 5); g.lineTo(xe - 5, y2 + 5); g.stroke();
    }
    g.font = '11px ui-monospace, "DejaVu Sans Mono", monospace';
    g.textAlign = 'left'; g.fillStyle = c.soft;
    g.fillText((s.t / 1e6).toFixed(4), 8, s.y + 4);
    const label = s.k === 'other' ? s.text.slice(0, 60) : this.label(s);
    const full = arrived ? y2 : s.y + 14;
    const slope = (full - s.y) / (right - left);
    g.save();
    const lx = toRight ? left + 14 : right - 14;
    g.translate(lx, s.y + slope * 14 - 4);
    g.rotate(Math.atan(toRight ? slope : -slope));
    g.textAlign = toRight ? 'left' : 'right';
    g.lineWidth = 3; g.strokeStyle = c.panel; g.strokeText(label, 0, 0);
    g.fillStyle = s.k === 'other' ? c.soft : s.id === this.selected ? tone : c.ink;
    if (s.k === 'seg' && (s.f & 7)) g.font = '700 11px ui-monospace, "DejaVu Sans Mono", monospace';
    g.fillText(label, 0, 0);
    g.restore();
  }

  arrow(g, x1, y1, x2, y2, tip) {
    g.beginPath(); g.moveTo(x1, y1); g.lineTo(x2, y2); g.stroke();
    if (!tip) return;
    g.setLineDash([]);
    const angle = Math.atan2(y2 - y1, x2 - x1);
    g.beginPath(); g.moveTo(x2, y2);
    g.lineTo(x2 - 9 * Math.cos(angle - .35), y2 - 9 * Math.sin(angle - .35));
    g.lineTo(x2 - 9 * Math.cos(angle + .35), y2 - 9 * Math.sin(angle + .35)); g.closePath(); g.fill();
  }

  label(s) {
    const parts = [flagsOf(s.f), `seq ${s.seq}`];
    if (s.f & 16) parts.push(`ack ${s.ack}`);
    if (s.len) parts.push(`len ${s.len}`);
    if (!(s.f & 4)) parts.push(`win ${s.win}`);
    if (s.sack) parts.push('SACK');
    const note = s.lost ? words.get('lost') : s.why === 'forged' ? words.get('forged') : s.again ? words.get('again') : ['tail-probe', 'window-probe', 'keep-alive'].includes(s.why) ? words.reason(s.why) : '';
    return parts.join('  ') + (note ? '  ‹' + note + '›' : '');
  }
}

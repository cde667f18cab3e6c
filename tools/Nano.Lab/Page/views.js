// The state machines, the windows and the plots of the connection that is looked at.
import { words } from './text.js';
const css = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const Places = { 'CLOSED': [200, 18], 'LISTEN': [80, 58], 'SYN-SENT': [320, 58], 'SYN-RECEIVED': [80, 104], 'ESTABLISHED': [200, 136], 'FIN-WAIT-1': [75, 178], 'CLOSE-WAIT': [325, 178], 'FIN-WAIT-2': [75, 232], 'CLOSING': [200, 206], 'LAST-ACK': [325, 232], 'TIME-WAIT': [200, 278] };
const Edges = ['CLOSED>LISTEN', 'CLOSED>SYN-SENT', 'LISTEN>SYN-RECEIVED', 'SYN-SENT>SYN-RECEIVED', 'SYN-SENT>ESTABLISHED', 'SYN-RECEIVED>ESTABLISHED', 'SYN-RECEIVED>FIN-WAIT-1', 'ESTABLISHED>FIN-WAIT-1', 'ESTABLISHED>CLOSE-WAIT', 'FIN-WAIT-1>FIN-WAIT-2', 'FIN-WAIT-1>CLOSING', 'FIN-WAIT-1>TIME-WAIT', 'CLOSE-WAIT>LAST-ACK', 'FIN-WAIT-2>TIME-WAIT', 'CLOSING>TIME-WAIT', 'LAST-ACK>CLOSED', 'TIME-WAIT>CLOSED'];

export class StateView {
  constructor() {
    this.svg = document.getElementById('states');
    const edge = e => {
      const [[x1, y1], [x2, y2]] = e.split('>').map(n => Places[n]);
      const d = e === 'LAST-ACK>CLOSED' ? `M ${x1 + 44} ${y1} C 405 200 405 20 ${x2 + 46} ${y2}`
        : e === 'TIME-WAIT>CLOSED' ? `M ${x1 - 46} ${y1} C -30 300 -30 10 ${x2 - 46} ${y2}` : `M ${x1} ${y1} L ${x2} ${y2}`;
      return `<path data-e="${e}" d="${d}"/>`;
    };
    this.svg.innerHTML = Edges.map(edge).join('') + Object.entries(Places).map(([name, [x, y]]) =>
      `<g class="node" data-n="${name}"><rect x="${x - 46}" y="${y - 11}" width="92" height="22" rx="11"/><text x="${x}" y="${y + 3.5}">${name}</text></g>`).join('');
  }

  draw(model, c) {
    const now = { A: model.state('A', c), B: model.state('B', c) };
    for (const node of this.svg.querySelectorAll('.node')) {
      node.classList.toggle('a', node.dataset.n === now.A);
      node.classList.toggle('b', node.dataset.n === now.B);
    }
    const last = {};
    for (let i = model.states.length - 1, n = 0; i >= 0 && n < 2; i--) {
      const s = model.states[i];
      if (s.c === c && !last[s.h]) { last[s.h] = s; n++; }
    }
    for (const path of this.svg.querySelectorAll('path')) {
      path.setAttribute('class', (last.A && path.dataset.e === `${last.A.from}>${last.A.to}` ? 'taken-a ' : '') + (last.B && path.dataset.e === `${last.B.from}>${last.B.to}` ? 'taken-b' : ''));
    }
    this.svg.setAttribute('aria-label', `A ${now.A}, B ${now.B}`);
    const say = s => s ? `<b class="${s.h.toLowerCase()}">${s.h}</b> ${s.from || '…'} → ${s.to}: ${words.cause(s, model.byId.get(s.by))}` : '';
    document.getElementById('transition').innerHTML = [say(last.A), say(last.B)].filter(Boolean).join('<br>');
  }
}

function prepare(canvas, height) {
  const w = canvas.clientWidth, ratio = devicePixelRatio;
  if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(w * ratio); canvas.height = Math.round(height * ratio); canvas.style.height = height + 'px';
  }
  const g = canvas.getContext('2d');
  g.setTransform(ratio, 0, 0, ratio, 0, 0); g.clearRect(0, 0, w, height);
  g.font = '11px system-ui, "Noto Sans CJK SC", sans-serif';
  return [g, w];
}

export class WindowView {
  constructor() { this.canvas = document.getElementById('windows'); }

  colors() { return { acked: css('soft'), flight: css('a'), sacked: css('good'), lost: css('bad'), may: css('free'), waiting: css('b'), unread: css('again') }; }

  legend() {
    const c = this.colors();
    const keys = ['acked', 'flight', 'sacked', 'lost', 'waiting', 'may', 'unread'];
    const box = document.getElementById('legend');
    box.innerHTML = keys.map(k => `<span><i></i>${words.get('w-' + k)}</span>`).join('');
    // By the object model: the page's content policy forbids style attributes.
    box.querySelectorAll('i').forEach((i, n) => { i.style.background = c[keys[n]]; });
  }

  draw(model, conversation) {
    const [g, w] = prepare(this.canvas, 156), c = this.colors(), ink = css('ink'), soft = css('soft');
    let y = 0;
    for (const h of ['A', 'B']) {
      const d = model.tcbs.get(h + conversation);
      for (const side of ['send', 'receive']) {
        g.fillStyle = ink; g.textAlign = 'left';
        g.fillText(`${h} ${words.get(side)}`, 0, y + 11);
        g.fillStyle = css('line'); g.globalAlpha = .5; g.fillRect(0, y + 16, w, 14); g.globalAlpha = 1;
        if (d) side === 'send' ? this.send(g, c, d, y, w, soft) : this.receive(g, c, d, y, w, soft);
        y += 39;
      }
    }
  }

  send(g, c, d, y, w, soft) {
    const span = Math.max(d.sbuf, d.wnd, 1) * 1.2, from = d.una - span * .15;
    const x = n => (n - from) / span * w, bar = (a, b, k, top = 16, tall = 14) => { if (b > a) { g.fillStyle = c[k]; g.fillRect(x(a), y + top, Math.max(1.5, x(b) - x(a)), tall); } };
    g.globalAlpha = .35; bar(Math.max(0, from), d.una, 'acked'); g.globalAlpha = 1;
    bar(d.una, d.una + d.wnd, 'may');
    bar(d.una, d.nxt, 'flight');
    bar(d.nxt, d.una + d.queue, 'waiting', 20, 6);
    for (const [a, b] of d.sacked) bar(a, b, 'sacked');
    for (const [a, b] of d.lost) bar(a, b, 'lost');
    g.strokeStyle = css('ink'); g.lineWidth = 1.5; g.beginPath(); g.moveTo(x(d.una + d.cwnd), y + 14); g.lineTo(x(d.una + d.cwnd), y + 32); g.stroke();
    g.fillStyle = soft; g.textAlign = 'right';
    g.fillText(`SND.UNA ${d.una}  SND.NXT ${d.nxt}  SND.WND ${d.wnd}`, w, y + 11);
  }

  receive(g, c, d, y, w, soft) {
    const span = Math.max(d.rbuf, 1) * 1.2, from = d.rnxt - d.unread - span * .15;
    const x = n => (n - from) / span * w, bar = (a, b, k) => { if (b > a) { g.fillStyle = c[k]; g.fillRect(x(a), y + 16, Math.max(1.5, x(b) - x(a)), 14); } };
    g.globalAlpha = .35; bar(Math.max(0, from), d.rnxt - d.unread, 'acked'); g.globalAlpha = 1;
    bar(d.rnxt - d.unread, d.rnxt, 'unread');
    bar(d.rnxt, d.redge, 'may');
    for (const [a, b] of d.ooo) bar(a, b, 'sacked');
    g.fillStyle = soft; g.textAlign = 'right';
    g.fillText(`RCV.NXT ${d.rnxt}  RCV.WND ${d.redge - d.rnxt}`, w, y + 11);
  }
}

export class PlotView {
  constructor() { this.canvas = document.getElementById('plots'); }

  draw(model, conversation) {
    const [g, w] = prepare(this.canvas, 270);
    const a = model.samples.get('A' + conversation) ?? [], b = model.samples.get('B' + conversation) ?? [];
    const list = (a.at(-1)?.una ?? 0) >= (b.at(-1)?.una ?? 0) ? a : b;
    const from = list[0]?.t ?? 0, to = Math.max(model.t, from + 1000);
    const rate = this.goodput(list, from, to);
    this.plot(g, w, 0, list, from, to, [['cwnd', css('a'), s => s.cwnd], ['ssthresh', css('bad'), s => s.ssthresh < 0 ? null : s.ssthresh], [words.get('w-flight'), css('good'), s => s.flight]], v => v < 1e4 ? Math.round(v) + ' B' : (v / 1024).toFixed(0) + ' KiB');
    this.plot(g, w, 92, list, from, to, [['SRTT', css('a'), s => s.srtt < 0 ? null : s.srtt], ['RTO', css('b'), s => s.rto]], v => Math.round(v) + ' ms');
    this.plot(g, w, 184, rate, from, to, [[words.get('goodput'), css('good'), s => s.v]], v => (v / 1000).toFixed(v < 1e4 ? 1 : 0) + ' kbit/s');
  }

  goodput(list, from, to) {
    const n = 60, width = (to - from) / n, out = [];
    let i = 0, before = list[0]?.una ?? 0;
    for (let k = 0; k < n && list.length; k++) {
      const end = from + (k + 1) * width;
      let una = before;
      while (i < list.length && list[i].t <= end) una = list[i++].una;
      out.push({ t: end, v: (una - before) * 8e6 / width });
      before = una;
    }
    return out;
  }

  plot(g, w, y, list, from, to, lines, unit) {
    const h = 62, top = y + 18;
    let most = 1;
    const step = Math.max(1, Math.floor(list.length / 1500));
    for (let i = 0; i < list.length; i += step) for (const [, , f] of lines) most = Math.max(most, f(list[i]) ?? 0);
    g.strokeStyle = css('line'); g.lineWidth = 1; g.strokeRect(.5, top + .5, w - 1, h);
    let x = 0;
    for (const [name, tone, f] of lines) {
      g.fillStyle = tone; g.textAlign = 'left'; g.fillText(name, x, y + 12); x += g.measureText(name).width + 14;
      g.strokeStyle = tone; g.lineWidth = 1.6; g.beginPath();
      let down = false, last = 0;
      for (let i = 0; i < list.length; i += step) {
        const v = f(list[i]);
        if (v == null) { down = false; continue; }
        const px = (list[i].t - from) / (to - from) * (w - 2) + 1, py = top + h - v / most * (h - 4);
        if (down) { g.lineTo(px, last); g.lineTo(px, py); } else g.moveTo(px, py);
        down = true; last = py;
      }
      if (down) g.lineTo(w - 1, last);
      g.stroke();
    }
    g.fillStyle = css('soft'); g.textAlign = 'right'; g.fillText(unit(most), w - 2, y + 12);
  }
}

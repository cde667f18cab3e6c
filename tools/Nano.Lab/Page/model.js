// Everything that the server has told, in the form in which the views need it. It adds nothing of its own.
const Row = 19, Arrival = 7, LongestGap = 34, Break = 400_000;

export class Model {
  constructor() { this.clear(); }

  clear() {
    this.t = 0; this.y = 12; this.lastEvent = 0;
    this.segs = []; this.marks = []; this.states = []; this.done = []; this.convs = new Map();
    this.byId = new Map(); this.current = {}; this.tcbs = new Map(); this.samples = new Map();
    this.hosts = { A: { listens: [] }, B: { listens: [] } };
    this.wire = { up: true, orders: [0, 0], set: {} };
    this.simulated = false; this.capture = null; this.version = 0;
  }

  // The height at which what happens at a time stands: idle time is compressed.
  heightOf(t, least) {
    const gap = t - this.lastEvent;
    if (gap > Break && this.segs.length) {
      this.y += 30;
      this.marks.push({ y: this.y - 10, kind: 'gap', gap });
    } else this.y += Math.min(LongestGap, gap / 1500);
    this.lastEvent = Math.max(t, this.lastEvent);
    this.y += least;
    return this.y;
  }

  nowHeight() { return this.y + Math.min(LongestGap, Math.max(0, this.t - this.lastEvent) / 1500); }

  apply(m) {
    this.version++;
    switch (m.k) {
      case 'begin': this.clear(); this.simulated = !!m.simulated; this.capture = m.capture ?? null; this.scenario = m.scenario; break;
      case 'conv': this.convs.set(m.c, m); break;
      case 'seg': case 'other': {
        const s = { ...m, y: this.heightOf(m.t, Row), arrivals: [], lost: null };
        this.segs.push(s); this.byId.set(m.id, s); break;
      }
      case 'arr': {
        const s = this.byId.get(m.id);
        if (s) s.arrivals.push({ t: m.t, y: this.capture ? s.y + 9 : this.heightOf(m.t, Arrival), copy: m.copy });
        break;
      }
      case 'lost': { const s = this.byId.get(m.id); if (s) s.lost = m.why; break; }
      case 'why': { const s = this.byId.get(m.id); if (s) s.why = m.why; break; }
      case 'state': {
        if (m.from === m.to) break;
        this.states.push(m);
        this.current[m.h + m.c] = m.to;
        this.marks.push({ y: this.y, kind: 'state', h: m.h, c: m.c, text: m.to });
        break;
      }
      case 'tcb': {
        const key = m.h + m.c;
        this.tcbs.set(key, m);
        let list = this.samples.get(key);
        if (!list) this.samples.set(key, list = []);
        list.push({ t: m.t, cwnd: m.cwnd, ssthresh: m.ssthresh, srtt: m.srtt, rto: m.rto, una: m.una, flight: m.nxt - m.una });
        break;
      }
      case 'host': this.hosts[m.h] = m; break;
      case 'wire': this.wire = m; break;
      case 'done': this.done.push(m); this.marks.push({ y: this.heightOf(m.t, 14), kind: 'done', text: m.a }); break;
    }
  }

  // The connection that is looked at: the one chosen, else the latest.
  latest(chosen) { return chosen || Math.max(0, ...this.convs.keys()); }

  state(h, c) { return this.current[h + c] ?? (this.hosts[h].listens?.length ? 'LISTEN' : 'CLOSED'); }
}

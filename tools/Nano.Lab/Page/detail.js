// A segment, opened: its bytes, each field with its meaning and where it is defined, and why it was sent.
import { words, time } from './text.js';
import { flagsOf } from './ladder.js';

export class Detail {
  constructor(onClose) {
    this.box = document.getElementById('detail'); this.onClose = onClose;
    this.box.addEventListener('click', e => { if (e.target.closest('#closeit')) this.close(); });
    this.box.addEventListener('mouseover', e => this.light(e.target.closest('[data-i]')?.dataset.i));
  }

  close() { this.box.hidden = true; this.onClose(); }

  light(i) { for (const e of this.box.querySelectorAll('pre [data-i]')) e.classList.toggle('on', e.dataset.i === i); }

  show(segment, opened) {
    const bytes = opened.bytes.match(/../g) ?? [];
    const fields = opened.fields;
    const text = fields.map((f, i) => `<span data-i="${i}">${bytes.slice(f.at, f.at + Math.min(f.n, 64)).join(' ')}${f.n > 64 ? ' …' : ''}</span>`).join(' ');
    const safe = v => String(v).replace(/[&<>]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);
    this.box.innerHTML = `<h2><span>#${segment.id} ${segment.from} → ${segment.from === 'A' ? 'B' : 'A'} ${segment.f === undefined ? safe(segment.text) : flagsOf(segment.f)} · ${time(segment.t)}</span><button id="closeit">${words.get('closeit')}</button></h2>
      ${segment.why ? `<p class="why"><b>${words.get('why')}:</b> ${words.reason(segment.why)}</p>` : ''}<pre>${text}</pre>
      <table>${fields.map((f, i) => `<tr data-i="${i}"><td>${words.field(f.key)}</td><td>${safe(f.v)}</td><td>${f.rfc}</td></tr>`).join('')}</table>`;
    this.box.hidden = false;
    document.getElementById('said').textContent = segment.why ? words.reason(segment.why) : '';
  }
}

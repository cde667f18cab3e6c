// What is done by hand, and what can be set.
import { words } from './text.js';
const Wire = ['delay', 'jitter', 'loss', 'reorder', 'dup', 'rate', 'queue', 'wiremtu'];
const Host = ['seed', 'sndbuf', 'rcvbuf', 'mtu', 'nagle', 'delack', 'sack', 'ts', 'cubic', 'minrto', 'msl', 'half', 'cookies', 'keepidle', 'keepevery', 'two'];
const Switches = ['nagle', 'sack', 'ts', 'cubic', 'cookies', 'two'];
const Defaults = { delay: 50, jitter: 0, loss: 0, reorder: 0, dup: 0, rate: 0, queue: 100, wiremtu: 65535, seed: 1, mtu: 1500, sndbuf: 16384, rcvbuf: 16384, nagle: 1, delack: 40, sack: 1, ts: 1, cubic: 1, minrto: 200, msl: 30000, half: 8, cookies: 1, keepidle: 10000, keepevery: 2000, two: 0 };

export const settingsOf = scenario => {
  const found = { ...Defaults };
  for (const part of scenario.split('&')) { const [k, v] = part.split('='); if (k in Defaults) found[k] = +v; }
  return found;
};

export class Controls {
  constructor(act, change) {
    this.act = act; this.change = change; this.host = 'A'; this.amount = 5000; this.kind = 'data'; this.from = 'A';
    this.hand = document.getElementById('hand'); this.set = document.getElementById('set');
    this.hand.addEventListener('click', e => {
      const button = e.target.closest('button[data-do]');
      if (button) this.act(this.fill(button.dataset.do));
    });
    this.hand.addEventListener('change', e => { this[e.target.name] = e.target.value; });
    this.set.addEventListener('change', e => {
      const value = e.target.type === 'checkbox' ? +e.target.checked : e.target.value;
      this.change(e.target.name, value, Wire.includes(e.target.name));
    });
  }

  fill(text) { return text.replace('$h', this.host).replace('$n', Math.max(1, this.amount | 0)).replace('$k', this.kind).replace('$f', this.from); }

  draw(settings) {
    const b = (key, action) => `<button data-do="${action}">${words.get(key)}</button>`;
    const select = (name, list) => `<select name="${name}" id="${name}">${list.map(v => `<option${this[name] === v ? ' selected' : ''}>${v}</option>`).join('')}</select>`;
    this.hand.innerHTML = `
      <h3>${words.get('application')} <label>${words.get('on')} ${select('host', ['A', 'B'])}</label></h3>
      <div class="row">${b('listen', 'listen,$h,80')}${b('unlisten', 'unlisten,$h')}${b('connect', 'connect,$h,80')}${b('connect8', 'connect,$h,80,8')}</div>
      <div class="row">${b('sendn', 'send,$h,$n')}<input name="amount" id="amount" type="number" min="1" max="100000000" value="${this.amount}" aria-label="${words.get('bytes')}"> ${words.get('bytes')}</div>
      <div class="row">${b('readall', 'read,$h,-1')}${b('readslow', 'read,$h,4000')}${b('readno', 'read,$h,0')}</div>
      <div class="row">${b('shutdown', 'shutdown,$h')}${b('close', 'close,$h')}${b('abort', 'abort,$h')}${b('keepalive', 'keepalive,$h')}</div>
      <div class="row">${b('push', 'push,$h,500,200')}${b('reply', 'reply,$h,500')}${b('autoclose', 'autoclose,$h,1')}</div>
      <h3>${words.get('cable')}</h3>
      <div class="row">${b('cut', 'cut')}${b('plug', 'plug')}</div>
      <div class="row">${b('reboot', 'reboot,$h')}${b('freeze', 'freeze,$h')}${b('thaw', 'thaw,$h')}</div>
      <h3>${words.get('choose')}</h3>
      <div class="row">${select('kind', ['any', 'syn', 'synack', 'ack', 'data', 'fin', 'rst'])} ${words.get('of')} ${select('from', ['A', 'B'])}</div>
      <div class="row">${b('drop', 'drop,$f,$k')}${b('hold', 'hold,$f,$k,150')}${b('copy', 'copy,$f,$k,500')}</div>
      <h3>${words.get('attack')}</h3>
      <div class="row">${b('stalesyn', 'forge,stalesyn')}${b('synscan', 'forge,synscan')}${b('finscan', 'forge,finscan')}${b('synflood', 'forge,synflood,50')}${b('reset', 'forge,reset')}</div>`;
    const field = k => `<label for="set-${k}">${words.get(k)}</label>` + (Switches.includes(k)
      ? `<input type="checkbox" id="set-${k}" name="${k}"${settings[k] ? ' checked' : ''}>`
      : `<input type="number" id="set-${k}" name="${k}" value="${settings[k]}" min="0" step="any">`);
    this.set.innerHTML = `<h3>${words.get('wire')}</h3><div class="set">${Wire.map(field).join('')}</div><h3>${words.get('host')}</h3><div class="set">${Host.map(field).join('')}</div>`;
  }
}

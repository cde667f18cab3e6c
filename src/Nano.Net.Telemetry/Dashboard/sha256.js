// SHA-256 (FIPS 180-4) of a text, in hexadecimal. crypto.subtle is only there over https.
const sha256 = (() => {
  // The first 32 bits of the fractions of square and cube roots of the first primes.
  const k = [], start = [], part = x => (x - Math.floor(x)) * 4294967296 | 0;
  for (let n = 2; k.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (start.length < 8) start.push(part(Math.sqrt(n)));
    k.push(part(Math.cbrt(n)));
  }
  const turn = (x, n) => x >>> n | x << 32 - n;
  return text => {
    const bytes = new TextEncoder().encode(text), n = bytes.length, size = (n + 72 >> 6) * 64, view = new DataView(new ArrayBuffer(size)), h = [...start], w = [];
    bytes.forEach((b, i) => view.setUint8(i, b));
    view.setUint8(n, 128);
    view.setUint32(size - 4, n * 8);
    for (let at = 0; at < size; at += 64) {
      let [a, b, c, d, e, f, g, i] = h;
      for (let j = 0; j < 64; j++) {
        const p = w[j - 15], q = w[j - 2];
        w[j] = j < 16 ? view.getInt32(at + j * 4) : w[j - 16] + w[j - 7] + (turn(p, 7) ^ turn(p, 18) ^ p >>> 3) + (turn(q, 17) ^ turn(q, 19) ^ q >>> 10) | 0;
        const x = i + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + k[j] + w[j], y = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c);
        [i, g, f, e, d, c, b, a] = [g, f, e, d + x | 0, c, b, a, x + y | 0];
      }
      [a, b, c, d, e, f, g, i].forEach((v, j) => { h[j] = h[j] + v | 0; });
    }
    return h.map(v => (v >>> 0).toString(16).padStart(8, '0')).join('');
  };
})();

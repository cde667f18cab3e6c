// All words of the page but the lessons, in English and Simplified Chinese. Terms as the RFCs and the textbooks have them.
const Words = {
  restart: ['Back to the start, with the same seed (R)', '回到开始（同一随机种子，R）'], play: ['Run or pause (Space)', '运行或暂停（空格）'], step: ['One step: the next segment or change of state (.)', '单步：下一个报文段或状态变化（.）'],
  speed: ['speed', '速度'], share: ['Copy link', '复制链接'], download: ['Capture', '下载抓包'], theme: ['Light or dark (T)', '浅色或深色（T）'],
  tour: ['Tour', '导览'], byhand: ['By hand', '动手'], settings: ['Settings', '设置'], connection: ['connection', '连接'], all: ['all', '全部'],
  states: ['States', '状态机'], windows: ['Windows over the sequence space', '序号空间上的滑动窗口'], plots: ['Congestion window, round trip, goodput', '拥塞窗口、往返时间、有效吞吐量'], ladder: ['Segments in order of time; arrow keys choose one', '按时间排列的报文段；方向键选择'],
  send: ['sends', '发送窗口'], receive: ['receives', '接收窗口'], goodput: ['goodput', '有效吞吐量'],
  'w-acked': ['acknowledged, read', '已确认 / 已读取'], 'w-flight': ['in flight', '在途（已发送未确认）'], 'w-sacked': ['selectively acknowledged / out of order', '选择确认 / 失序到达'], 'w-lost': ['held to be lost', '判定丢失'], 'w-waiting': ['written, not sent', '已写入未发送'], 'w-may': ['may be sent', '允许发送'], 'w-unread': ['not read yet', '尚未读取'],
  lost: ['lost', '丢失'], forged: ['forged', '伪造'], again: ['retransmission', '重传'],
  online: ['', ''], offline: ['The lab is not running. The page waits for it.', '实验程序没有运行，页面正在等待。'], full: ['The run is full. Go back to the start.', '记录已满，请回到开始。'], copied: ['The link is copied.', '链接已复制。'],
  application: ['Application', '应用程序'], cable: ['Wire and hosts', '线路与主机'], choose: ['Choose segments', '选定报文段'], attack: ['Out of the past, and attackers', '旧报文与攻击'],
  on: ['on host', '主机'], listen: ['Listen on 80', '监听 80'], unlisten: ['Stop listening', '停止监听'], connect: ['Connect', '连接'], connect8: ['8 clients', '8 个客户端'], sendn: ['Send', '发送'], bytes: ['bytes', '字节'],
  readall: ['Read all', '全部读取'], readslow: ['Read slowly', '慢速读取'], readno: ['Stop reading', '停止读取'], shutdown: ['Half-close', '半关闭'], close: ['Close', '关闭'], abort: ['Abort', '中止'], keepalive: ['Keep-alive on', '开启保活'], push: ['Push each 0.5 s', '每 0.5 秒推送'], reply: ['Reply to requests', '应答请求'], autoclose: ['Close when the peer does', '对方关闭时关闭'],
  cut: ['Cut the cable', '拔掉网线'], plug: ['Plug it in', '插上网线'], reboot: ['Reboot', '重启'], freeze: ['Freeze', '冻结'], thaw: ['Thaw', '解冻'],
  drop: ['Lose the next', '丢弃下一个'], hold: ['Delay the next', '延迟下一个'], copy: ['Copy it, late', '复制并迟到'], of: ['of', '来自'],
  stalesyn: ['Stale SYN', '过期的 SYN'], synscan: ['SYN scan', 'SYN 扫描'], finscan: ['FIN scan', 'FIN 扫描'], synflood: ['SYN flood', 'SYN 洪泛'], reset: ['Blind reset', '盲 RST 攻击'],
  wire: ['The wire, from now on', '线路（立即生效）'], host: ['Hosts, from the start', '主机（从头开始）'],
  delay: ['Delay, ms', '时延（毫秒）'], jitter: ['Jitter, ms', '抖动（毫秒）'], loss: ['Loss, %', '丢失率（%）'], reorder: ['Reordering, %', '乱序（%）'], dup: ['Duplication, %', '重复（%）'], rate: ['Bandwidth, kbit/s (0: no limit)', '带宽（kbit/s，0 为不限）'], queue: ['Queue, frames', '队列（帧）'], wiremtu: ['MTU of the wire', '线路 MTU'],
  seed: ['Seed', '随机种子'], mtu: ['MTU of the hosts', '主机 MTU'], sndbuf: ['Send buffer', '发送缓存'], rcvbuf: ['Receive buffer', '接收缓存'], nagle: ['Nagle', 'Nagle 算法'], delack: ['Delayed ACK, ms', '延迟确认（毫秒）'], sack: ['SACK', '选择确认 SACK'], ts: ['Timestamps', '时间戳'], cubic: ['CUBIC (else NewReno)', 'CUBIC（否则 NewReno）'], minrto: ['Least RTO, ms', '最小 RTO（毫秒）'], msl: ['MSL, ms', 'MSL（毫秒）'], half: ['Half-open entries', '半连接数'], cookies: ['SYN cookies', 'SYN Cookie'], keepidle: ['Keep-alive after, ms', '保活空闲时间（毫秒）'], keepevery: ['Keep-alive every, ms', '保活间隔（毫秒）'], two: ['B shakes hands with two segments (simulated)', 'B 用两次握手（模拟）'],
  next: ['Next', '下一步'], back: ['All lessons', '全部课程'], showme: ['Show me', '演示'], passed: ['Right. You have done it on the wire.', '正确！你在线路上做到了。'], nextlesson: ['Next lesson', '下一课'], question: ['Your turn', '轮到你了'],
  why: ['Why it was sent', '为什么发送'], field: ['Field', '字段'], closeit: ['Close', '关闭'], listens: ['listens on', '监听'], frozen: ['frozen', '已冻结'], simulated: ['simulated, not a TCP', '模拟主机，并非 TCP'], cutnow: ['cable cut', '网线已断'],
  introduction: ['Two hosts of a real TCP stack and the wire between them, in virtual time. Take a lesson, or do something by hand.', '两台运行真实 TCP 协议栈的主机，中间一条线路，时间是虚拟的。选一课，或自己动手。'],
};
const Reasons = {
  syn: ['The application has asked for a connection (first segment of the three-way handshake).', '应用程序请求建立连接（三次握手的第一个报文段）。'],
  'syn-again': ['The SYN was not answered in time: it is sent again.', 'SYN 超时未获应答，重发。'],
  'syn-ack': ['It answers a SYN for a port that somebody listens on (second segment of the handshake).', '应答发往监听端口的 SYN（三次握手的第二个报文段）。'],
  'syn-ack-again': ['The SYN-ACK was not acknowledged, or the SYN has come again.', 'SYN-ACK 未被确认，或 SYN 再次到达。'],
  cookie: ['There was no room for one more half-open connection: the number is a SYN cookie, and nothing is stored.', '半连接队列已满：序号就是 SYN Cookie，不保存任何状态。'],
  timeout: ['The retransmission timer has run out.', '重传计时器超时（超时重传）。'], fast: ['Acknowledgments tell of a loss: fast retransmit.', '确认表明有丢失：快重传。'],
  recovery: ['It counts as lost and is repaired in fast recovery.', '判定丢失，在快恢复中重传。'], 'timeout-recovery': ['It counts as lost after the time-out.', '超时之后判定丢失，重传。'], again: ['It carries what was sent before.', '携带曾经发送过的内容。'],
  'tail-probe': ['Tail loss probe: no acknowledgment has come, and the end may be lost (RFC 8985).', '尾部丢失探测（TLP）：没有确认到达，尾部可能丢失。'],
  'window-probe': ['The window is closed: this asks whether it has opened (persist timer).', '窗口为零：零窗口探测（持续计时器）。'], 'keep-alive': ['Nothing was heard for long: is the peer still there?', '长时间没有动静：保活探测。'],
  challenge: ['An unexpected segment has come: this asks who has sent it (challenge ACK, RFC 5961).', '收到意外的报文段：质询 ACK（RFC 5961）。'],
  reset: ['A segment came that belongs to no connection, or the connection has failed.', '收到不属于任何连接的报文段，或连接失败。'], abort: ['The application aborts, or closes with data unread.', '应用程序中止连接，或有数据未读就关闭。'],
  close: ['The application has closed its sending side.', '应用程序关闭了发送方向。'], written: ['The application has written, and both windows allow it.', '应用程序写入了数据，窗口允许发送。'], allowed: ['What had arrived allows it: data acknowledged, or a window larger.', '确认到达或窗口变大，允许继续发送。'],
  'window-update': ['The application has read: the window is larger than the peer knows.', '应用程序读取了数据：窗口更新。'], 'ack-delayed': ['Delayed acknowledgment: nothing came along to carry it.', '延迟确认到时：没有可以捎带的数据。'],
  'ack-gap': ['Something is missing before what arrived: the acknowledgment repeats the number (duplicate ACK).', '之前的数据有缺口：重复确认（累积确认号不变）。'], ack: ['It acknowledges what has arrived (cumulative).', '确认已到达的数据（累积确认）。'],
  forged: ['Nobody’s stack has sent it: it was put onto the wire.', '不是任何协议栈发送的：被注入线路。'], simulated: ['The simulated host has sent it. It is not a TCP.', '由模拟主机发送，它不是 TCP。'], seen: ['A capture does not tell why.', '抓包文件没有记录原因。'],
};
const Fields = {
  'eth.dst': ['Hardware address of the next hop', '目的 MAC 地址'], 'eth.src': ['Hardware address of the sender', '源 MAC 地址'], 'eth.type': ['What is inside: IPv4', '类型：IPv4'],
  'ip.version': ['Version, header length', '版本与首部长度'], 'ip.tos': ['Service and congestion marks', '区分服务与 ECN'], 'ip.length': ['Bytes of the packet', '总长度'], 'ip.id': ['Identification, for fragments', '标识'], 'ip.fragment': ['May it be fragmented; where the fragment belongs', '标志与片偏移'], 'ip.ttl': ['Hops that are left', '生存时间 TTL'], 'ip.protocol': ['What is inside: TCP', '协议：TCP'], 'ip.checksum': ['Checksum of this header', '首部检验和'], 'ip.src': ['Sender', '源地址'], 'ip.dst': ['Receiver', '目的地址'],
  'tcp.sport': ['Port of the sender', '源端口'], 'tcp.dport': ['Port of the receiver', '目的端口'], 'tcp.seq': ['Number of the first byte of data (SYN and FIN count as one)', '序号：数据第一个字节的编号（SYN、FIN 各占一个）'], 'tcp.ack': ['The number that is expected next: all before it has arrived', '确认号：期望收到的下一个序号（累积确认）'], 'tcp.offset': ['Bytes of header and options', '数据偏移（首部长度）'], 'tcp.flags': ['Control bits', '控制位'], 'tcp.window': ['How much more may be sent, not scaled', '窗口（未按比例放大）'], 'tcp.checksum': ['Checksum of header, data and addresses', '检验和'], 'tcp.urgent': ['Urgent pointer', '紧急指针'], 'tcp.data': ['Data, bytes', '数据（字节数）'],
  'opt.mss': ['Largest segment that the sender takes', '最大报文段长度 MSS'], 'opt.scale': ['The window counts in units of this', '窗口扩大因子'], 'opt.sackok': ['Selective acknowledgments are understood', '允许选择确认'], 'opt.sack': ['What has arrived beyond the gap', '选择确认：缺口之后已到达的块'], 'opt.ts': ['Timestamp, and the echo of the peer’s', '时间戳与回显'], 'opt.nop': ['Nothing, for alignment', '无操作（对齐）'], 'opt.end': ['End of options', '选项结束'], 'opt.other': ['Another option', '其他选项'],
};

class Text {
  language = new URLSearchParams(location.search).get('lang') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
  pick(pair) { return pair ? pair[this.language === 'zh' ? 1 : 0] : ''; }
  get(key) { return this.pick(Words[key]) || key; }
  reason(key) { return this.pick(Reasons[key]) || key; }
  field(key) { return this.pick(Fields[key]) || key; }

  cause(s, by) {
    if (s.cause === 'call') return this.pick(['the application has asked for it', '应用程序的调用']);
    if (s.cause === 'timer') return this.pick(['a timer has run out', '计时器到时']);
    if (s.cause === 'reboot') return this.pick(['the host was rebooted', '主机重启']);
    const flags = by ? [[2, 'SYN'], [1, 'FIN'], [4, 'RST'], [16, 'ACK']].filter(([bit]) => by.f & bit).map(([, n]) => n).join('+') : '';
    return this.pick([`a segment has arrived: ${flags}`, `报文段到达：${flags}`]);
  }

  action(text) {
    const [verb, ...rest] = text.split(',');
    const names = { send: 'sendn', read: rest[1] === '-1' ? 'readall' : rest[1] === '0' ? 'readno' : 'readslow', wire: rest[0], forge: rest[0] };
    return [this.get(names[verb] ?? verb), ...(verb === 'forge' || verb === 'wire' ? rest.slice(1) : rest)].join(' ');
  }

  apply() {
    document.documentElement.lang = this.language === 'zh' ? 'zh-CN' : 'en';
    for (const e of document.querySelectorAll('[data-l]')) e.textContent = this.get(e.dataset.l);
    for (const e of document.querySelectorAll('[data-t]')) { e.title = this.get(e.dataset.t); e.setAttribute('aria-label', e.title); }
    for (const e of document.querySelectorAll('[data-a]')) e.setAttribute('aria-label', this.get(e.dataset.a));
    document.getElementById('language').textContent = this.language === 'zh' ? 'English' : '中文';
  }
}

export const words = new Text();
export const time = us => us < 1000 ? `${us} µs` : us < 1e6 ? `${(us / 1000).toFixed(us < 1e4 ? 1 : 0)} ms` : `${(us / 1e6).toFixed(1)} s`;

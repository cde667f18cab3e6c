// The lessons. Each has steps that run for some virtual milliseconds, a question, what answers it, and how the wire shows that it was
// answered. The times are those of the usual delay of 50 ms: the first 50 ms go to ARP.
const open = 'do=0:listen,B,80;1000:connect,A,80', slow = 0.1;
const Fin = 1, Syn = 2, Rst = 4, Ack = 16;
const since = (m, a) => m.segs.slice(a.segs).filter(s => s.k === 'seg');
const entered = (m, a, h, to) => m.states.slice(a.states).find(s => s.h === h && s.to === to);

export const lessons = [
  {
    id: 'socket', title: ['What a socket is', '什么是套接字'],
    scenario: open,
    steps: [
      { ms: 60, say: ['Host B listens on port 80. A listener is no connection: it only waits for SYNs.', '主机 B 监听 80 端口。监听套接字不是连接，它只等待 SYN。'] },
      { ms: 340, say: ['A connects. Five things name a connection: the protocol (TCP), two addresses and two ports. A has taken a free port for it; look at the head of the ladder.', 'A 发起连接。一条连接由五元组标识：协议（TCP）、两个地址、两个端口。A 为它选了一个空闲端口，见阶梯图上方。'] },
      { say: ['B goes on listening. One port can have many connections, because the ports at the other end differ.', 'B 仍在监听。同一个端口可以有许多连接，因为对端端口不同。'] },
    ],
    ask: ['Make A open two more connections to the same port, so that three are open.', '让 A 再向同一端口建立两条连接，使三条连接同时存在。'],
    answer: ['connect,A,80,2'],
    check: m => [...m.convs.keys()].filter(c => m.state('B', c) === 'ESTABLISHED' && m.current['B' + c]).length >= 3,
  },
  {
    id: 'handshake', title: ['The three-way handshake, step by step', '三次握手，逐步看'],
    scenario: open,
    steps: [
      { ms: 90, say: ['A sends SYN with its initial sequence number, and is in SYN-SENT. The ladder counts from that number, so it says seq 0.', 'A 发送 SYN，带着自己的初始序号，进入 SYN-SENT。阶梯图从该序号起计数，所以显示 seq 0。'] },
      { ms: 140, say: ['B answers with SYN and ACK: its own number, and ack 1, the number that it expects next. This end is half-open now: SYN-RECEIVED.', 'B 用 SYN+ACK 应答：自己的序号，以及 ack 1，即它期望的下一个序号。此时是半连接：SYN-RECEIVED。'] },
      { ms: 260, say: ['The third segment acknowledges B’s number. Now each side knows that the other has its number: both are ESTABLISHED.', '第三个报文段确认 B 的序号。现在双方都知道对方收到了自己的序号：两端都进入 ESTABLISHED。'] },
    ],
    ask: ['Lose the next SYN-ACK of B, then connect once more. The handshake must still succeed. Which segments are sent again?', '丢弃 B 的下一个 SYN-ACK，再连接一次。握手仍会成功。哪些报文段被重发？'],
    answer: ['drop,B,synack', 'connect,A,80'], x: 0.5,
    check: (m, a) => since(m, a).some(s => s.lost && (s.f & (Syn | Ack)) === (Syn | Ack)) && !!entered(m, a, 'A', 'ESTABLISHED') && !!entered(m, a, 'B', 'ESTABLISHED'),
  },
  {
    id: 'why-three', title: ['Why three? The SYN out of the past', '为什么是三次？过期的 SYN'],
    scenario: 'two=1&do=0:listen,B,80;20000:forge,stalesyn',
    steps: [
      { ms: 200, x: slow, say: ['Suppose two segments were enough. Host B is now a simulation that believes every SYN. An old SYN of A, long forgotten, arrives. B is ESTABLISHED at once and sends data to somebody who has asked for nothing. Only A’s RST ends it.', '假设两次就够。现在主机 B 是一个轻信任何 SYN 的模拟。A 的一个早已过期的 SYN 到达，B 立即进入 ESTABLISHED，并向没有请求的一方发送数据，直到 A 的 RST 才结束。'] },
      { scenario: 'do=0:listen,B,80;20000:forge,stalesyn', ms: 260, x: slow, say: ['The same old SYN meets a real TCP. B answers and waits for the third segment. A knows of no such connection and says RST. B never was ESTABLISHED, and the application was never told.', '同一个过期的 SYN 遇到真正的 TCP。B 应答后等待第三个报文段。A 没有这个连接，回复 RST。B 从未进入 ESTABLISHED，应用程序毫不知情。'] },
    ],
    ask: ['Send a stale SYN yourself, and see that A resets what it has not asked for.', '自己发送一个过期的 SYN，观察 A 用 RST 拒绝它没有请求的连接。'],
    answer: ['forge,stalesyn'],
    check: (m, a) => since(m, a).some(s => s.why === 'forged' && s.f & Syn) && since(m, a).some(s => s.from === 'A' && s.f & Rst && s.why !== 'forged') && !m.simulated && !entered(m, a, 'B', 'ESTABLISHED'),
  },
  {
    id: 'numbers', title: ['Numbers and acknowledgments', '序号与累积确认'],
    scenario: open + ';400000:send,A,1000',
    steps: [
      { ms: 420, say: ['Each byte has a number. SYN took number 0, so the first byte of data is 1. A sends 1,000 bytes: seq 1, len 1000.', '每个字节都有序号。SYN 占用 0，所以第一个数据字节是 1。A 发送 1000 字节：seq 1，len 1000。'] },
      { ms: 640, say: ['B acknowledges 1001: “I have all before 1001.” That is a cumulative acknowledgment. B has waited a little, in case it had data to send along: a delayed ACK.', 'B 确认 1001：“1001 之前的我都收到了。”这就是累积确认。B 稍等了一会，看有没有数据可以捎带：延迟确认。'] },
    ],
    ask: ['Make B send the acknowledgment number 2501. How many bytes must A send?', '让 B 发出确认号 2501。A 还要发送多少字节？'],
    answer: ['send,A,1500'],
    check: (m, a) => since(m, a).some(s => s.from === 'B' && s.ack === 2501),
  },
  {
    id: 'order', title: ['Out of order', '失序到达'],
    scenario: open + ';400000:hold,A,data,150;400000:send,A,5000',
    steps: [
      { ms: 470, say: ['A sends several segments. The wire holds the first back, and the others overtake it. B keeps them: they are green in its receive window.', 'A 发送多个报文段。线路延迟了第一个，后面的超过了它。B 把它们留在接收窗口中（绿色）。'] },
      { ms: 800, say: ['B’s acknowledgment number cannot move, so B repeats it (duplicate ACK). SACK names the blocks that have arrived. When the gap is filled, the number jumps over all of it.', 'B 的确认号不能前进，于是重复确认；SACK（选择确认）说明哪些块已经到达。缺口补上后，确认号一步跳到最后。'] },
    ],
    ask: ['Hold one data segment back yourself, so that B sends a SACK block.', '自己延迟一个数据报文段，使 B 发出 SACK 块。'],
    answer: ['hold,A,data,120', 'send,A,6000'],
    check: (m, a) => since(m, a).some(s => s.from === 'B' && s.sack),
  },
  {
    id: 'window', title: ['The sliding window, and a reader that stops', '滑动窗口与停止读取的接收方'],
    scenario: 'rcvbuf=8192&' + open + ';400000:read,B,0;400000:send,A,30000',
    steps: [
      { ms: 700, x: 0.25, say: ['B’s application does not read. What arrives fills its buffer, and each acknowledgment names a smaller window. At win 0 A must stop, with data still waiting.', 'B 的应用程序不读取。到达的数据填满缓存，每个确认通告的窗口越来越小。窗口为 0 时 A 必须停下，尽管还有数据待发。'] },
      { ms: 2600, x: 1, say: ['A asks now and then whether the window has opened: a window probe, by the persist timer. Without it both could wait for ever, if B’s update were lost.', 'A 不时询问窗口是否打开：零窗口探测（持续计时器）。没有它，如果 B 的窗口更新丢失，双方会永远等待。'] },
    ],
    ask: ['Let B’s application read again, and watch the window open.', '让 B 的应用程序恢复读取，观察窗口打开。'],
    answer: ['read,B,-1'],
    check: (m, a) => since(m, a).some(s => s.from === 'B' && s.win > 4000) && (m.tcbs.get('A1')?.queue === 0),
  },
  {
    id: 'loss', title: ['Loss and its repair', '丢失与恢复：快重传、尾部、超时'],
    scenario: open + ';400000:drop,A,data;400000:send,A,12000;1500000:drop,A,data,4;1500000:send,A,800',
    steps: [
      { ms: 900, say: ['The first data segment is lost. Later ones arrive, and B’s acknowledgments tell of the gap. A does not wait for a timer: fast retransmit, then fast recovery.', '第一个数据报文段丢失。后面的到达了，B 的确认说明有缺口。A 不等计时器：快重传，然后快恢复。'] },
      { ms: 4200, x: 1, say: ['Now the only segment is lost, so no acknowledgment can tell. First a tail loss probe goes. That is lost, too. Then the retransmission timer runs out, and doubles each time.', '这次唯一的报文段丢失，没有确认能说明。先发尾部丢失探测，也丢了；然后重传计时器超时，每次加倍（超时重传）。'] },
      { ms: 9000, x: 10, say: ['In the end one gets through.', '最终有一个送达。'] },
    ],
    ask: ['Lose a single small segment once, so that a tail loss probe repairs it.', '只丢一个小报文段一次，让尾部丢失探测修复它。'],
    answer: ['drop,A,data', 'send,A,500'], x: 1,
    check: (m, a) => since(m, a).some(s => s.lost === 'Chosen') && since(m, a).some(s => s.why === 'tail-probe' && s.arrivals.length),
  },
  {
    id: 'congestion', title: ['Congestion: slow start and avoidance', '拥塞控制：慢启动与拥塞避免'],
    scenario: 'delay=30&rate=4000&queue=60&sndbuf=131072&rcvbuf=131072&' + open + ';400000:send,A,3000000',
    steps: [
      { ms: 900, x: 0.25, say: ['A does not know what the path carries. In slow start cwnd grows by what is acknowledged: it doubles in each round trip. Watch the plot.', 'A 不知道路径能承载多少。慢启动时，拥塞窗口 cwnd 每个往返时间加倍。看右侧曲线。'] },
      { ms: 3200, x: 1, say: ['What the line cannot carry waits in its queue, so the round trip grows. When the queue overflows, segments are lost: ssthresh falls to a part of what was in flight, and congestion avoidance goes on from there, slowly.', '线路来不及传的排队等待，往返时间变长。队列溢出时报文段丢失：慢启动门限 ssthresh 下降，之后进入拥塞避免，缓慢增长。'] },
    ],
    ask: ['Lose one data segment of A, and see what the sender takes it for: ssthresh and cwnd change.', '丢弃 A 的一个数据报文段，观察发送方如何看待它：ssthresh 和 cwnd 发生变化。'],
    answer: ['drop,A,data', 'send,A,1000000'], x: 1,
    check: (m, a) => since(m, a).some(s => s.lost === 'Chosen') && (m.samples.get('A1') ?? []).some(s => s.t > a.t && s.ssthresh > 0) && since(m, a).some(s => s.why === 'fast' || s.why === 'recovery'),
  },
  {
    id: 'close', title: ['The four-way close, and why four', '四次挥手，为什么是四次'],
    scenario: open + ';400000:close,A',
    steps: [
      { ms: 520, say: ['A closes: FIN. It says only that A sends no more. B acknowledges it and is in CLOSE-WAIT; A is in FIN-WAIT-2.', 'A 关闭：发送 FIN。它只表示 A 不再发送。B 确认后进入 CLOSE-WAIT，A 进入 FIN-WAIT-2。'] },
      { ms: 900, say: ['Why four, when three were enough to open? Because B may still have something to send. Its FIN goes when its application closes, not before. So ACK and FIN are two segments.', '为什么打开用三次，关闭要四次？因为 B 可能还有数据要发。B 的 FIN 要等它的应用程序关闭时才发送，所以 ACK 和 FIN 是两个报文段。'] },
    ],
    ask: ['B has waited in CLOSE-WAIT long enough. Close it. Which side ends in TIME-WAIT?', 'B 在 CLOSE-WAIT 等够了，关闭它。哪一方进入 TIME-WAIT？'],
    answer: ['close,B'],
    check: (m, a) => since(m, a).some(s => s.from === 'B' && s.f & Fin) && !!entered(m, a, 'A', 'TIME-WAIT'),
  },
  {
    id: 'half', title: ['Half-close', '半关闭'],
    scenario: open + ';400000:send,A,300;450000:shutdown,A',
    steps: [
      { ms: 750, say: ['A has sent its request and closes its sending side only. B reads the end of the stream, and knows that the request is whole. The other direction is still open.', 'A 发完请求，只关闭自己的发送方向。B 读到流的结尾，知道请求完整了。另一个方向仍然打开。'] },
    ],
    ask: ['Let B send 2,000 bytes on the half-closed connection.', '让 B 在半关闭的连接上发送 2000 字节。'],
    answer: ['send,B,2000'],
    check: (m, a) => since(m, a).filter(s => s.from === 'B').reduce((n, s) => n + (s.arrivals.length ? s.len : 0), 0) >= 2000 && m.tcbs.get('A1')?.rnxt >= 2001,
  },
  {
    id: 'time-wait', title: ['TIME-WAIT, and what 2 MSL are for', 'TIME-WAIT 与 2MSL 的用途'],
    scenario: 'msl=1&' + open + ';300000:copy,A,data,700;300000:send,A,200;500000:close,A;560000:drop,A,ack;600000:close,B',
    steps: [
      { ms: 1400, x: 0.25, say: ['Here TIME-WAIT is played almost without time: MSL is 1 ms. A’s last ACK is lost. B sends its FIN again, but A has forgotten all and answers RST: B’s orderly close ends as an error. A copy of an old data segment comes late, and nobody knows it.', '这里几乎没有 TIME-WAIT：MSL 为 1 毫秒。A 的最后一个 ACK 丢失，B 重发 FIN，但 A 已忘记一切，回复 RST：B 的正常关闭变成错误。一个旧数据报文段的副本迟到，没有人认识它。'] },
      { scenario: open + ';300000:copy,A,data,700;300000:send,A,200;500000:close,A', ms: 640, x: 0.25, say: ['Now with 2 MSL, a minute here. A has closed and waits for B’s FIN. MSL is the longest that a segment may live; after twice that, nothing of this connection is on the wire any more.', '现在有完整的 2MSL（这里是一分钟）。A 已关闭，等待 B 的 FIN。MSL 是报文段最长寿命；过了两倍 MSL，线路上不会再有这条连接的报文段。'] },
    ],
    ask: ['Lose A’s next ACK and close B. A in TIME-WAIT must answer the repeated FIN with an ACK, not with RST.', '丢弃 A 的下一个 ACK，并关闭 B。处于 TIME-WAIT 的 A 必须用 ACK 而不是 RST 应答重发的 FIN。'],
    answer: ['drop,A,ack', 'close,B'], x: 0.5,
    check: (m, a) => { const l = since(m, a), again = l.find(s => s.from === 'B' && s.f & Fin && s.again); return !!again && m.state('A', 1) === 'TIME-WAIT' && l.some(s => s.from === 'A' && s.id > again.id && s.arrivals.length && s.f & Ack && !(s.f & Rst)); },
  },
  {
    id: 'fin-ack', title: ['FIN and ACK at once: straight to TIME-WAIT', 'FIN+ACK 一起到达：直接进入 TIME-WAIT'],
    scenario: open + ';300000:autoclose,B,1',
    steps: [
      { ms: 420, say: ['B closes as soon as A does. As a rule, B’s ACK comes first and its FIN right after it: A goes through FIN-WAIT-2. But one segment can be both.', '只要 A 关闭，B 立即关闭。通常 B 的 ACK 先到、FIN 随后，A 经过 FIN-WAIT-2。但一个报文段可以同时是两者。'] },
    ],
    ask: ['Lose B’s next pure ACK, then close A. The FIN of B acknowledges A’s FIN as well, and takes A to TIME-WAIT at one blow.', '丢弃 B 的下一个纯 ACK，然后关闭 A。B 的 FIN 同时确认了 A 的 FIN，A 一步到达 TIME-WAIT。'],
    answer: ['drop,B,ack', 'close,A'],
    check: (m, a) => { const w = entered(m, a, 'A', 'TIME-WAIT'), s = w && m.byId.get(w.by); return !!s && (s.f & Fin) && since(m, a).some(x => x.from === 'B' && x.lost === 'Chosen') && m.states.filter(x => x.h === 'A' && x.t === w.t).some(x => x.from === 'FIN-WAIT-1'); },
  },
  {
    id: 'simultaneous', title: ['Simultaneous close', '同时关闭'],
    scenario: open,
    steps: [
      { ms: 420, say: ['Both may close at the same time. The two FINs cross on the wire. Each side, in FIN-WAIT-1, gets a FIN that does not acknowledge its own: CLOSING.', '双方可以同时关闭。两个 FIN 在线路上交错。每一方在 FIN-WAIT-1 收到没有确认自己 FIN 的 FIN：进入 CLOSING。'] },
    ],
    ask: ['Close A and B before the FINs can meet. (The clock stands still while you do it.)', '在 FIN 相遇之前关闭 A 和 B（此时时钟是停住的）。'],
    answer: ['close,A', 'close,B'],
    check: (m, a) => !!entered(m, a, 'A', 'CLOSING') && !!entered(m, a, 'B', 'CLOSING'),
  },
  {
    id: 'scan', title: ['Flags, and what scanners do with them', '标志位与端口扫描'],
    scenario: 'do=0:listen,B,80;300000:forge,finscan',
    steps: [
      { ms: 600, x: 0.25, say: ['A FIN comes to four ports, on no connection. RFC 9293 says: a closed port answers RST, a listening one drops it. So silence tells the scanner which port is open (FIN scan).', '四个端口收到不属于任何连接的 FIN。RFC 9293 规定：关闭的端口回复 RST，监听的端口丢弃它。所以沉默暴露了开放端口（FIN 扫描）。'] },
    ],
    ask: ['Run a SYN scan. Which answer shows an open port, and who resets the half-open connection?', '运行 SYN 扫描。哪个应答表明端口开放？谁重置了半连接？'],
    answer: ['forge,synscan'],
    check: (m, a) => { const l = since(m, a); return l.filter(s => s.why === 'forged' && s.f & Syn).length >= 4 && l.some(s => s.from === 'B' && (s.f & (Syn | Ack)) === (Syn | Ack)) && l.some(s => s.from === 'A' && s.f & Rst); },
  },
  {
    id: 'keep-alive', title: ['Keep-alive, and firewalls that forget', '保活与会遗忘的防火墙'],
    scenario: open + ';400000:keepalive,A',
    steps: [
      { ms: 12000, x: 10, say: ['An idle connection sends nothing at all, for days if need be. With keep-alive, A asks after 10 s of silence. The probe repeats an old number, so that B must answer.', '空闲的连接什么都不发，可以持续几天。开启保活后，A 在沉默 10 秒后询问。探测使用旧的序号，所以 B 必须应答。'] },
    ],
    ask: ['Now a firewall forgets the connection: lose all that A sends (a frozen B does the same). A must find out and give up.', '现在防火墙遗忘了这条连接：丢弃 A 发送的一切（冻结 B 效果相同）。A 必须发现并放弃。'],
    answer: ['freeze,B'], x: 10,
    check: (m, a) => since(m, a).some(s => s.why === 'keep-alive') && !!entered(m, a, 'A', 'CLOSED'),
  },
  {
    id: 'push', title: ['Push against request and response', '推送与请求—应答'],
    scenario: open + ';300000:reply,B,400;400000:send,A,50;900000:send,A,50;1400000:send,A,50',
    steps: [
      { ms: 1900, x: 1, say: ['Request and response: for each piece of news A asks and B answers. News can only be as fresh as the last question, and each costs a round trip.', '请求—应答：每条新消息都要 A 询问、B 回答。消息的新鲜程度取决于上次询问，每次都花一个往返时间。'] },
    ],
    ask: ['Let B push instead: three messages at least, without a question of A.', '改为由 B 推送：至少三条消息，A 不发送请求。'],
    answer: ['push,B,500,200'], x: 1,
    check: (m, a) => { const l = since(m, a); return l.filter(s => s.from === 'B' && s.len && s.arrivals.length && !s.again).length >= 3 && !l.some(s => s.from === 'A' && s.len); },
  },
];

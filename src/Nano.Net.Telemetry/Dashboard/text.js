'use strict';
// English is what stands in the code; Chinese is looked up by it.
const CHINESE = {
  'Controls': '控制', 'Readings': '读数', 'Time shown': '时间范围', 'Download CSV': '下载 CSV', 'More': '更多', 'Device': '设备', 'Connections': '连接',
  'Peer': '对端', 'Port': '端口', 'State': '状态', 'To read': '待读取', 'To acknowledge': '待确认', 'Round trip': '往返时间',
  'Settings': '设置', 'Log': '日志', 'Counted by the network stack': '网络协议栈计数', 'Log in': '登录', 'User': '用户', 'Password': '密码', 'Token': '令牌',
  'Remember until this window is closed': '在关闭此窗口前记住', 'Cancel': '取消', 'Save': '保存',
  'connecting': '正在连接', 'live': '实时', 'updated now and then': '不时更新', 'offline': '离线', ' for {0}, trying again': ' {0},正在重试',
  'up {0} · a sample every {1}': '已运行 {0} · 每 {1} 采样一次', ', none for {0}': ',已有 {0} 没有样本', 'for {0}': '已 {0}',
  '{0} d {1} h': '{0} 天 {1} 小时', '{0} h {1} min': '{0} 小时 {1} 分', '{0} min {1} s': '{0} 分 {1} 秒', '{0} s': '{0} 秒', '{0} min': '{0} 分钟', '{0} h': '{0} 小时', 'all': '全部',
  'up': '已连接', 'down': '已断开', 'on': '开', 'off': '关', 'done': '已完成', 'the device is at work on it': '设备正在执行', 'the device could not do it': '设备未能执行', 'the device did not answer': '设备没有应答',
  'refused: {0}': '被拒绝:{0}', 'not logged in': '未登录', 'only whole numbers from {0} to {1}': '只接受 {0} 到 {1} 的整数', 'This device lets nobody set it.': '此设备不允许任何人更改。',
  'Milliseconds between samples': '采样间隔(毫秒)', 'Firmware': '固件', 'Uptime': '运行时间', 'Last start': '上次启动原因', 'Link': '链路', 'Address': '地址', 'Memory': '内存', 'Your time zone': '您的时区', 'none': '无', 'any': '任意',
  'IP version 4': 'IPv4', 'IP version 6': 'IPv6', '{0} more are zero': '另有 {0} 项为零', 'Chart of {0}': '{0} 的图表', '{0} per second': '每秒 {0}', 'no value': '无数值', 'now': '现在',
  'The user or the password is wrong.': '用户或密码错误。', 'The token is wrong.': '令牌错误。', 'The new address holds only if you confirm it.': '新地址需要您确认后才会保留。', 'Keep this address': '保留此地址', '{0} s left': '剩余 {0} 秒',
  'saved': '已保存', 'restart the device for it to hold': '重启设备后生效', 'This device has no password yet. Choose one: until then, anybody here may set it up.': '此设备尚无密码。请设置密码:在此之前,任何人都可以更改设置。', 'New password': '新密码', 'New password, again': '再次输入新密码', 'The two are not the same.': '两次输入不一致。', 'at least 8 characters': '至少 8 个字符',
  'Time since start': '启动以来的时间', 'Time': '时间', 'Name in the network': '网络名称', 'HTTP requests answered': '已应答的 HTTP 请求', 'HTTP connections open': '打开的 HTTP 连接', 'Free managed heap': '空闲托管堆', 'Managed heap in use': '已用托管堆', 'name': '名称',
};
let language = localStorage.language || (/^zh/i.test(navigator.language) ? 'zh' : 'en');
const t = (text, ...values) => (language === 'zh' && CHINESE[text] || text).replace(/\{(\d)\}/g, (_, i) => values[i]);
const $ = id => document.getElementById(id);
const make = (tag, parent, text, className) => {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  if (className) e.className = className;
  if (parent) parent.append(e);
  return e;
};
function translate() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const e of document.querySelectorAll('[data-t]')) e.textContent = t(e.dataset.t);
  $('language').textContent = language === 'zh' ? 'English' : '中文';
  $('language').lang = language === 'zh' ? 'en' : 'zh-CN';
}
// Numbers and dates as the browser's own locale writes them, whatever the language of the page.
const digits = (v, n = 0) => v.toLocaleString(undefined, {minimumFractionDigits: n, maximumFractionDigits: n});
function span(ms) {
  const s = Math.floor(ms / 1000), d = Math.floor(s / 86400), h = Math.floor(s / 3600) % 24, m = Math.floor(s / 60) % 60;
  return d ? t('{0} d {1} h', d, h) : h ? t('{0} h {1} min', h, m) : m ? t('{0} min {1} s', m, s % 60) : t('{0} s', s);
}
// A value as [number, unit].
function format(v, r) {
  if (v === null || v === undefined) return ['–', ''];
  if (r.kind === 'time') return [new Date(v * 1000).toLocaleString(), ''];
  if (typeof v !== 'number') return [r.name === 'link' ? t(v) : v, r.unit];
  if (r.unit !== 'B' || Math.abs(v) < 1024) return [digits(v, r.decimals), r.unit];
  return Math.abs(v) < 1048576 ? [digits(v / 1024, 1), 'KiB'] : [digits(v / 1048576, 1), 'MiB'];
}

// The phone page: it asks the simulator what the phone shows and tells it what the finger does. It knows nothing of
// the product; whatever appears here came through WeChat's callbacks and endpoints.
import { bubble, channel, el, face, icon, icons, summary } from './draw.js';

const $ = (id) => document.getElementById(id);
const POLL = 900; // milliseconds
const state = { person: decodeURIComponent(location.hash.slice(1)), view: null, last: 0, lastAt: 0, typing: false, sub: '', seen: {}, drawn: {}, epoch: 0 };

/** order tells the simulator to do something and shows its refusal. */
async function order(name, body = {}) {
  const answer = await fetch(`../_sim/${name}`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ person: state.person, app_id: state.view.account_id, ...body }),
  }).catch(() => null);
  if (!answer) return trouble('连不上模拟器。');
  if (!answer.ok) return trouble(`没有做成：${(await answer.text()).trim()}`);
  trouble('');
  await refresh();
}

function trouble(text) {
  $('trouble').textContent = text;
  $('trouble').hidden = !text;
}

/** refresh draws what is new; an answer for someone who is no longer shown is dropped. */
async function refresh() {
  const epoch = state.epoch;
  const query = new URLSearchParams({ person: state.person, after: state.last });
  const answer = await fetch(`../_sim/phone?${query}`).catch(() => null);
  if (epoch !== state.epoch) return;
  if (!answer?.ok) return trouble('连不上模拟器，正在重试……');
  if ($('trouble').textContent.includes('重试')) trouble('');
  const first = !state.view;
  state.view = await answer.json();
  if (epoch !== state.epoch) return;
  state.person = state.view.person;
  draw(first);
}

function draw(first) {
  const view = state.view;
  const fresh = view.items.filter((item) => item.id > state.last);
  drawClock(view.now);
  $('account').textContent = view.account || '公众号';
  $('leave').hidden = !view.follows;
  $('alone').hidden = view.connected;
  drawMini(view);
  for (const person of view.people) {
    if (first || person.name === state.person) state.seen[person.name] = person.last;
  }
  unlessSame('people', [view.people, state.person, state.seen], drawPeople);
  unlessSame('codes', view.codes, drawCodes);
  unlessSame('posters', view.posters, drawPosters);
  unlessSame('tips', [state.person, view.tips], drawTips);
  unlessSame('consents', view.consents, drawConsents);
  unlessSame('foot', [view.follows, view.menu], drawFoot);
  drawChat(fresh); // after the foot, whose height is taken from the chat's
}

/** unlessSame draws a part again only where its data changed, so that focus and hover survive the polling. */
function unlessSame(part, data, drawPart) {
  const spelled = JSON.stringify(data);
  if (state.drawn[part] === spelled) return;
  state.drawn[part] = spelled;
  drawPart(state.view);
}

function drawClock(now) {
  const [date, time] = [now.slice(0, 10), now.slice(11, 16)];
  const [year, month, day] = date.split('-').map(Number);
  const weekday = '日一二三四五六'[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  for (const id of ['clock-time', 'status-time', 'mini-time']) $(id).textContent = time;
  $('clock-date').textContent = `${year}年${month}月${day}日 星期${weekday}`;
  if (!$('clock-at').value) $('clock-at').value = `${date}T${time}`;
}

function tone(name) {
  return `tone${state.view.people.findIndex((p) => p.name === name) % 3}`;
}

function drawPeople(view) {
  $('people').replaceChildren(...view.people.map((person) => {
    const button = el('button', { cls: 'person', type: 'button', 'aria-pressed': String(person.name === state.person), on: () => become(person.name) },
      face(person.name, tone(person.name)),
      el('span', {}, el('strong', { text: person.title }), el('small', { text: person.name })));
    if (person.last > (state.seen[person.name] ?? 0)) {
      button.append(el('span', { cls: 'dot' }), el('span', { cls: 'sr', text: '有新消息' }));
    }
    return button;
  }));
}

function become(name) {
  history.replaceState(null, '', `#${encodeURIComponent(name)}`); // survives a reload
  Object.assign(state, { person: name, last: 0, lastAt: 0, sub: '', typing: false, epoch: state.epoch + 1 });
  state.drawn.foot = '';
  $('chat').replaceChildren();
  $('banner').hidden = true;
  refresh();
}

const GAP = 5 * 60 * 1000; // a time is shown where the chat paused that long

function drawChat(fresh) {
  const chat = $('chat');
  const welcome = state.last === 0 && fresh.length === 0;
  if (welcome && !chat.childElementCount) return chat.replaceChildren(hello());
  if (!fresh.length) return undefined;
  if (state.last === 0) chat.replaceChildren();
  const arriving = state.last > 0;
  for (const item of fresh) {
    const at = Date.parse(item.at);
    if (Math.abs(at - state.lastAt) > GAP) chat.append(el('li', { cls: 'when', text: spoken(at) }));
    chat.append(bubble(item, context()));
    Object.assign(state, { last: item.id, lastAt: at });
    if (arriving && channel(item)) banner(item);
  }
  chat.scrollTop = chat.scrollHeight;
  return undefined;
}

function hello() {
  return el('li', { cls: 'welcome' }, face('评', 'account'), el('strong', { text: state.view.account }),
    el('span', { text: '关注后可以扫码投诉、报送服务、查看得分和截止时间' }));
}

function context() {
  const { account, mini, mini_id: miniID } = state.view;
  return { person: state.person, tone: tone(state.person), account, mini, miniID, open };
}

function spoken(at) {
  const local = new Date(at + 8 * 3600 * 1000).toISOString(); // the policy's zone, whatever the browser's
  return `${Number(local.slice(5, 7))}月${Number(local.slice(8, 10))}日 ${local.slice(11, 16)}`;
}

let hideBanner = 0;
function banner(item) {
  $('banner').replaceChildren(el('strong', { text: channel(item) }), el('span', { text: summary(item) }));
  $('banner').hidden = false;
  clearTimeout(hideBanner);
  hideBanner = setTimeout(() => { $('banner').hidden = true; }, 4000);
}

/** open follows a card: into the mini-program's frame where it belongs there, else into a new tab. */
function open(item) {
  const h5 = state.view.h5 && new URL(state.view.h5, location.href);
  if (item.page && h5) return show(new URL(item.page, h5).href);
  if (!/^https?:\/\//.test(item.url ?? '')) return undefined;
  const link = new URL(item.url);
  if (h5 && link.origin === state.view.site) return show(new URL(link.pathname + link.search, h5).href);
  window.open(link.href, '_blank', 'noopener');
  return undefined;
}

/** show opens an address in the person's own frame, so that each keeps where they were. */
function show(address) {
  frameOf(state.view).src = address;
  $('mini').scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function frameOf(view) {
  const held = [...$('frames').children].find((frame) => frame.dataset.person === view.person);
  if (held) return held;
  const frame = el('iframe', { title: `小程序：${view.person}`, referrerpolicy: 'no-referrer', 'data-person': view.person, src: view.h5 });
  $('frames').append(frame);
  return frame;
}

function drawMini(view) {
  if (!view.h5) return;
  $('mini').hidden = false;
  const mine = frameOf(view);
  for (const frame of $('frames').children) frame.hidden = frame !== mine;
}

function drawFoot(view) {
  const foot = $('foot');
  if (!view.follows) {
    foot.replaceChildren(el('button', { cls: 'follow', type: 'button', text: '关注公众号', on: () => order('follow') }));
    return;
  }
  const hasMenu = view.menu?.length > 0;
  foot.replaceChildren(hasMenu && !state.typing ? menuBar(view.menu) : typeBar(hasMenu));
}

function redrawFoot() {
  state.drawn.foot = '';
  draw(false);
}

function menuBar(menu) {
  const bar = el('div', { cls: 'menu', role: 'group', 'aria-label': '菜单' }, toggle(true, '打字'));
  for (const button of menu) bar.append(slot(button));
  return bar;
}

function slot(button) {
  const subs = button.sub_button ?? [];
  const top = el('button', { type: 'button', text: button.name, on: () => {
    if (!subs.length) return tap(button);
    state.sub = state.sub === button.name ? '' : button.name;
    return redrawFoot();
  } });
  const place = el('div', { cls: 'slot' }, top);
  if (!subs.length) return place;
  top.classList.add('sub');
  top.setAttribute('aria-expanded', String(state.sub === button.name));
  if (state.sub === button.name) {
    place.append(el('div', { cls: 'pop' }, ...subs.map((sub) => el('button', { type: 'button', text: sub.name, on: () => tap(sub) }))));
  }
  return place;
}

function tap(button) {
  state.sub = '';
  redrawFoot();
  if (button.type === 'view') open({ url: button.url });
  if (button.type === 'miniprogram') open({ page: button.pagepath, url: button.url });
  order('tap', { text: button.name });
}

function toggle(typing, label) {
  return el('button', { cls: 'toggle', type: 'button', 'aria-label': label, title: label, on: () => {
    Object.assign(state, { typing, sub: '' });
    redrawFoot();
    $('words')?.focus();
  } }, icon(typing ? icons.keyboard : icons.menu));
}

function typeBar(hasMenu) {
  const words = el('input', { id: 'words', 'aria-label': '消息', placeholder: '发消息', autocomplete: 'off', maxlength: '2000' });
  const form = el('form', { cls: 'type' });
  if (hasMenu) form.append(toggle(false, '菜单'));
  form.append(words, el('button', { cls: 'photo', type: 'button', 'aria-label': '发送照片', title: '发送照片', on: sendPhoto }, icon(icons.photo)),
    el('button', { cls: 'send', text: '发送' }));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = words.value.trim();
    words.value = '';
    if (text) order('say', { text });
  });
  return form;
}

/** sendPhoto sends a small drawn picture: a page without files still has something to send. */
function sendPhoto() {
  const canvas = el('canvas', { width: 320, height: 240 });
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#7aa7c4';
  pen.fillRect(0, 0, 320, 240);
  order('picture', { media: canvas.toDataURL('image/jpeg').split(',')[1] });
}

function drawCodes(view) {
  const codes = view.codes.map((code) => el('button', { cls: 'code', type: 'button', on: () => order('scan', { code: code.ticket }) },
    el('img', { src: `../cgi-bin/showqrcode?ticket=${encodeURIComponent(code.ticket)}`, alt: '' }),
    document.createTextNode(code.scene), el('span', { text: '扫这个码' })));
  $('codes').replaceChildren(...(codes.length ? codes : [el('p', { cls: 'none', text: '还没有二维码。系统为科室生成公众号二维码后，会出现在这里。' })]));
}

function drawPosters(view) {
  const posters = view.posters ?? [];
  $('posters-part').hidden = !posters.length;
  $('posters').replaceChildren(...posters.map((poster) => el('button', { cls: 'code', type: 'button', on: () => open({ url: poster.url }) },
    el('img', { src: `../_sim/poster?url=${encodeURIComponent(poster.url)}`, alt: '' }),
    document.createTextNode(poster.title), el('span', { text: '扫这个码' }))));
}

function drawTips(view) {
  const tips = view.tips ?? [];
  $('tips-panel').hidden = !tips.length;
  $('tips').replaceChildren(...tips.map((tip) => el('li', {}, el('span', { text: tip.label }), tip.text ? told(tip) : '')));
}

/** told is what a tip says to type: sent into the chat, or put on the clipboard. */
function told(tip) {
  const text = el('code', { text: tip.text });
  if (tip.chat) return el('div', {}, text, el('button', { cls: 'plain', type: 'button', text: '替我发送', on: () => order('say', { text: tip.text }) }));
  const copy = el('button', { cls: 'plain', type: 'button', text: '复制', 'aria-label': `复制${tip.text}` });
  copy.addEventListener('click', () => navigator.clipboard.writeText(tip.text).then(() => { copy.textContent = '已复制'; }, () => trouble('浏览器不让复制，请照着输入。')));
  return el('div', {}, text, copy);
}

function drawConsents(view) {
  $('consents').replaceChildren(...view.consents.map((one) => {
    const left = one.long ? (one.left ? '长期订阅：已允许' : '长期订阅：未允许') : `一次性订阅：还可收 ${one.left} 条`;
    return el('li', {}, el('div', {}, document.createTextNode(one.title), el('small', { text: left })),
      el('button', { cls: 'plain', type: 'button', text: '允许', 'aria-label': `允许${one.title}`,
        on: () => order('consent', { app_id: view.mini_id, templates: [one.id], accept: true }) }));
  }));
}

const MINUTE = 60;
const steps = [
  ['+10 分钟', () => ({ seconds: 10 * MINUTE })], ['+1 小时', () => ({ seconds: 60 * MINUTE })], ['+1 天', () => ({ seconds: 1440 * MINUTE })],
  ['到 09:30', () => next('09:30')], ['到 11:25', () => next('11:25')], ['到 16:30', () => next('16:30')],
];

/** next is the next time the demo clock shows a time of day. */
function next(time) {
  const now = state.view.now;
  const today = `${now.slice(0, 10)}T${time}:00+08:00`;
  if (Date.parse(today) > Date.parse(now)) return { at: today };
  return { at: new Date(Date.parse(today) + 86400000).toISOString() };
}

function setUp() {
  $('clock-steps').append(...steps.map(([label, body]) => el('button', { type: 'button', text: label, on: () => order('clock', body()) })));
  $('clock-form').addEventListener('submit', (event) => {
    event.preventDefault();
    order('clock', { at: `${$('clock-at').value}:00+08:00` });
  });
  $('leave').append(icon(icons.more));
  $('leave').addEventListener('click', () => order('unfollow').then(() => become(state.person)));
  setInterval(() => { if (!document.hidden) refresh(); }, POLL);
  refresh();
}

setUp();

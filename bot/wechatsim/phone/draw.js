// Builds what the page shows. All text goes in by textContent: what people and the program write is never markup.

/** el makes an element with a class, text and children. */
export function el(tag, { cls, text, on, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text !== undefined) node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (on) node.addEventListener('click', on);
  node.append(...children);
  return node;
}

/** icon draws lines in a 24 by 24 box. */
export function icon(path) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(space, 'path');
  for (const [name, value] of Object.entries({ d: path, fill: 'none', stroke: '#2b332f', 'stroke-width': '1.7', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' })) {
    line.setAttribute(name, value);
  }
  svg.append(line);
  return svg;
}

export const icons = {
  keyboard: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  menu: 'M4 7h16M4 12h16M4 17h16',
  photo: 'M12 7.5v9M7.5 12h9M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19',
};

export function face(name, tone) {
  return el('span', { cls: `face ${tone}`, text: name.slice(0, 1), 'aria-hidden': 'true' });
}

const channels = {
  '/cgi-bin/message/template/send': '模板消息',
  '/cgi-bin/message/subscribe/send': '服务通知',
  '/cgi-bin/message/subscribe/bizsend': '订阅通知',
  '/cgi-bin/message/custom/send': '客服消息',
};

/** channel is how an item came to the phone, in words; nothing for a plain reply. */
export function channel(item) {
  return channels[item.how] ?? '';
}

/** summary is an item in one line, for the banner. */
export function summary(item) {
  const first = item.fields?.map((f) => f.value).join(' · ');
  return item.title ? `${item.title}${first ? `：${first}` : ''}` : item.text ?? '';
}

/** bubble draws one item of the chat. */
export function bubble(item, context) {
  if (item.from === 'system') return el('li', { cls: 'line', text: item.text });
  if (item.fields) return el('li', {}, notice(item, context));
  const mine = item.from === 'me';
  const content = el('div', {}, body(item, context));
  if (channel(item)) content.append(el('span', { cls: 'via', text: channel(item) }));
  const who = mine ? face(context.person, context.tone) : face('评', 'account');
  return el('li', { cls: `said${mine ? ' me' : ''}` }, who, content);
}

function body(item, context) {
  switch (item.kind) {
    case 'image': return el('div', { cls: 'picture', text: '照片' });
    case 'voice': return el('div', { cls: 'bubble', text: '语音 3″' });
    case 'news': case 'miniprogram': return linked(item, context);
    default: return el('div', { cls: 'bubble' }, ...words(item.text, context));
  }
}

/** words makes addresses in a text what they are in WeChat: links. */
function words(text, context) {
  return text.split(/(https?:\/\/[\w.:/?=&%~#-]+)/).map((part, i) => (i % 2
    ? el('button', { cls: 'link', type: 'button', text: part, on: () => context.open({ url: part }) })
    : document.createTextNode(part)));
}

function linked(item, context) {
  const card = el('div', { cls: 'card' }, el('h3', { text: item.title }));
  if (item.text) card.append(el('p', { text: item.text }));
  card.append(opener(item, context, item.page ? '打开小程序' : '查看详情'));
  return card;
}

function notice(item, context) {
  const from = item.app_id === context.miniID ? context.mini : context.account;
  const list = el('dl');
  for (const field of item.fields) list.append(el('dt', { text: field.label }), el('dd', { text: field.value }));
  const card = el('div', { cls: 'card notice' },
    el('div', { cls: 'head' }, el('span', { text: from }), el('span', { text: channel(item) })),
    el('h3', { text: item.title }), list);
  if (item.url || item.page) card.append(opener(item, context, item.page ? '进入小程序' : '查看详情'));
  return card;
}

function opener(item, context, label) {
  return el('button', { cls: 'go', type: 'button', text: label, on: () => context.open(item) });
}

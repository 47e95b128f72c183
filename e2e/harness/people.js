// The people of the tests, all invented, and what they do by the API where the app has no page for it.
import { randomUUID } from 'node:crypto';

import { deflateSync, crc32 } from 'node:zlib';

export const PASSWORD = 'sunny-river-92x';
export const recipient = { name: '李小红', mobile: '13800000012' };

/** call sends JSON and answers {status, body}. */
export async function call(program, method, path, { token, body, key, headers = {} } = {}) {
  const answer = await fetch(program.base + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(key ? { 'Idempotency-Key': key } : {}), ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : undefined };
}

/** must is call that has to succeed. */
export async function must(program, method, path, options) {
  const { status, body } = await call(program, method, path, options);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** activate opens a demo account by the code of the greeting, and returns its token. */
export async function activate(program, account) {
  const { token } = await must(program, 'POST', '/api/v1/activations', {
    body: { account, code: program.code(account), password: PASSWORD, holder_name: '王小明' },
  });
  return token;
}

export async function logIn(program, account) {
  return (await must(program, 'POST', '/api/v1/sessions', { body: { account, password: PASSWORD } })).token;
}

/** comesIn lets a page find the log-in of an account on the phone, as the framework keeps it in a browser. */
export async function comesIn(page, program, login) {
  const { token, account } = await must(program, 'POST', '/api/v1/sessions', { body: { account: login, password: PASSWORD } });
  await page.addInitScript((data) => localStorage.setItem('session', JSON.stringify({ type: 'object', data })), { token, account });
}

/** complain hands in a complaint by a section's code; returns {receipt, secret}. */
export function complain(program, code, text) {
  return must(program, 'POST', '/api/v1/complaints', { key: randomUUID(), body: { code, text, about: 'service', channel: 'h5' } });
}

/** newest is the complaint that came in last, as an account of the review office sees it. */
export async function newest(program, office) {
  return (await must(program, 'GET', '/api/v1/complaints', { token: office })).items[0];
}

/** moves takes a complaint on, step by step: [[whose token, move, text], ...]. */
export async function moves(program, id, steps) {
  for (const [token, move, text] of steps) {
    const { version } = await must(program, 'GET', `/api/v1/complaints/${id}`, { token });
    await must(program, 'POST', `/api/v1/complaints/${id}/moves`, { token, body: { move, text, version } });
  }
}

/** submit hands in a record of the exit-entry brigade by the API. */
export function submit(program, token, fields = {}) {
  return must(program, 'POST', '/api/v1/records', {
    token, key: randomUUID(),
    body: { recipient_name: recipient.name, recipient_mobile: recipient.mobile, item: '护照办理', category: 'licence', accepted_on: '2023-09-27', completed_on: '2023-09-27', ...fields },
  });
}

/** photo is a PNG of one colour, side pixels wide and high, as a phone's camera would give a file. */
export function photo(name = 'window.png', side = 64) {
  const row = Buffer.alloc(1 + side * 3, 0x7a);
  row[0] = 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const bytes = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: side }, () => row)))), chunk('IEND', Buffer.alloc(0))]);
  return { name, type: 'image/png', bytes };
}

/** located is a JPEG of a page's canvas with what a phone's camera adds: the place where it was taken. */
export async function located(page, name = 'window.jpg') {
  const url = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
    canvas.getContext('2d').fillRect(8, 8, 32, 32);
    return canvas.toDataURL('image/jpeg');
  });
  const plain = Buffer.from(url.split(',')[1], 'base64');
  return { name, type: 'image/jpeg', bytes: Buffer.concat([plain.subarray(0, 2), place(), plain.subarray(2)]) };
}

/** place is the segment of a JPEG that says 24°51'N 118°30'E: TIFF with one directory that points to one of GPS. */
function place() {
  const tiff = Buffer.alloc(8 + 18 + 54 + 48); // heading, directory, GPS directory of four entries, two triples of fractions
  tiff.write('MM\0*', 'latin1');
  tiff.writeUInt32BE(8, 4);
  let at = tiff.writeUInt16BE(1, 8);
  const entry = (tag, type, count, value) => {
    at = tiff.writeUInt32BE(count, tiff.writeUInt16BE(type, tiff.writeUInt16BE(tag, at)));
    at = typeof value === 'string' ? at + tiff.write(value.padEnd(4, '\0'), at, 'latin1') : tiff.writeUInt32BE(value, at);
  };
  entry(0x8825, 4, 1, 26);
  at = tiff.writeUInt16BE(4, 26);
  entry(1, 2, 2, 'N');
  entry(2, 5, 3, 80);
  entry(3, 2, 2, 'E');
  entry(4, 5, 3, 104);
  [24, 1, 51, 1, 0, 1, 118, 1, 30, 1, 0, 1].forEach((part, i) => tiff.writeUInt32BE(part, 80 + 4 * i));
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

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

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

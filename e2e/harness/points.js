// How a deduction comes to be, by the doors of the two people it takes.
import { randomUUID } from 'node:crypto';

import { activate, must } from './people.js';

/** deduct proposes and confirms a deduction of the work committee against a section; returns its text. */
export async function deduct(program, section) {
  const [first, second] = [await activate(program, 'committee1'), await activate(program, 'committee2')];
  const reason = '窗口工作时间无人值守';
  const { batch_id: batch } = await must(program, 'POST', '/api/v1/proposals', {
    token: first, key: randomUUID(), body: { lines: [{ kind: 'deduction', section, clause: 'A1.2.1', points: '2', on: '2023-09-26', reason }] },
  });
  await must(program, 'POST', '/api/v1/proposals/confirmation', { token: second, body: { batch_id: batch, text: '属实' } });
  return reason;
}

// How a deduction comes to be, by the doors of the two people it takes.
import { randomUUID } from 'node:crypto';

import { activate, must } from './people.js';

/** post proposes lines by one account and confirms them by another: they are entries of the ledger then. */
export async function post(program, lines, [proposer, confirmer]) {
  const { batch_id: batch } = await must(program, 'POST', '/api/v1/proposals', { token: proposer, key: randomUUID(), body: { lines } });
  await must(program, 'POST', '/api/v1/proposals/confirmation', { token: confirmer, body: { batch_id: batch, text: '属实' } });
}

/** deduct posts a deduction of the work committee against a section. */
export async function deduct(program, section) {
  const committee = [await activate(program, 'committee1'), await activate(program, 'committee2')];
  await post(program, [{ kind: 'deduction', section, clause: 'A1.2.1', points: '2', on: '2023-09-26', reason: '窗口工作时间无人值守' }], committee);
}

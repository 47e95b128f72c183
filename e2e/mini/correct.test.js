// The compiled mini-program in a liaison's hand, on the stage: a record put right, and what was missed.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { activate, must, PASSWORD, submit } from '../harness/people.js';
import { theStage } from './theatre.js';

const stage = theStage();
const LIAISON = 'pyxgaj01';

test('a record is corrected with the same key after a lost answer; what was missed says why', async () => {
  const liaison = await activate(stage.program, LIAISON);
  await submit(stage.program, liaison, { item: '护照办里' });
  const { token, account } = await must(stage.program, 'POST', '/api/v1/sessions', { body: { account: LIAISON, password: PASSWORD } });
  await stage.mini({ person: '陈一帆', path: 'pages/liaison/records', storage: { session: { token, account } } }, async (mini) => {
    const { page } = mini;
    await page.getByText('更正', { exact: true }).click();
    await page.getByText(/现在是 李\*\*/).waitFor();
    await stage.shoot(mini, 'mini-liaison-correct');
    await page.getByLabel(/^办了什么事/).fill('护照办理');
    mini.lost = /correction$/;
    await page.getByText('提交更正').click();
    await page.getByText('这条数据留在本机').waitFor();
    await page.getByText('回到报送记录').click();
    await page.waitForFunction(() => globalThis.stageStore().unsent === undefined);
    const sent = mini.sent.filter((one) => one.path.endsWith('/correction'));
    assert.equal(sent.length, 2);
    assert.equal(new Set(sent.map((one) => one.headers['idempotency-key'] ?? one.headers['Idempotency-Key'])).size, 1);
    assert.deepEqual(Object.keys(JSON.parse(sent[0].body)).filter((name) => name.startsWith('recipient')), [], 'who is left out stays');
    await page.evaluate(() => globalThis.wx.reLaunch({ url: '/pages/liaison/missed' }));
    await page.getByText('没有漏报过').waitFor();
    await stage.program.setClock('2023-09-28T12:00:00+08:00');
    await page.evaluate(() => globalThis.wx.reLaunch({ url: '/pages/liaison/missed' }));
    await page.getByText('没有服务记录,也没有零报告').first().waitFor();
    await stage.shoot(mini, 'mini-liaison-missed');
  });
  const { items } = await must(stage.program, 'GET', '/api/v1/records', { token: liaison });
  assert.deepEqual(items.map((one) => [one.item, Boolean(one.withdrawn_at)]), [['护照办理', false], ['护照办里', true]]);
});

// The compiled mini-program in a unit manager's hand, on the stage.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deduct } from '../harness/points.js';
import { must } from '../harness/people.js';
import { theStage } from './theatre.js';

const stage = theStage();

test('a bound manager looks at the sections, opens a score, appeals with consent asked at the tap, and reads a message', async () => {
  await deduct(stage.program, 8);
  await stage.mini({ person: '林知远', path: 'pages/login/login' }, async (mini) => {
    const { page } = mini;
    await page.getByLabel(/^绑定码/).fill(stage.program.bindingCode('林知远'));
    await page.getByText('绑定并登录').click();
    await page.getByText('县发改局').first().waitFor();
    await stage.shoot(mini, 'mini-manager-unit');
    await page.locator('[role=link]', { hasText: '固定资产投资科' }).first().click();
    await page.getByText(/A1\.2\.1/).first().waitFor();
    await stage.shoot(mini, 'mini-manager-section');
    await mini.back();
    await page.getByText('扣分', { exact: true }).click();
    await page.getByText(/还有 \d+ 天/).first().waitFor();
    await page.getByText('申诉', { exact: true }).first().click();
    await page.getByLabel(/^申诉理由/).fill('窗口人员在隔壁帮助群众。');
    await page.getByText('提交申诉').click();
    await page.getByText('申诉中').first().waitFor();
    await stage.shoot(mini, 'mini-manager-appealed');
    const asked = (await mini.calls()).filter((one) => one.name === 'requestSubscribeMessage');
    assert.equal(asked.length, 1, 'consent is asked in the tap that sends the appeal');
    assert.ok(asked[0].options.tmplIds.length > 0);
    const told = await mini.heard('/api/v1/me/consents', 'POST');
    assert.match(told.body, /accept/);
    await page.getByText('消息', { exact: true }).click();
    const read = page.locator('wx-button', { hasText: '已读' }).first();
    await read.waitFor();
    await read.click();
    await page.locator('.tag', { hasText: '已读' }).first().waitFor();
    const { token } = JSON.parse((await mini.storage()).session);
    const { items } = await must(stage.program, 'GET', '/api/v1/notices', { token });
    assert.ok(items.some((one) => one.read_at));
  });
});

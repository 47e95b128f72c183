// The main paths without a finger or a mouse: Tab, Enter, Space and letters.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { activate, PASSWORD } from '../harness/people.js';
import { theWorld } from '../harness/world.js';

const world = theWorld();
const MOST_STOPS = 80;

/** settled waits until a page that was just turned to has what it loads: what moves under the keys takes the focus away. */
const settled = (page) => page.waitForLoadState('networkidle');

/** tabTo goes on by Tab until what is focused is called so, and sees that one can see where one is. */
async function tabTo(page, name) {
  for (let i = 0; i < MOST_STOPS; i += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      return { name: one.getAttribute('aria-label') ?? one.textContent.trim(), outline: style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0 };
    });
    if (!name.test(at.name)) continue;
    assert.ok(at.outline, `${at.name} has focus and does not show it`);
    return;
  }
  assert.fail(`Tab does not come to ${name}`);
}

test('a citizen complains by keyboard', async () => {
  await world.phone(async (page) => {
    await page.goto(await world.poster('出入境管理大队'));
    await page.getByText('出入境管理大队').waitFor();
    await settled(page);
    await tabTo(page, /发生了什么/);
    await page.keyboard.type('轮椅进不了大厅的门。');
    await tabTo(page, /^服务问题/);
    await page.keyboard.press('Space');
    await tabTo(page, /^提交投诉/);
    await page.keyboard.press('Enter');
    await page.getByText('已经收到您的投诉').waitFor();
    await settled(page);
    await tabTo(page, /^记在这部手机上/);
    await page.keyboard.press('Space');
    await tabTo(page, /^查办理进度/);
    await page.keyboard.press('Enter');
    await page.getByText('轮椅进不了').waitFor();
  });
});

test('a liaison logs in and reports by keyboard', async () => {
  await activate(world.program, 'pyxgaj01');
  await world.phone(async (page) => {
    await page.goto(`${world.program.base}/m/`);
    await page.getByText('工作人员').waitFor();
    await tabTo(page, /^登录$/);
    await page.keyboard.press('Enter');
    await page.getByText('工作人员登录').waitFor();
    await settled(page);
    await tabTo(page, /^账号(?!和)/);
    await page.keyboard.type('pyxgaj01');
    await tabTo(page, /^密码/);
    await page.keyboard.type(PASSWORD);
    await tabTo(page, /^登录$/);
    await page.keyboard.press('Enter');
    await page.getByText('出入境管理大队').waitFor();
    await settled(page);
    await tabTo(page, /^报一条$/);
    await page.keyboard.press('Enter');
    await page.getByText('报一条服务').waitFor();
    await settled(page);
    await tabTo(page, /^办了什么事/);
    await page.keyboard.type('护照办理');
    await tabTo(page, /^许可$/);
    await page.keyboard.press('Space');
    await tabTo(page, /^服务对象姓名/);
    await page.keyboard.type('李小红');
    await tabTo(page, /^服务对象手机号/);
    await page.keyboard.type('13800000012');
    await tabTo(page, /^提交$/);
    await page.keyboard.press('Enter');
    await page.getByText('已收下').waitFor();
  });
});

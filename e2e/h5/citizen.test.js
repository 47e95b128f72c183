// A citizen at a counter: the poster, the complaint, the receipt, and what comes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { looks } from '../harness/looks.js';
import { activate, comesIn, complain, located, logIn, moves, must, newest, photo } from '../harness/people.js';
import { post } from '../harness/points.js';
import { theWorld } from '../harness/world.js';

const world = theWorld();
const COUNTER = '出入境管理大队';

/** place is a section with the code that hangs at its counter now, as the review office sees it. */
async function place(office, no) {
  const { code } = await must(world.program, 'GET', `/api/v1/sections/${no}/code`, { token: office });
  return { no, code, poster: `${world.program.base}/c/${code}`, name: (await must(world.program, 'GET', `/api/v1/codes/${code}`)).section_name };
}

const fileOf = ({ name, type, bytes }) => ({ name, mimeType: type, buffer: bytes });

test('a complaint goes from the poster to the receipt, and back again because it was not solved', async () => {
  const office = await activate(world.program, 'review1');
  const liaison = await activate(world.program, 'pyxgaj01');
  await world.phone(async (page) => {
    await page.goto(await world.poster(COUNTER));
    await page.getByText(COUNTER).waitFor();
    await page.getByText('县公安局').waitFor();

    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByText('至少 5 个字').waitFor();
    await looks(page, 'citizen-complain-empty');

    await page.getByRole('textbox', { name: /发生了什么/ }).fill('周三上午在窗口等了两个小时,没有人叫号。');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: '加照片' }).click();
    await (await chooser).setFiles([fileOf(photo())]);
    await page.getByText('已传好').waitFor();

    await page.getByLabel(/手机号/).fill('13800');
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByRole('alert').first().waitFor();
    await looks(page, 'citizen-complain-wrong-number');
    await page.getByLabel(/手机号/).fill('13800000014');
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByText('已经收到您的投诉').waitFor();
    await looks(page, 'citizen-receipt-once');

    await page.getByRole('button', { name: '记在这部手机上' }).click();
    await page.getByRole('button', { name: '查办理进度' }).click();
    await page.getByText('办理过程').waitFor();
    await page.getByText('等了两个小时').waitFor();
    await page.getByRole('button', { name: '放大照片 1' }).waitFor();
    await looks(page, 'citizen-receipt');

    const { id } = await newest(world.program, office);
    await moves(world.program, id, [[office, 'assign', '请承办'], [liaison, 'accept', '已受理'], [liaison, 'answer', '窗口当天停电,已向您致歉,增设了叫号员。']]);
    await page.getByRole('button', { name: '刷新' }).click();
    await page.getByText('已向您致歉').waitFor();
    await looks(page, 'citizen-answered');

    await page.getByRole('button', { name: '没解决' }).click();
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await page.getByText('请写明哪里没有解决').waitFor();
    await page.getByRole('textbox', { name: /哪里没有解决/ }).fill('昨天去还是没有人叫号。');
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await page.getByText('评价:没解决').waitFor();
    await looks(page, 'citizen-reopened');
  });
  assert.equal((await newest(world.program, office)).state, 'reopened');
});

test('a complaint whose answers are lost goes again by itself, and is one complaint', async () => {
  const office = await logIn(world.program, 'review1');
  const count = async () => (await must(world.program, 'GET', '/api/v1/complaints', { token: office })).items.length;
  const before = await count();
  await world.phone(async (page) => {
    await page.goto(await world.poster(COUNTER));
    await page.getByRole('textbox', { name: /发生了什么/ }).fill('窗口的人让我明天再来。');
    const keys = [];
    let lost = true;
    await page.route('**/api/v1/complaints', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (!lost) return route.continue();
      await route.fetch(); // the program has it
      return route.abort('connectionreset'); // the phone does not know
    });
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByText('正在自动重发').waitFor();
    await page.getByText('窗口的人让我明天再来').waitFor();
    await looks(page, 'citizen-complain-lost');
    lost = false; // and nobody taps again
    await page.getByText('已经收到您的投诉').waitFor();
    assert.ok(keys.length > 1);
    assert.equal(new Set(keys).size, 1);
  });
  assert.equal(await count(), before + 1);
});

test('a code that nobody issued says what to do', async () => {
  await world.phone(async (page) => {
    await page.goto(`${world.program.base}/c/NO-SUCH-CODE`);
    await page.getByRole('alert').filter({ hasText: /不是本县的评议二维码.*逐字核对/ }).waitFor();
    await looks(page, 'citizen-code-unknown');
    await page.getByRole('button', { name: /去首页.*填编号/ }).click();
    await page.getByText('我要投诉、提意见').waitFor();
  });
});

test('the code of a section that is no more says whose code to scan, or that there is none', async () => {
  const office = await logIn(world.program, 'review1');
  const [heir, merged, dissolved] = [await place(office, 12), await place(office, 13), await place(office, 14)];
  const end = { kind: 'term', subject: 'end', on: '2023-09-27', reason: '机构改革方案' };
  await post(world.program, [{ ...end, section: merged.no, detail: String(heir.no) }, { ...end, section: dissolved.no }], [office, await activate(world.program, 'review2')]);
  for (const [name, { poster }, sentence] of [
    ['merged', merged, `“${merged.name}”已并入县发改局“${heir.name}”,这张二维码不再受理投诉。请扫该科室窗口的二维码`],
    ['dissolved', dissolved, `“${dissolved.name}”已不在参评科室之列,这张二维码不再受理投诉。请扫现在为您办事的科室窗口的二维码`],
  ]) {
    await world.phone(async (page) => {
      await page.goto(poster);
      await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
      assert.equal(await page.getByRole('button', { name: '提交投诉' }).count(), 0, 'nothing can be handed in');
      await looks(page, `citizen-code-${name}`);
    });
  }
});

test('a code that was replaced says so and what to do', async () => {
  const office = await logIn(world.program, 'review1');
  const { poster } = await place(office, 15);
  await must(world.program, 'POST', '/api/v1/sections/15/codes', { token: office, body: { reason: '海报破损,重新张贴' } });
  await world.phone(async (page) => {
    await page.goto(poster);
    await page.getByRole('alert').filter({ hasText: /更换|换了|新/ }).waitFor();
    await looks(page, 'citizen-code-replaced');
  });
});

test('who has kept a receipt elsewhere follows it by number and password, and a wrong password opens nothing', async () => {
  let receipt, secret;
  const other = await world.poster('固定资产投资科');
  await world.phone(async (page) => {
    await page.goto(other);
    await page.getByRole('textbox', { name: /发生了什么/ }).fill('材料要了三遍。');
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByText('已经收到您的投诉').waitFor();
    [receipt, secret] = await page.locator('.paper').allInnerTexts();
  });
  await world.phone(async (page) => {
    await page.goto(`${world.program.base}/m/pages/receipt/receipt`);
    await page.getByRole('textbox', { name: /投诉编号/ }).fill(receipt);
    await page.getByRole('textbox', { name: /查询码/ }).fill('AAAA-AAAA');
    await page.getByRole('button', { name: '查看' }).click();
    await page.getByRole('alert').first().waitFor();
    await looks(page, 'receipt-wrong-secret');
    await page.getByRole('textbox', { name: /查询码/ }).fill(secret);
    await page.getByRole('button', { name: '查看' }).click();
    await page.getByText('材料要了三遍').waitFor();
    const kept = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
    assert.ok(!kept.includes(secret) && !kept.includes('材料'), 'a receipt is kept only where the person says so');
  });
});


/** choose takes files for the complaint, as the phone's album would give them. */
async function choose(page, ...photos) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '加照片' }).click();
  await (await chooser).setFiles(photos.map(fileOf));
}

test('a photo that is refused says why beside it, and does not hold the complaint up', async () => {
  await world.phone(async (page) => {
    await page.goto(await world.poster(COUNTER));
    await page.getByRole('textbox', { name: /发生了什么/ }).fill('材料要了三遍,都说不齐。');
    for (const [name, bytes, sentence] of [
      ['notes.jpg', Buffer.from('这不是一张照片,只是一段文字。'.repeat(40)), /照片/],
      ['huge.png', Buffer.concat([photo().bytes, Buffer.alloc(11 * 1024 * 1024)]), /超过 10 MB/],
    ]) {
      await choose(page, { name, type: 'image/jpeg', bytes });
      await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
      await looks(page, `citizen-photo-${name.split('.')[0]}`);
      await page.getByRole('button', { name: '提交投诉' }).click();
      await page.getByText('有照片没有传上去,请重传或去掉。').waitFor();
      await page.getByRole('button', { name: '去掉第 1 张照片' }).click();
    }
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByText('已经收到您的投诉').waitFor();
  });
});

test('where a photo was taken does not leave the complaint', async () => {
  await world.phone(async (page) => {
    await page.goto(await world.poster(COUNTER));
    await page.getByRole('textbox', { name: /发生了什么/ }).fill('叫号机又坏了,照片为证。');
    const taken = await located(page);
    assert.ok(taken.bytes.includes('Exif'));
    await choose(page, taken);
    await page.getByText('已传好').waitFor();
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByText('已经收到您的投诉').waitFor();
    const [receipt, secret] = await page.locator('.paper').allInnerTexts();
    const answer = await fetch(`${world.program.base}/api/v1/receipts/${encodeURIComponent(receipt)}/photos/1`, { headers: { 'Receipt-Secret': secret } });
    assert.equal(answer.status, 200);
    const shown = Buffer.from(await answer.arrayBuffer());
    assert.equal(shown.readUInt16BE(0), 0xffd8, 'a JPEG');
    assert.ok(!shown.includes('Exif'), 'the picture says nothing of its making');
  });
});

/** openReceipt shows a receipt's case to whoever has its number and secret. */
async function openReceipt(page, { receipt, secret }) {
  await page.goto(`${world.program.base}/m/pages/receipt/receipt?r=${encodeURIComponent(receipt)}`);
  await page.getByRole('textbox', { name: /查询码/ }).fill(secret);
  await page.getByRole('button', { name: '查看' }).click();
  await page.getByText('办理过程').waitFor();
}

/** say fills in what the page asks for, and sends it. */
async function say(page, field, words) {
  await page.getByRole('textbox', { name: field }).fill(words);
  await page.getByRole('button', { name: '提交', exact: true }).click();
}

test('a complainant takes a complaint back, with a reason', async () => {
  const office = await logIn(world.program, 'review1');
  const handed = await complain(world.program, await world.code('固定资产投资科'), '等了一上午没有人接待。');
  await world.phone(async (page) => {
    await openReceipt(page, handed);
    await page.getByRole('button', { name: '撤回投诉' }).click();
    await say(page, /为什么撤回/, '');
    await page.getByText('请写一句为什么撤回。').waitFor();
    await say(page, /为什么撤回/, '窗口已经当面办好了。');
    await page.getByText('已撤回').first().waitFor();
    assert.equal(await page.getByRole('button', { name: '撤回投诉' }).count(), 0, 'once is enough');
    await looks(page, 'citizen-withdrawn');
  });
  assert.equal((await newest(world.program, office)).state, 'withdrawn');
});

test('what was answered "not solved" is handled again, and ends with the second answer', async () => {
  const [office, liaison] = [await logIn(world.program, 'review1'), await logIn(world.program, 'pyxgaj01')];
  const handed = await complain(world.program, await world.code(COUNTER), '窗口说系统坏了,让改天再来。');
  const { id } = await newest(world.program, office);
  await moves(world.program, id, [[office, 'assign', '请承办'], [liaison, 'accept', '已受理'], [liaison, 'answer', '系统已修好。']]);
  await world.phone(async (page) => {
    await openReceipt(page, handed);
    await page.getByRole('button', { name: '没解决' }).click();
    await say(page, /哪里没有解决/, '今天去系统还是坏的。');
    await page.getByText('评价:没解决').waitFor();
    assert.equal(await page.getByText('您的事解决了吗?').count(), 0, 'nothing is asked until there is another answer');

    await moves(world.program, id, [[liaison, 'answer', '已换新机,您的件已办好。']]);
    await page.getByRole('button', { name: '刷新' }).click();
    await page.getByText('已换新机').waitFor();
    await page.getByRole('button', { name: '没解决' }).click();
    await say(page, /哪里没有解决/, '办是办了,证上的名字印错了。');
    await page.getByText('名字印错了').waitFor();
    assert.equal(await page.getByRole('button', { name: '没解决' }).count(), 0, 'the second "not solved" goes to the office');
    await looks(page, 'citizen-unsolved-twice');
  });
  const ended = await must(world.program, 'GET', `/api/v1/complaints/${id}`, { token: office });
  assert.notEqual(ended.state, 'reopened');
});

test('the section says that it is not its duty, the office agrees, and the complainant objects', async () => {
  const [office, second, liaison] = [await logIn(world.program, 'review1'), await logIn(world.program, 'review2'), await logIn(world.program, 'pyxgaj01')];
  const handed = await complain(world.program, await world.code(COUNTER), '门口的路灯坏了一个月。');
  const { id } = await newest(world.program, office);
  await moves(world.program, id, [[office, 'assign', '请承办'], [liaison, 'accept', '已受理']]);
  await world.phone(async (page) => {
    await comesIn(page, world.program, 'pyxgaj01');
    await page.goto(`${world.program.base}/m/pages/manager/case?id=${id}`);
    await page.getByRole('button', { name: '不属本单位职责', exact: true }).click();
    await page.getByRole('button', { name: '提交“不属本单位职责”' }).click();
    await page.getByText('请填写理由。').waitFor();
    await page.getByRole('textbox', { name: /理由/ }).fill('路灯由城管局市政科管。');
    await page.getByRole('button', { name: '提交“不属本单位职责”' }).click();
    await page.getByText('待确认(不属职责)').first().waitFor();
    await looks(page, 'case-out-of-duty');
  });
  await moves(world.program, id, [[second, 'confirm', '同意,已转城管局。']]);
  await world.phone(async (page) => {
    await openReceipt(page, handed);
    await page.getByText('已转城管局').waitFor();
    await page.getByRole('button', { name: '我不同意这样结束' }).click();
    await say(page, /为什么不同意/, '路灯在大队院子里,不是城管局的。');
    await page.getByText('异议待复核').first().waitFor();
    assert.equal(await page.getByRole('button', { name: '我不同意这样结束' }).count(), 0, 'one objection');
    await looks(page, 'citizen-objected');
  });
  assert.equal((await must(world.program, 'GET', `/api/v1/complaints/${id}`, { token: office })).state, 'objected');
});

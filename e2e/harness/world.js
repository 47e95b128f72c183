// What most files need: the program and a browser, for as long as the file's tests run.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { launch, openPhone, shoot } from './browser.js';
import { startProgram } from './program.js';

/**
 * theWorld starts both before the tests of a file and ends them after.
 * @param {() => Promise<void>} [prepare] what the file's tests find done; hooks of a file do not wait for each other
 */
export function theWorld(prepare) {
  const world = {};
  before(async () => {
    [world.program, world.browser] = await Promise.all([startProgram(), launch()]);
    await prepare?.();
  });
  after(async () => { await world.browser?.close(); await world.program?.stop(); });

  /** phone runs a test on a fresh phone, which must be without faults at the end. */
  world.phone = async (work, options) => {
    const phone = await openPhone(world.browser, [world.program.base], options);
    try {
      await work(phone.page, phone);
      assert.deepEqual(phone.faults, []);
    } catch (error) {
      await shoot(phone.page, `failed-${Date.now()}`).catch(() => {}); // what it looked like; the page may be gone
      throw error;
    } finally {
      await phone.context.close();
    }
  };

  /** poster is the address on the poster of one of the demo's sections, by its name. */
  world.poster = async (name) => {
    const { posters } = await (await fetch(`${world.program.phone}/_sim/phone`)).json();
    const hit = posters.find((one) => one.title.includes(name));
    assert.ok(hit, `no poster of ${name}`);
    return hit.url;
  };

  /** code is the code in that address. */
  world.code = async (name) => new URL(await world.poster(name)).pathname.split('/').at(-1);
  return world;
}

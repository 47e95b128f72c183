// What the mini-program's tests need: the program, a browser, the package.
import assert from 'node:assert/strict';

import { shoot } from '../harness/browser.js';
import { theWorld } from '../harness/world.js';
import { pack } from './package.js';
import { openMini } from './stage.js';

export function theStage(prepare) {
  const stage = theWorld(prepare);
  /** mini plays one visit of a person; nothing may go wrong unseen in it. */
  stage.mini = async (options, work) => {
    const mini = await openMini(stage.browser, stage.program, await pack(), options);
    try {
      await work(mini);
      assert.deepEqual(mini.faults, []);
    } finally {
      await mini.context.close();
    }
    return mini;
  };
  stage.shoot = (mini, name) => shoot(mini.page, name, { fullPage: true });
  return stage;
}

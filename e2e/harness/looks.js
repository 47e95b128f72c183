// A page as it looks: kept as pictures in both modes, judged by axe in both, and measured in elder mode.
import assert from 'node:assert/strict';

import { assertAccessible } from './axe.js';
import { drawn, shoot } from './browser.js';

const ELDER_LETTER_PX = 18;
const ELDER_TARGET_PX = 48;
const LARGEST_SCALE = 2; // that the app follows the system's letters to
const ELDER_CONTRAST = 4.5; // of letters of every size

/**
 * looks keeps two pictures of the page and holds it to WCAG A/AA in both modes; large letters of the system's must find room.
 * Elder mode is a class of the page's root.
 */
export async function looks(page, name) {
  await drawn(page);
  await shoot(page, name, { fullPage: true });
  await assertAccessible(page, name);
  await elder(page, true);
  await shoot(page, `${name}-elder`, { fullPage: true });
  await assertAccessible(page, `${name} in elder mode`, { contrast: ELDER_CONTRAST });
  const small = await tooSmall(page);
  assert.deepEqual(small, [], `${name} in elder mode has what is too small`);
  await elder(page, false);
  assert.deepEqual(await runsOff(page, LARGEST_SCALE), [], `${name} at the system's largest letters runs off the side`);
}

/** runsOff lists what stands beyond the screen's side where the system's letters are so many times the usual. */
function runsOff(page, scale) {
  return page.evaluate(([times, width]) => {
    const roots = [...document.querySelectorAll('.page')];
    const kept = roots.map((root) => root.getAttribute('style'));
    for (const root of roots) root.style.setProperty('--scale', times);
    const found = roots.flatMap((root) => [...root.querySelectorAll('*')])
      .filter((one) => one.checkVisibility?.() !== false && one.getBoundingClientRect().right > width + 1)
      .map((one) => `${Math.round(one.getBoundingClientRect().right)} of ${width}: ${one.textContent.trim().slice(0, 30) || one.outerHTML.slice(0, 80)}`);
    roots.forEach((root, at) => root.setAttribute('style', kept[at] ?? ''));
    return found;
  }, [scale, page.viewportSize().width]); // not the window's own width: that grows with what runs off
}

function elder(page, on) {
  return page.evaluate((set) => { for (const root of document.querySelectorAll('.page')) root.classList.toggle('elder', set); }, on);
}

/** tooSmall lists letters below 18 px and targets below 48 px either way; the framework's own title bar is not the page's. */
function tooSmall(page) {
  return page.evaluate(([letter, target]) => {
    const found = [];
    const seen = (element) => element.checkVisibility?.() !== false && element.getBoundingClientRect().height > 0;
    const named = (element) => element.textContent.trim().slice(0, 30) || element.outerHTML.slice(0, 80);
    const pressed = ['button', 'radio', 'checkbox', 'switch', 'link', 'tab', 'option'].map((role) => `[role=${role}]`).join();
    for (const root of document.querySelectorAll('.page, .uni-modal')) {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const { parentElement: holder, textContent } = texts.currentNode;
        if (!textContent.trim() || !seen(holder)) continue;
        const size = Number.parseFloat(getComputedStyle(holder).fontSize);
        if (size < letter) found.push(`${size}px: ${textContent.trim().slice(0, 30)}`);
      }
      for (const one of root.querySelectorAll(`${pressed}, a, uni-button, uni-input, uni-textarea, wx-button, wx-input, wx-textarea`)) {
        const { width, height } = one.getBoundingClientRect();
        if (seen(one) && Math.min(width, height) < target) found.push(`${Math.round(width)} x ${Math.round(height)} px: ${named(one)}`);
      }
    }
    return found;
  }, [ELDER_LETTER_PX, ELDER_TARGET_PX]);
}

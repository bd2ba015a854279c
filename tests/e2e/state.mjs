// Everything that a page shows, and where it is kept.
import assert from 'node:assert/strict';
import { pixels, value } from './playground.mjs';

export const CANVASES = ['canvas-label', 'canvas-prediction', 'canvas-gradient', 'chart'];

/** The bytes of all canvases. */
export const look = (page) => Promise.all(CANVASES.map((name) => pixels(page, name)));

/** What is set, chosen and pressed, and every value. */
export const settings = async (page) => ({
  values: await Promise.all(['reference', ...(await slots(page))].map((who) => value(page, who))),
  selects: await page.locator('select').evaluateAll((all) => all.map((select) => select.value)),
  fields: await page.locator('input').evaluateAll((all) => all.map((input) => [input.value, input.checked])),
  pressed: await page.locator('[aria-pressed="true"]').allTextContents(),
  theme: await page.locator('.lp').getAttribute('data-theme'),
});

/** The slots that have a loss. */
export const slots = (page) =>
  page.locator('article').evaluateAll((all) =>
    all.map(({ dataset }) => dataset.testid.replace('contender-', '')).filter((slot) => slot !== 'reference'));

export async function assertLooks(page, expected, what = '') {
  (await look(page)).forEach((bytes, i) => assert.ok(bytes.equals(expected[i]), `${CANVASES[i]} ${what}`));
}

/** Waits until the address bar holds the state: longer than the page waits for quiet. Returns the address. */
export function address(page) {
  return page.evaluate(async () => {
    for (let [last, since] = ['', 0]; ; ) {
      const { hash, href } = window.location;
      if (hash !== last) [last, since] = [hash, performance.now()];
      if (hash !== '' && performance.now() - since > 700) return href;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
}

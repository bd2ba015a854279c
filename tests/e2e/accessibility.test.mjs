// No violation of WCAG 2.2 AA that axe can find, in either theme, folded and unfolded, with a question open.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { drag } from './brush.mjs';
import { after, playground, settled } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** What axe finds wrong with the page or a part of it: rule, element, reason. */
async function violations(page, part = 'html') {
  await page.addScriptTag({ path: AXE });
  const options = { runOnly: { type: 'tag', values: TAGS } };
  const found = await page.evaluate(([part, options]) => window.axe.run(part, options), [part, options]);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
}

for (const theme of ['light', 'dark']) {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    on(`axe finds nothing wrong (${theme}, ${viewport.width} pixels)`, async (page) => {
      await page.getByTestId('theme').selectOption(theme);
      await settled(page);
      assert.deepEqual(await violations(page), []);
      const unfold = (which) => page.locator(which).evaluateAll((all) => all.forEach((details) => (details.open = true)));
      await unfold('details:not(.lp-menu)');
      await page.locator('[aria-controls]').evaluateAll((all) => all.forEach((button) => button.click()));
      await page.getByTestId('make-boundary-smoothing').click();
      const gamma = page.getByTestId('contender-0-term-0-gamma');
      await gamma.fill('none');
      await gamma.press('Enter');
      const bad = { name: 'bad.png', mimeType: 'image/png', buffer: Buffer.from('bad') };
      await page.getByTestId('open-label-input').setInputFiles(bad);
      await page.getByTestId('alert').waitFor();
      await settled(page);
      assert.deepEqual(await violations(page), []);
      // Menus cover what is below them.
      await unfold('.lp-menu');
      assert.deepEqual(await violations(page, '.lp-menu'), []);
    }, { context: { viewport } });
  }
}

for (const theme of ['light', 'dark']) {
  on(`axe finds nothing wrong with any experiment (${theme})`, async (page) => {
    await page.getByTestId('theme').selectOption(theme);
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await settled(page);
      await page.getByTestId('chart-details').locator('summary').click();
      assert.deepEqual(await violations(page, '.lp-chart'), [], await tab.textContent());
    }
  });
}

for (const theme of ['light', 'dark']) {
  on(`axe finds nothing wrong with a lesson, its list and the line to embed it (${theme})`, async (page) => {
    await page.getByTestId('theme').selectOption(theme);
    await page.getByTestId('lessons').click();
    assert.deepEqual(await violations(page, '.lp-menu[open]'), []);
    await after(page, () => page.getByTestId('lesson-plateau').click());
    assert.deepEqual(await violations(page), []);
    await page.getByTestId('embed').click();
    assert.deepEqual(await violations(page, 'dialog[open]'), []);
  });
}

on('a question can be answered from the keyboard', async (page) => {
  await show(page, known());
  await page.getByTestId('classes').selectOption('2');
  await page.getByTestId('question').waitFor();
  assert.deepEqual(await violations(page), []);
  const focused = () => page.evaluate(() => document.activeElement.dataset.testid);
  assert.equal(await focused(), 'answer-cancel', 'the safe answer is the first');
  await page.keyboard.press('Escape');
  await page.getByTestId('question').waitFor({ state: 'hidden' });
  assert.equal(await page.getByTestId('classes').inputValue(), '3');
});

on('axe finds nothing wrong with a loss as code', async (page) => {
  for (const theme of ['light', 'dark']) {
    await page.getByTestId('theme').selectOption(theme);
    await page.getByTestId('contender-1-code').click();
    await page.getByTestId('contender-1-code-dialog').waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByTestId('contender-1-code-close').click();
  }
});

on('the whole page can be reached with the Tab key, and back', async (page) => {
  const reached = new Set();
  const tabbable = await page.evaluate(() => {
    const all = document.querySelectorAll('.lp :is(button, select, input, summary, [tabindex="0"]):not(:disabled, [tabindex="-1"])');
    return [...all].filter((element) => element.checkVisibility()).length;
  });
  for (let i = 0; i < tabbable + 5; i += 1) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => {
      const { activeElement: element } = document;
      element.dataset.reached ??= String(Math.random());
      return element === document.body ? 'body' : element.dataset.reached;
    }));
  }
  reached.delete('body');
  assert.equal(reached.size, tabbable);
});

on('a button that can no longer be pressed keeps the focus, and does nothing', async (page) => {
  const focused = () => page.evaluate(() => document.activeElement.dataset.testid);
  /** Presses a button by key until it cannot be pressed, and once more. */
  const exhaust = async (name) => {
    const button = page.getByTestId(name);
    await button.focus();
    for (let i = 0; i < 20 && (await button.getAttribute('aria-disabled')) === 'false'; i += 1) {
      await page.keyboard.press('Enter');
      await settled(page);
    }
    assert.equal(await button.getAttribute('aria-disabled'), 'true', name);
    assert.equal(await focused(), name);
    await page.keyboard.press('Enter');
    await settled(page);
    assert.equal(await focused(), name);
  };
  await after(page, () => drag(page, 'canvas-label', [4, 10.3], [28, 10.3]));
  await exhaust('undo');
  await exhaust('redo');
  await page.getByTestId('zoom-in').click();
  await exhaust('zoom-out');
  await page.getByTestId('zoom-in').click();
  await exhaust('zoom-whole');
  await exhaust('add-contender');
  assert.equal(await page.getByTestId('add-contender').isEnabled(), false);
  await page.getByTestId('tab-race').click();
  await page.getByTestId('race-steps').fill('3');
  await page.keyboard.press('Enter');
  await page.getByTestId('race-canvas-0').waitFor();
  await page.waitForFunction(() => document.querySelector('[data-testid="race-progress"]').textContent.endsWith('of 3'));
  const at = (step) => page.waitForFunction((step) => document.querySelector('[data-testid="race-progress"]').textContent.startsWith(`step ${step} `), step);
  await page.getByTestId('race-step').focus();
  for (const step of [1, 2, 3]) {
    await page.keyboard.press('Enter');
    await at(step);
  }
  await exhaust('race-step');
  await page.getByTestId('race-reset').focus();
  await page.keyboard.press('Enter');
  await at(0);
  await exhaust('race-reset');
});

// At every width and in both themes: nothing sticks out, nothing is cut off, everything can be hit.
import assert from 'node:assert/strict';
import { drag, takeBrush } from './brush.mjs';
import { after, playground, settled } from './playground.mjs';

const on = playground();
const WIDTHS = { 320: 700, 390: 844, 820: 1180, 1440: 900, 2560: 1440 };

/** Opens everything that can be opened, so that it is looked at too. */
async function unfold(page) {
  await page.locator('details').evaluateAll((all) => all.forEach((details) => (details.open = true)));
  await settled(page);
}

/** Elements whose text is cut off, or sticks out of the page or of what holds it. */
function misfits(page) {
  return page.evaluate(() => {
    const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
    const found = [];
    for (const element of document.querySelectorAll('.lp *')) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
      if (!own || element.closest('.lp-hidden') || !element.checkVisibility()) continue;
      const name = `${element.tagName}.${element.className} "${element.textContent.slice(0, 40)}"`;
      const block = getComputedStyle(element).display !== 'inline';
      const wide = element.tagName !== 'SELECT' && element.tagName !== 'OPTION';
      if (block && wide && !scrolls(element) && element.scrollWidth > element.clientWidth + 1) {
        found.push(`cut off: ${name}, ${element.scrollWidth} > ${element.clientWidth}`);
      }
      const range = document.createRange();
      range.selectNodeContents(element);
      const { left, right } = range.getBoundingClientRect();
      let holder = element.parentElement;
      while (holder && !scrolls(holder)) holder = holder.parentElement;
      const inside = holder !== null || (left >= -1 && right <= document.documentElement.clientWidth + 1);
      if (!inside) found.push(`outside: ${name}, ${left} to ${right}`);
    }
    return found;
  });
}

/** Controls smaller than so many pixels either way; a control counts together with its label. */
function small(page, least) {
  return page.evaluate((least) => {
    const controls = document.querySelectorAll('.lp :is(button, select, input, summary, a[href])');
    return [...controls].flatMap((control) => {
      if (!control.checkVisibility()) return [];
      const box = (control.closest('label') ?? control).getBoundingClientRect();
      const [width, height] = [Math.round(box.width), Math.round(box.height)];
      const name = control.dataset.testid || control.ariaLabel || control.textContent;
      return Math.min(width, height) < least ? [`${name}: ${width}×${height}`] : [];
    });
  }, least);
}

async function assertFits(page) {
  await unfold(page);
  const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide[0] <= wide[1], `the page scrolls sideways: ${wide}`);
  assert.deepEqual(await misfits(page), []);
}

for (const [width, height] of Object.entries(WIDTHS)) {
  const viewport = { width: Number(width), height };
  on(`everything fits at ${width} pixels, light and dark`, async (page) => {
    for (const theme of ['light', 'dark']) {
      await page.getByTestId('theme').selectOption(theme);
      assert.equal(await page.locator('.lp').getAttribute('data-theme'), theme);
      await assertFits(page);
    }
    assert.deepEqual(await small(page, 24), []);
    // As full as it gets: four losses, eight classes.
    await page.getByTestId('classes').selectOption('8');
    await page.getByTestId('contender-1-duplicate').click();
    await page.getByTestId('contender-1-duplicate').click();
    await assertFits(page);
  }, { context: { viewport } });
}

for (const width of [320, 344]) {
  on(`the race fits at ${width} pixels`, async (page) => {
    await page.getByTestId('tab-race').click();
    await page.getByTestId('race-standing-0').getByText('loss').waitFor();
    const out = await page.locator('.lp-race button').evaluateAll((all) =>
      all.filter((button) => button.scrollWidth > button.clientWidth + 1).map((button) => button.textContent));
    assert.deepEqual(out, []);
  }, { context: { viewport: { width, height: 700 } } });
}

for (const width of [390, 820]) {
  const context = { hasTouch: true, isMobile: true, viewport: { width, height: WIDTHS[width] } };
  on(`a finger can hit everything at ${width} pixels`, async (page) => {
    assert.ok(await page.evaluate(() => matchMedia('(pointer: coarse)').matches));
    await assertFits(page);
    // Not with the pointer: the open menus lie over it.
    await page.getByTestId('make-raters').dispatchEvent('click');
    await assertFits(page);
    assert.deepEqual(await small(page, 44), []);
  }, { context });
}

on('on a narrow screen every canvas can be brought into view', async (page) => {
  for (const what of ['gradient', 'label', 'prediction']) {
    await page.getByTestId(`go-${what}`).click();
    const canvas = page.getByTestId(`canvas-${what}`);
    await canvas.evaluate((canvas) => new Promise((resolve) => {
      const inside = () => {
        const { left, right } = canvas.getBoundingClientRect();
        return left >= 0 && right <= innerWidth;
      };
      const look = () => (inside() ? resolve() : requestAnimationFrame(look));
      look();
    }));
  }
}, { context: { viewport: { width: 390, height: 844 } } });

for (const [letters, width] of [[16, 390], [24, 390], [32, 390], [32, 320]]) {
  on(`the marks under a mixture do not lie over each other with letters of ${letters} pixels at ${width}`, async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Page.enable');
    await session.send('Page.setFontSizes', { fontSizes: { standard: letters } });
    await page.waitForFunction((letters) => getComputedStyle(document.documentElement).fontSize === `${letters}px`, letters);
    const boxes = await page.getByTestId('contender-1').locator('.lp-mix-marks button').evaluateAll((marks) =>
      marks.map((mark) => mark.getBoundingClientRect().toJSON()));
    assert.equal(boxes.length, 3);
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
      assert.ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top, JSON.stringify(boxes));
    }));
    assert.ok(boxes.every(({ left, right }) => left >= 0 && right <= width), JSON.stringify(boxes));
  }, { context: { viewport: { width, height: 844 }, hasTouch: true, isMobile: true } });
}

for (const colorScheme of ['light', 'dark']) {
  on(`the theme is the system's (${colorScheme})`, async (page) => {
    assert.equal(await page.locator('.lp').getAttribute('data-theme'), colorScheme);
    const [dark, other] = colorScheme === 'dark' ? [true, 'light'] : [false, 'dark'];
    const brightness = () => page.evaluate(() => {
      const [r, g, b] = getComputedStyle(document.querySelector('.lp')).backgroundColor.match(/\d+/g);
      return (Number(r) + Number(g) + Number(b)) / 3;
    });
    assert.equal((await brightness()) < 128, dark);
    await page.emulateMedia({ colorScheme: other });
    await page.locator(`.lp[data-theme="${other}"]`).waitFor();
    assert.equal((await brightness()) < 128, !dark);
  }, { context: { colorScheme } });
}

for (const width of [390, 820]) {
  on(`at ${width} pixels a menu opens at its name and stays within the window`, async (page) => {
    for (const theme of ['light', 'dark']) {
      await page.getByTestId('theme').selectOption(theme);
      for (const name of ['edit', 'open', 'export']) {
        const summary = page.getByTestId(name);
        // Where there is no room below, and where there is.
        for (const block of ['end', 'start']) {
          await summary.evaluate((element, block) => element.scrollIntoView({ block }), block);
          await summary.click();
          await page.waitForTimeout(50);
          const [at, list] = await summary.evaluate((element) =>
            [element, element.nextElementSibling].map((box) => box.getBoundingClientRect().toJSON()));
          const what = `${name}, ${theme}, ${block}: ${JSON.stringify([at, list])}`;
          assert.ok(list.left >= 0 && list.right <= width, what);
          assert.ok(list.top >= 0 && list.bottom <= 844, what);
          assert.ok(list.left < at.right && list.right > at.left, `beside its name: ${what}`);
          const gap = Math.max(list.top - at.bottom, at.top - list.bottom);
          assert.ok(gap >= 0 && gap < 10, `away from its name: ${what}`);
          await page.keyboard.press('Escape');
        }
      }
    }
  }, { context: { viewport: { width, height: 844 }, hasTouch: true, isMobile: true } });
}

for (const width of [320, 390, 820, 1440]) {
  on(`with letters of twice the size everything still fits at ${width} pixels`, async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Page.enable');
    const chart = () => page.getByTestId('chart').evaluate((canvas) => canvas.clientHeight);
    const before = await chart();
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
    await page.waitForFunction(() => getComputedStyle(document.documentElement).fontSize === '32px');
    await settled(page);
    assert.ok((await chart()) >= 2 * before, 'charts grow with their letters');
    await assertFits(page);
    for (const tab of await page.locator('[data-testid^="tab-"]').all()) {
      await tab.click();
      await settled(page);
      await assertFits(page);
    }
    await page.getByTestId('tab-near-target').click();
    // What stands side by side does not lie over its neighbour.
    const overlaps = await page.evaluate(() => {
      const parts = ['.lp-work', '.lp-contenders', '.lp-chart', '.lp-readout', '.lp-scores'];
      const boxes = parts.map((part) => [part, document.querySelector(part).getBoundingClientRect()]);
      const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
      return boxes.flatMap(([one, a], i) => boxes.slice(i + 1).flatMap(([other, b]) => (over(a, b) ? [`${one} ${other}`] : [])));
    });
    assert.deepEqual(overlaps, []);
  }, { context: { viewport: { width, height: WIDTHS[width] } } });
}

for (const colorScheme of ['light', 'dark']) {
  on(`with the reader's own colours what is pressed, chosen or coloured can be told (${colorScheme})`, async (page) => {
    const style = (selector, property) => page.locator(selector).first().evaluate((element, property) => getComputedStyle(element)[property], property);
    const differ = async (one, other, property) => assert.notEqual(await style(one, property), await style(other, property), `${one} and ${other}`);
    await differ('[data-testid="tool-b"]', '[data-testid="tool-e"]', 'backgroundColor');
    await differ('[data-testid="class-1"]', '[data-testid="class-2"]', 'backgroundColor');
    await differ('[data-testid="tab-near-target"]', '[data-testid="tab-path"]', 'backgroundColor');
    await differ('[data-testid="class-1"] i', '[data-testid="class-2"] i', 'backgroundColor');
    await differ('[data-testid="contender-0"] .lp-mark', '[data-testid="contender-1"] .lp-mark', 'color');
    await differ('[data-testid="undo"]', '[data-testid="zoom-in"]', 'color');
    await differ('.lp-preset[aria-pressed="true"]', '.lp-preset[aria-pressed="false"]', 'outlineStyle');
    assert.match(await style('.lp-bar', 'backgroundImage'), /gradient/);
  }, { context: { forcedColors: 'active', colorScheme } });
}

on('numbers and formulas read from left to right wherever the page is', async (page) => {
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  await settled(page);
  const order = await page.evaluate(() => {
    const left = (selector) => document.querySelector(selector).getBoundingClientRect().left;
    return [left('[data-what="label"]') < left('[data-what="prediction"]'), getComputedStyle(document.querySelector('.lp-card-head')).direction];
  });
  assert.deepEqual(order, [true, 'ltr']);
});

on('what a table is about can be read beside it, however wide it is', async (page) => {
  await page.getByTestId('tab-reductions').click();
  await page.getByTestId('chart-details').locator('summary').click();
  const box = (selector) => page.locator(selector).first().evaluate((element) => element.getBoundingClientRect().toJSON());
  const [region, caption, row] = [await box('.lp-words .lp-scroll'), await box('.lp-words caption'), await box('.lp-words tbody th')];
  assert.ok(caption.right <= region.right + 1, `${caption.right} > ${region.right}`);
  assert.ok(row.width < region.width / 2, `${row.width} of ${region.width}`);
}, { context: { viewport: { width: 390, height: 844 } } });

/** By how much a number of the table of the pixel lies outside what is in sight of it. */
const hiddenBy = (page, number) => page.evaluate((id) => {
  const right = (selector) => document.querySelector(selector).getBoundingClientRect().right;
  return right(`[data-testid="${id}"]`) - right('.lp-readout .lp-scroll');
}, number);

for (const width of [390, 1440]) {
  on(`a class with a long name leaves the numbers at the pixel in sight at ${width} pixels`, async (page) => {
    await page.getByTestId('looks').locator('summary').click();
    await page.getByTestId('look-name-1').fill('W'.repeat(40));
    await page.keyboard.press('Enter');
    await page.getByTestId('class-1').getByText('WWW').waitFor();
    assert.ok(await hiddenBy(page, 'readout-reference-1') <= 0);
    await assertFits(page);
  }, { context: { viewport: { width, height: WIDTHS[width] } } });
}

for (const [width, added] of [[390, 0], [1440, 2]]) {
  on(`the numbers of ${2 + added} contenders at a pixel are in sight at ${width} pixels, however small`, async (page) => {
    for (let i = 0; i < added; i++) await after(page, () => page.getByTestId('add-contender').click());
    const last = `readout-${1 + added}-1`;
    const assertInSight = async () => {
      const hidden = await hiddenBy(page, last);
      assert.ok(hidden <= 0, `${hidden} pixels: ${await page.locator('.lp-readout').innerText()}`);
    };
    // Far from every boundary, where numbers have most digits.
    await page.getByTestId('canvas-prediction').hover({ position: { x: 2, y: 2 } });
    await page.getByTestId('readout-position').getByText('row 0, column 0').waitFor();
    await assertInSight();
    // And where what was painted is certain, under a loss that sorts.
    await takeBrush(page, { class: 1, size: 7 });
    await after(page, () => drag(page, 'canvas-prediction', [40, 44], [54, 50]));
    await after(page, () => page.getByTestId('contender-0-term-0-kind').selectOption('lovasz_softmax'));
    await assertInSight();
  }, { context: { viewport: { width, height: WIDTHS[width] } } });
}

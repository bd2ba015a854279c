// The address bar holds the whole state: links, back and forward, reloads, tabs beside each other.
import assert from 'node:assert/strict';
import { drag, takeBrush } from './brush.mjs';
import { after, arrived, pixels, playground, settled } from './playground.mjs';
import { known, random, show } from './scene.mjs';
import { address, assertLooks, look, settings, slots } from './state.mjs';

const on = playground();
const label = (page) => pixels(page, 'canvas-label');
const said = (page) => page.getByTestId('status').textContent();
const entries = (page) => page.evaluate(() => history.length);

/** Paints a stroke in a class that the default brush does not have. */
async function paint(page, y = 12.3) {
  await takeBrush(page, { class: 2, size: 5 });
  await after(page, () => drag(page, 'canvas-label', [6, y], [40, y]));
}

/** Goes somewhere by the browser's own means, and waits until the page shows what is there. */
const go = (page, how) => after(page, () => page.evaluate(how));
const back = (page) => go(page, () => history.back());
const forward = (page) => go(page, () => history.forward());

/** Opens a link in a tab that knows nothing. */
async function elsewhere(page, link) {
  const other = await page.context().browser().newPage({ viewport: page.viewportSize() });
  await other.addInitScript(() => delete Navigator.prototype.gpu);
  await other.goto(link);
  await arrived(other);
  return other;
}

on('a link shows everything to someone else', async (page) => {
  const first = new URL(await address(page)).hash;
  assert.match(first, /^#v1=[\w-]+$/);
  assert.ok(first.length < 32 << 10, `${first.length}`);
  await show(page, known());
  await paint(page);
  await after(page, () => page.getByTestId('label-soft').check());
  await after(page, () => page.getByTestId('contender-1-duplicate').click());
  await after(page, () => page.getByTestId('contender-0-remove').click());
  await page.getByTestId('theme').selectOption('dark');
  await page.getByTestId('show-whose').selectOption('2');
  await page.getByTestId('show-prediction').selectOption('2');
  await page.getByTestId('chart-log-y').check();
  await page.getByTestId('tool-s').click();
  const link = await address(page);
  const [set, shown] = [await settings(page), await look(page)];
  const other = await elsewhere(page, link);
  assert.deepEqual(await settings(other), set);
  await assertLooks(other, shown);
  assert.equal(await address(other), link, 'and has the same address');
  await other.close();
});

on('a link wins over what the tab has kept, and the tab over an older address', async (page) => {
  await paint(page);
  const link = await address(page);
  const painted = await label(page);
  await after(page, () => page.getByTestId('preset-rare-class').click());
  await address(page);
  const rare = await label(page);
  await page.reload();
  await arrived(page);
  assert.ok((await label(page)).equals(rare));
  await page.goto('about:blank');
  await page.goto(link);
  await arrived(page);
  assert.ok((await label(page)).equals(painted), 'the link');
  // Gone before things have been quiet, so that the address is behind.
  await paint(page, 50.3);
  const newest = await label(page);
  await page.reload();
  await arrived(page);
  assert.ok((await label(page)).equals(newest), 'the tab');
});

on('what the tab has kept gets its address back when that is left out', async (page) => {
  await paint(page);
  const link = await address(page);
  const painted = await label(page);
  const [plain] = link.split('#');
  // A link to another part of the same page would not load it.
  await page.goto('about:blank');
  await page.goto(plain);
  await page.waitForFunction((link) => location.href === link, link);
  await arrived(page);
  assert.deepEqual(await label(page), painted);
  await page.evaluate(() => { location.hash = ''; });
  await page.waitForFunction((link) => location.href === link, link);
  assert.deepEqual(await label(page), painted);
});

on('back and forward walk through the deliberate steps', async (page) => {
  const before = await entries(page);
  await paint(page);
  // At once, so that the first step is to come back to a stroke that has not been kept yet.
  const steps = ['preset-empty-class', 'add-contender', 'contender-0-remove', ['image-size', '32'], ['classes', '5']];
  const states = [];
  for (const step of steps) {
    states.push([await look(page), await slots(page)]);
    const [name, option] = [step].flat();
    const control = page.getByTestId(name);
    await after(page, () => (option ? control.selectOption(option) : control.click()));
  }
  states.push([await look(page), await slots(page)]);
  assert.equal(await entries(page), before + steps.length);
  const assertState = async (i) => {
    await page.waitForFunction((expected) => {
      const all = [...document.querySelectorAll('article')];
      return all.length - 1 === expected;
    }, states[i][1].length);
    await settled(page);
    assert.deepEqual(await slots(page), states[i][1], `state ${i}`);
    await assertLooks(page, states[i][0], `in state ${i}`);
  };
  for (let i = steps.length - 1; i >= 0; i -= 1) {
    await back(page);
    await assertState(i);
  }
  for (let i = 1; i <= steps.length; i += 1) {
    await forward(page);
    await assertState(i);
  }
});

on('painting and settings make no steps, and going back leaves the brush in the hand', async (page) => {
  await address(page);
  const before = await entries(page);
  await paint(page);
  await page.getByTestId('show-prediction').selectOption('1');
  await address(page);
  assert.equal(await entries(page), before);
  await after(page, () => page.getByTestId('preset-rare-class').click());
  await page.getByTestId('tool-f').click();
  await page.getByTestId('theme').selectOption('dark');
  await back(page);
  assert.equal(await page.getByTestId('tool-f').getAttribute('aria-pressed'), 'true');
  assert.equal(await page.getByTestId('theme').inputValue(), 'dark');
  assert.equal(await page.getByTestId('show-prediction').inputValue(), '1');
  await page.getByTestId('undo').click();
  await settled(page);
  assert.equal(await page.getByTestId('preset-rare-class').getAttribute('aria-pressed'), 'true', 'undone');
});

const link = '#v1=AAAA';
for (const [what, hash, message] of [
  ['garbage', '#canvases', /link cannot be opened.*not a saved state/],
  ['a part of a link', link, /link cannot be opened.*only a part of one/],
  ['a link of another version', '#v7=AAAA', /version 7 was given, but this page reads version 1/],
]) {
  on(`${what} opens the default and says so`, async (page, site) => {
    const shown = await look(page);
    const other = await elsewhere(page, site.url + hash);
    const alert = other.getByTestId('alert');
    await alert.waitFor();
    assert.match(await alert.textContent(), message);
    await assertLooks(other, shown);
    assert.match(new URL(await address(other)).hash, /^#v1=[\w-]{1000,}$/, 'the address is put right');
    await other.close();
  });
}

on('a link opened in place is shown, and a broken one leaves the painting', async (page) => {
  const first = new URL(await address(page)).hash;
  const start = await label(page);
  await after(page, () => page.getByTestId('preset-rare-class').click());
  const rare = await label(page);
  await address(page);
  await page.evaluate(() => (window.location.hash = '#v1=nothing'));
  const alert = page.getByTestId('alert');
  await alert.waitFor();
  assert.ok((await label(page)).equals(rare));
  assert.match(new URL(await address(page)).hash, /^#v1=[\w-]{1000,}$/);
  await go(page, `window.location.hash = ${JSON.stringify(first)}`);
  assert.ok((await label(page)).equals(start));
});

on('every cut of a link is refused or opened, and breaks nothing', async (page) => {
  const whole = new URL(await address(page)).hash;
  for (let i = 0; i < 12; i += 1) {
    const part = whole.slice(0, Math.floor((whole.length * i) / 12));
    await page.evaluate((hash) => (window.location.hash = hash), part);
  }
  await settled(page);
  assert.ok((await label(page)).length > 0);
});

on('settings that make no sense are left out, and the rest is there', async (page) => {
  const wild = {
    loss_playground: 1, tool: 'nothing', class: 99, size: 1e9, hardness: -4, strength: 'much',
    shown: '77', prediction: '42', gradient: '-1', theme: 7, preset: 'no such', selected: [1e6, 'x'],
    chart_class: 55, chart: [true], backend: {}, contenders: [
      { slot: 2, loss: { terms: [{ kind: 'dice' }] } },
      { slot: 2, loss: { terms: [{ kind: 'dice' }] } },
      { slot: 9, loss: { terms: [{ kind: 'dice' }] } },
      { slot: 1, loss: { terms: [{ kind: 'jaccard', smooth: -1 }] } },
    ],
  };
  const buffer = Buffer.from(JSON.stringify(wild));
  const file = { name: 'wild.json', mimeType: 'application/json', buffer };
  await after(page, () => page.getByTestId('open-state-input').setInputFiles(file));
  const alerts = page.getByTestId('alert');
  await alerts.nth(2).waitFor();
  const texts = await alerts.allTextContents();
  assert.ok(texts.every((text) => /loss of the saved state is left out/.test(text)), texts.join());
  assert.match(texts.join(), /slot: 2.*slot: 9.*smooth/);
  assert.match(await said(page), /opened, but for the losses that are left out/);
  assert.deepEqual(await slots(page), ['2']);
  assert.equal(await page.getByTestId('size').inputValue(), '64');
  await after(page, () => drag(page, 'canvas-label', [6, 9.3], [20, 9.3]));
});

on('two tabs do not fight, not even one that was opened from the other', async (page) => {
  await address(page);
  const opening = page.waitForEvent('popup');
  await page.evaluate(() => void window.open(window.location.href));
  const other = await opening;
  await arrived(other);
  await after(page, () => page.getByTestId('preset-rare-class').click());
  await after(other, () => other.getByTestId('preset-two-raters').click());
  const [mine, its] = [await label(page), await label(other)];
  assert.notEqual(await address(page), await address(other));
  for (const [tab, shown] of [[page, mine], [other, its]]) {
    await tab.reload();
    await arrived(tab);
    assert.ok((await label(tab)).equals(shown));
  }
  await other.close();
});

on('a painting too large for an address stays in the tab, and the link says so', async (page) => {
  const scene = known({ height: 128, width: 128 });
  const next = random(9);
  const noise = Float32Array.from({ length: 3 * 128 * 128 }, () => 8 * next() - 4);
  await show(page, { ...scene, logits: noise });
  const link = await address(page);
  assert.ok(new URL(link).hash.length < 32 << 10);
  const shown = await look(page);
  await page.getByTestId('copy-link').click();
  await page.getByTestId('status').getByText('without the painting').waitFor();
  await page.reload();
  await arrived(page);
  await assertLooks(page, shown);
  await page.getByTestId('contender-0-remove').waitFor();
  const other = await elsewhere(page, link);
  assert.match(await said(other), /everything but its painting/);
  assert.deepEqual(await slots(other), await slots(page));
  await other.close();
}, { context: { permissions: ['clipboard-read', 'clipboard-write'] } });

on('another kind of term, and a term that goes, are steps to go back from', async (page) => {
  await page.getByTestId('contender-1-term-1-remove').waitFor();
  const kinds = () => page.locator('[data-testid^="contender-1-term-"][data-testid$="-kind"]').evaluateAll((menus) => menus.map((menu) => menu.value));
  const before = await kinds();
  await after(page, () => page.getByTestId('contender-1-term-0-kind').selectOption('focal'));
  await after(page, () => page.getByTestId('contender-1-term-1-remove').click());
  assert.deepEqual(await kinds(), ['focal']);
  await back(page);
  assert.deepEqual(await kinds(), ['focal', before[1]]);
  await back(page);
  assert.deepEqual(await kinds(), before);
});

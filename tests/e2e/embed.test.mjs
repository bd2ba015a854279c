// The page in frames of another page: the line that puts it there, and that frames leave that page and each other alone.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after as afterAll, before } from 'node:test';
import { after, arrived, pixels, playground, value } from './playground.mjs';

const on = playground();

/** The line of HTML that the page offers for a part of it. */
async function offered(page, part) {
  await page.getByTestId('embed').click();
  await page.getByTestId('embed-part').selectOption(part);
  const line = await page.getByTestId('embed-text').textContent();
  await page.getByTestId('embed-close').click();
  return line;
}

// Another origin, but no foreign network: browsers ask before a page from there may have a frame from localhost.
let notes;
let lines = [];
before(() => {
  notes = createServer((request, response) => {
    const body = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>notes</title><h1>Notes</h1>${lines.join('')}`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(body);
  });
  return new Promise((resolve) => notes.listen(0, 'localhost', resolve));
});
afterAll(() => {
  notes.closeAllConnections();
  notes.close();
});

/** Shows lines of HTML as a page of another origin, and waits for the frames in it. */
async function host(page, ...given) {
  lines = given;
  await page.goto(`http://localhost:${notes.address().port}/`);
  return frames(page);
}

async function frames(page) {
  const found = [];
  for (const handle of await page.locator('iframe').elementHandles()) {
    // Out of sight browsers let it sleep.
    await handle.scrollIntoViewIfNeeded();
    const frame = await handle.contentFrame();
    await frame.waitForSelector('.lp');
    await arrived(frame);
    found.push(frame);
  }
  return found;
}

/** Paints on the middle of the label. */
async function paint(frame) {
  const holder = await frame.frameElement();
  await holder.scrollIntoViewIfNeeded();
  await after(frame, () => frame.getByTestId('canvas-label').click());
}

const visible = (frame, which) => frame.locator(which).first().isVisible();

on('a line of HTML shows what is on the page, whole or in part', async (page) => {
  await after(page, () => page.getByTestId('preset-rare-class').click());
  const expected = await value(page, 0);
  const parts = ['whole', 'painting', 'experiment'];
  const lines = [];
  for (const part of parts) lines.push(await offered(page, part));
  for (const line of lines) assert.match(line, /^<iframe src="[^"]+#v1=[\w-]+" title="[^"]+"[^>]*><\/iframe>$/);
  const shown = { whole: [true, true, true], painting: [true, true, false], experiment: [false, true, true] };
  for (const [i, frame] of (await host(page, ...lines)).entries()) {
    assert.equal(await value(frame, 0), expected);
    const regions = await Promise.all(['.lp-strip', '.lp-contenders', '.lp-chart'].map((which) => visible(frame, which)));
    assert.deepEqual(regions, shown[parts[i]], parts[i]);
    assert.equal(await visible(frame, '[data-testid="contender-0-value"]'), true);
    assert.equal(await visible(frame, '[data-testid="contender-0-preset"]'), parts[i] !== 'experiment');
    const charts = await frame.getByTestId('export-chart-svg').count();
    assert.equal(charts, shown[parts[i]][2] ? 1 : 0, 'what is not there cannot be saved');
    const wide = await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${parts[i]} scrolls sideways by ${wide}`);
  }
});

on('the dialog copies the line', async (page) => {
  await page.getByTestId('embed').click();
  await page.getByTestId('embed-copy').click();
  await page.getByTestId('embed-dialog').getByText('Copied.').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await page.getByTestId('embed-text').textContent());
}, { context: { permissions: ['clipboard-read', 'clipboard-write'] } });

on('frames leave the page around them and each other alone, and keep what is painted', async (page) => {
  await after(page, () => page.getByTestId('preset-rare-class').click());
  const first = await offered(page, 'painting');
  await after(page, () => page.getByTestId('preset-vessel').click());
  const second = await offered(page, 'painting');
  let [one, other] = await host(page, first, second);
  const [address, steps] = await page.evaluate(() => [location.href, history.length]);
  const untouched = await pixels(other, 'canvas-label');
  await paint(one);
  await after(one, () => one.getByTestId('contender-0-remove').click());
  const painted = await pixels(one, 'canvas-label');
  // Longer than the page waits before it keeps things.
  await page.waitForTimeout(700);
  assert.deepEqual(await page.evaluate(() => [location.href, history.length]), [address, steps]);
  assert.ok((await pixels(other, 'canvas-label')).equals(untouched));
  await page.reload();
  [one, other] = await frames(page);
  assert.ok((await pixels(one, 'canvas-label')).equals(painted));
  assert.equal(await one.getByTestId('contender-0').count(), 0);
  assert.ok((await pixels(other, 'canvas-label')).equals(untouched));
});

on('frames of the same state are still two', async (page) => {
  const line = await offered(page, 'painting');
  let [one, other] = await host(page, line, line);
  const untouched = await pixels(other, 'canvas-label');
  await paint(one);
  const painted = await pixels(one, 'canvas-label');
  await page.waitForTimeout(700);
  await page.reload();
  [one, other] = await frames(page);
  assert.ok((await pixels(one, 'canvas-label')).equals(painted));
  assert.ok((await pixels(other, 'canvas-label')).equals(untouched));
});

on('a finger scrolls past a frame, and paints once it has been put on the canvas', async (page) => {
  const [frame] = await host(page, await offered(page, 'painting'));
  await frame.getByTestId('class-0').tap();
  const canvas = frame.getByTestId('canvas-label');
  const before = await pixels(frame, 'canvas-label');
  const finger = (type) => canvas.dispatchEvent(type, { pointerType: 'touch', pointerId: 7, isPrimary: true, button: 0, buttons: 1, clientX: 150, clientY: 400, bubbles: true });
  const touchAction = () => canvas.evaluate((canvas) => getComputedStyle(canvas).touchAction);
  assert.equal(await touchAction(), 'pan-x pan-y');
  await finger('pointerdown');
  await finger('pointercancel');
  assert.ok((await pixels(frame, 'canvas-label')).equals(before));
  await canvas.tap();
  await frame.getByTestId('status').getByText('A finger now paints').waitFor();
  assert.ok((await pixels(frame, 'canvas-label')).equals(before));
  assert.equal(await touchAction(), 'none');
  await after(frame, () => canvas.tap());
  assert.ok(!(await pixels(frame, 'canvas-label')).equals(before));
}, { context: { hasTouch: true } });

on('a frame has the reader’s theme and the part that is asked for, whatever else stands there', async (page) => {
  await page.getByTestId('theme').selectOption('dark');
  const line = await offered(page, 'experiment');
  const [frame] = await host(page, line.replace('?show=', '?from=notes&show='));
  assert.equal(await frame.locator('.lp').getAttribute('data-theme'), 'light');
  assert.equal(await frame.locator('.lp').getAttribute('data-frame'), 'experiment');
});

on('a link leads from a frame to the whole page, as the reader has made it', async (page) => {
  const [frame] = await host(page, await offered(page, 'painting'));
  await paint(frame);
  const painted = await pixels(frame, 'canvas-label');
  const opening = page.waitForEvent('popup');
  await frame.getByTestId('by-itself').click();
  const whole = await opening;
  await arrived(whole);
  assert.ok((await pixels(whole, 'canvas-label')).equals(painted));
  assert.equal(await whole.getByTestId('lessons').isVisible(), true);
  await whole.close();
});

on('a page that changes the address of its frame shows another state in it', async (page) => {
  await after(page, () => page.getByTestId('preset-vessel').click());
  const vessel = await value(page, 0);
  const line = await offered(page, 'painting');
  await after(page, () => page.getByTestId('preset-rare-class').click());
  const [frame] = await host(page, await offered(page, 'painting'));
  await after(frame, () => page.evaluate((line) => {
    const holder = document.createElement('div');
    holder.innerHTML = line;
    document.querySelector('iframe').src = holder.querySelector('iframe').src;
  }, line));
  assert.equal(await value(frame, 0), vessel);
});

on('a race runs in a sandbox, too', async (page) => {
  const line = await offered(page, 'experiment');
  const [frame] = await host(page, line.replace('<iframe ', '<iframe sandbox="allow-scripts" '));
  await frame.getByTestId('tab-race').click();
  await frame.getByTestId('race-step').click();
  await frame.getByTestId('race-progress').filter({ hasText: /^step 1 / }).waitFor();
});

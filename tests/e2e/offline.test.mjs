// Without a network the page works as it did, and never with parts of two builds.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after as afterAll, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, newPage } from './browser.mjs';
import { after, close, evaluateScene, opened, sum, value } from './playground.mjs';
import { known, show } from './scene.mjs';
import { DIST, serveDist } from './server.mjs';

const OFFLINE = fileURLToPath(new URL('../../.ci/offline.mjs', import.meta.url));
const LOSS = sum({ kind: 'jaccard' });

let browser;
before(async () => (browser = await launch({ webgpu: false })));
afterAll(() => browser?.close());

/** A build in a folder of its own, which a test can replace by another build. */
class Site {
  folder = mkdtempSync(join(tmpdir(), 'offline-'));

  constructor() {
    cpSync(DIST, this.folder, { recursive: true });
    this.build();
  }

  path = (name) => join(this.folder, name);

  build() {
    execFileSync('node', [OFFLINE, this.folder]);
  }

  /** Another build: its page has another title, and its style and scripts another name, as if they had changed. */
  rebuild(title) {
    let page = readFileSync(this.path('index.html'), 'utf8').replace(/<title>[^<]*/, `<title>${title}`);
    for (const pattern of [/style-([0-9a-f]+)\.css/, /loss-playground-([0-9a-f]+)/]) {
      const [name, hash] = page.match(pattern);
      const renamed = name.replace(hash, hash.slice(1) + hash[0]);
      renameSync(this.path(name), this.path(renamed));
      page = page.replaceAll(name, renamed);
    }
    writeFileSync(this.path('index.html'), page);
    this.build();
  }
}

/** A test on a page that has been loaded once, with its worker at work. */
function on(name, body) {
  test(name, { timeout: 60_000 }, async () => {
    const site = new Site();
    const server = await serveDist(0, site.folder);
    const page = await newPage(browser, { viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(20_000);
    try {
      await opened(page, server);
      await working(page);
      await body(page, site, server);
    } finally {
      await page.close();
      await server.close();
      rmSync(site.folder, { recursive: true });
    }
  });
}

/** Whether the newest worker has its final say within some seconds. */
const isDecided = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    const late = new Promise((resolve) => setTimeout(resolve, 10_000, 'late'));
    while (!['activated', 'redundant'].includes(worker.state)) {
      const changed = new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
      if ((await Promise.race([changed, late])) === 'late') return false;
    }
    return true;
  });

/**
 * Waits until the newest worker is the one at work. A browser lets the one before it finish what it has begun, for
 * minutes if need be, and a visit may wait for that; once nobody is there it ends.
 */
async function working(page) {
  const url = page.url();
  for (let visit = 0; visit < 3; visit += 1) {
    if (await isDecided(page)) return;
    await page.goto('about:blank');
    await page.goto(url);
  }
  assert.fail('the newest worker does not come to work');
}

const caches = (page) => page.evaluate(() => window.caches.keys());

on('the page works offline, with the right values', async (page, _, server) => {
  const scene = known();
  const expected = (await evaluateScene(page, scene, LOSS)).value;
  await page.context().setOffline(true);
  await server.close();
  await page.reload();
  await opened(page, { url: page.url() });
  await show(page, scene);
  close(await value(page, 0), expected, 'the value offline');
  await after(page, () => page.getByTestId('canvas-prediction').click({ position: { x: 60, y: 60 } }));
  assert.ok(Math.abs((await value(page, 0)) - expected) > 1e-6, 'painting changes it');
});

on('a new build takes over on the next visit, online and offline', async (page, site, server) => {
  const old = await caches(page);
  assert.equal(old.length, 1);
  site.rebuild('The next build');
  await opened(page, server);
  assert.equal(await page.title(), 'The next build');
  await working(page);
  const now = await caches(page);
  assert.deepEqual([now.length, now[0]], [2, old[0]], 'the old build stays for pages that are still open');
  site.rebuild('And the next but one');
  await opened(page, server);
  await working(page);
  const next = await caches(page);
  assert.deepEqual([next.length, next[0]], [2, now[1]], 'but one build, and no more');
  await page.context().setOffline(true);
  await opened(page, server);
  assert.equal(await page.title(), 'And the next but one');
});

on('a page that is open while the site is replaced can still race', async (page, site) => {
  site.rebuild('The next build');
  await isDecided(page);
  await page.getByTestId('tab-race').click();
  await page.getByTestId('race-step').click();
  await page.getByTestId('race-progress').filter({ hasText: /^step 1 / }).waitFor();
});

on('whatever else lies beside the page is asked for as it was', async (page, site) => {
  writeFileSync(site.path('notes-20261128.html'), 'notes');
  const found = await page.evaluate(async () => {
    const { url } = await fetch('notes-20261128.html?page=2');
    return [navigator.serviceWorker.controller !== null, url];
  });
  assert.equal(found[0], true);
  assert.match(found[1], /notes-20261128\.html\?page=2$/);
});

on('half a new build is not taken', async (page, site, server) => {
  const old = await caches(page);
  const page1 = readFileSync(site.path('index.html'));
  site.rebuild('Half a build');
  writeFileSync(site.path('index.html'), page1);
  await working(page);
  assert.deepEqual(await caches(page), old);
  await page.context().setOffline(true);
  await opened(page, server);
  assert.equal(await page.title(), 'Loss Playground');
});

on('it can be installed', async (page, site) => {
  const manifest = JSON.parse(readFileSync(site.path('manifest.webmanifest'), 'utf8'));
  for (const { src } of manifest.icons) assert.match(readFileSync(site.path(src), 'utf8'), /^<svg/);
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Tests run in private windows, in which nothing can be installed.
  const errors = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
  assert.deepEqual(errors, []);
});

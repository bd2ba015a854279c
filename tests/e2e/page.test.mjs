// The built site starts under any base path, with WebGPU and without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage } from './browser.mjs';
import { serveDist } from './server.mjs';

let site;
before(async () => (site = await serveDist()));
after(() => site.close());

for (const webgpu of [true, false, 'blocked']) {
  test(`the page starts (webgpu: ${webgpu})`, async () => {
    const browser = await launch({ webgpu });
    try {
      const page = await newPage(browser);
      // Heard before the page's own scripts run, so that it cannot be missed.
      await page.addInitScript(() => addEventListener('TrunkApplicationStarted', () => (window.started = true)));
      await page.goto(site.url);
      await page.waitForFunction(() => window.started);
      assert.deepEqual(page.problems, []);
    } finally {
      await browser.close();
    }
  });
}

test('the module for other pages loads from another path', async () => {
  const browser = await launch();
  try {
    const page = await newPage(browser);
    await page.goto(site.url);
    await page.evaluate(async (url) => (await import(url)).default(), `${site.url}embed/loss-playground.js`);
    assert.deepEqual(page.problems, []);
  } finally {
    await browser.close();
  }
});

// Sizes of what a visitor downloads, and the time until the page runs.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { launch, newPage } from './browser.mjs';
import { serveDist } from './server.mjs';

const DIST = new URL('../../dist/', import.meta.url);
const kib = (bytes) => `${(bytes / 1024).toFixed(1).padStart(8)} KiB`;

for (const file of readdirSync(DIST, { recursive: true }).filter((name) => /\.(wasm|js|css|html)$/.test(name))) {
  const bytes = readFileSync(new URL(file, DIST));
  console.log(`${kib(bytes.length)} ${kib(gzipSync(bytes).length)} gzipped  ${file}`);
}

const RUNS = 5;
const site = await serveDist();
const browser = await launch();
const times = [];
for (let run = 0; run < RUNS; run += 1) {
  const page = await newPage(browser);
  await page.addInitScript(() => addEventListener('TrunkApplicationStarted', () => (window.started = performance.now())));
  await page.goto(site.url);
  times.push(await (await page.waitForFunction(() => window.started)).jsonValue());
  await page.close();
}
await browser.close();
await site.close();
times.sort((a, b) => a - b);
console.log(`page starts after ${times[RUNS >> 1].toFixed(0)} ms (median of ${RUNS}, ${times[0].toFixed(0)} at best)`);

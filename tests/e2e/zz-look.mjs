import { serveDist } from './server.mjs';
import { chromium } from 'playwright-core';
const server = await serveDist();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--enable-unsafe-webgpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'] });
const [ids, sizes] = [process.argv[2].split(','), (process.argv[3] || 'wide').split(',')];
const SIZES = { wide: [1440, 900, 'light'], dark: [1440, 900, 'dark'], laptop: [1280, 720, 'light'], tablet: [820, 1180, 'light'], phone: [390, 844, 'light'] };
for (const size of sizes) {
  const [width, height, colorScheme] = SIZES[size];
  const page = await (await browser.newContext({ viewport: { width, height }, colorScheme, hasTouch: width < 900 })).newPage();
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && console.log(size, m.text().slice(0, 300)));
  await page.goto(server.url); await page.waitForSelector('.lp'); await page.waitForTimeout(1500);
  for (const id of ids) {
    if (id === 'menu') { await page.getByTestId('lessons').click(); await page.waitForTimeout(300); await page.screenshot({ path: `/tmp/shots/menu-${size}.png` }); await page.keyboard.press('Escape'); continue; }
    if (id !== 'none') { await page.getByTestId('lessons').click(); await page.getByTestId(`lesson-${id}`).click(); await page.waitForTimeout(1500); }
    await page.screenshot({ path: `/tmp/shots/${id}-${size}.png`, fullPage: !process.argv[4] });
    const alerts = await page.locator('.lp-alerts').innerText(); if (alerts) console.log(id, alerts);
  }
  await page.context().close();
}
await browser.close(); await server.close();

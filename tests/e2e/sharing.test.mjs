// The link to the clipboard, where there is one and where there is none, and to whatever the system shares with.
import assert from 'node:assert/strict';
import { after, playground } from './playground.mjs';
import { address } from './state.mjs';

const on = playground();
const status = (page) => page.getByTestId('status');

on('the link is copied to the clipboard, as the page is now', async (page) => {
  await after(page, () => page.getByTestId('preset-rare-class').click());
  await page.getByTestId('copy-link').click();
  await status(page).getByText('Link copied').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await address(page));
}, { context: { permissions: ['clipboard-read', 'clipboard-write'] } });

const without = { prepare: (page) => page.addInitScript(() => delete Navigator.prototype.clipboard) };

on('it is copied without a clipboard, too', async (page) => {
  await page.evaluate(() => document.addEventListener('copy', () => (window.copied = getSelection().toString() || document.activeElement.value)));
  await page.getByTestId('copy-link').click();
  await status(page).getByText('Link copied').waitFor();
  assert.equal(await page.evaluate(() => window.copied), await address(page));
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'copy-link', 'the focus is back');
}, without);

on('where nothing may be copied, the page says where the link is', async (page) => {
  await page.evaluate(() => (document.execCommand = () => false));
  await page.getByTestId('copy-link').click();
  await status(page).getByText('copy the link from the address bar').waitFor();
}, without);

on('there is a button to share where the system can', async (page) => {
  await page.getByTestId('share').click();
  await page.waitForFunction(() => window.shared);
  const { title, url } = await page.evaluate(() => window.shared);
  assert.equal(title, 'Loss Playground');
  assert.equal(url, await address(page));
}, {
  prepare: (page) => page.addInitScript(() => {
    Navigator.prototype.share = async (data) => void (window.shared = data);
  }),
});

on('and none where it cannot', async (page) => {
  assert.equal(await page.getByTestId('share').count(), 0);
}, { prepare: (page) => page.addInitScript(() => delete Navigator.prototype.share) });

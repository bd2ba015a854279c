// A contender as PyTorch code. That the code is right is for tests/pytorch.rs, which runs it.
import assert from 'node:assert/strict';
import { after, playground } from './playground.mjs';
import { arrayFile, known, show, softLabel } from './scene.mjs';

const on = playground();

const code = (page, slot) => page.getByTestId(`contender-${slot}-code-text`).textContent();

async function openCode(page, slot) {
  await page.getByTestId(`contender-${slot}-code`).click();
  await page.getByTestId(`contender-${slot}-code-dialog`).waitFor();
}

on('a contender shows its code, with its numbers and for the label as it is', async (page) => {
  await show(page, known());
  const smooth = page.getByTestId('contender-0-term-0-smooth');
  await page.getByTestId('contender-0-term-0-parameters').locator('summary').click();
  await after(page, async () => {
    await smooth.fill('2.5');
    await smooth.press('Enter');
  });
  await openCode(page, 0);
  const hard = await code(page, 0);
  assert.match(hard, /^import torch\n/);
  assert.match(hard, /def loss\(logits, label, keep=None\):\n {4}"""Jaccard: 1 − T with T = \(TP \+ 2\.5\)/);
  assert.match(hard, /F\.one_hot\(label \* keep, 3\)/);
  await page.getByTestId('contender-0-code-close').click();
  await page.getByTestId('contender-0-code-dialog').waitFor({ state: 'hidden' });
  await after(page, () => page.getByTestId('label-soft').check());
  await openCode(page, 0);
  assert.match(await code(page, 0), /y = label \* keep/);
});

on('a mixture is the sum of its terms', async (page) => {
  await openCode(page, 1);
  const sum = 'return 0.25 * cross_entropy(logits, label, keep) + 0.75 * jaccard(logits, label, keep)';
  assert.ok((await code(page, 1)).includes(sum));
});

on('the code is copied', async (page, site) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(site.url).origin });
  await openCode(page, 0);
  await page.getByTestId('contender-0-code-copy').click();
  await page.getByTestId('contender-0-code-dialog').getByText('Copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await code(page, 0));
});

const without = { prepare: (page) => page.addInitScript(() => delete Navigator.prototype.clipboard) };

on('the code is copied without a clipboard, too', async (page) => {
  await openCode(page, 0);
  await page.evaluate(() => document.addEventListener('copy', () => (window.copied = getSelection().toString())));
  await page.getByTestId('contender-0-code-copy').click();
  await page.getByTestId('contender-0-code-dialog').getByText('Copied.').waitFor();
  assert.equal((await page.evaluate(() => window.copied)).trim(), (await code(page, 0)).trim());
}, without);

on('where nothing may be copied, the code is selected', async (page) => {
  await page.evaluate(() => (document.execCommand = () => false));
  await openCode(page, 0);
  await page.getByTestId('contender-0-code-copy').click();
  await page.getByTestId('contender-0-code-dialog').getByText('copy it yourself').waitFor();
  assert.equal((await page.evaluate(() => getSelection().toString())).trim(), (await code(page, 0)).trim());
}, without);

on('it works from the keyboard', async (page) => {
  await page.getByTestId('contender-0-code').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('contender-0-code-dialog').waitFor();
  const focused = () => page.evaluate(() => document.activeElement.dataset.testid);
  assert.equal(await focused(), 'contender-0-code-text');
  await page.keyboard.press('Escape');
  await page.getByTestId('contender-0-code-dialog').waitFor({ state: 'hidden' });
  assert.equal(await focused(), 'contender-0-code');
});

on('a loss that does not fit says why', async (page) => {
  const scene = known();
  await show(page, scene);
  const soft = arrayFile(scene, softLabel(scene), 'soft.npy');
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(soft));
  await after(page, () => page.getByTestId('contender-0-term-0-kind').selectOption('lovasz_softmax'));
  await openCode(page, 0);
  assert.match(await code(page, 0), /lovasz_softmax was given with a soft label/);
});

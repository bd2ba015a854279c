// Steps per second of a race at 64 × 64 as the page runs it, as fast as it can; as Markdown.
import { after } from './playground.mjs';
import { benchmark, head, onPage, row } from './timing.mjs';

const LOSSES = ['cross_entropy', 'jaccard', 'dice', 'lovasz_softmax'];
const MODELS = { free: 'free logits', bumps: 'bumps, per image', shared: 'bumps, shared' };
const BACKENDS = { cpu: 'CPU, in a worker', gpu: 'WebGPU, in software' };
// More than are made while the clock runs.
const STEPS = 100_000;
const SECONDS = 3;

const begun = () => !document.querySelector('[data-testid="race-progress"]').textContent.startsWith('step 0 ');

/** Plays from the start; the first steps, which compile, do not count. */
async function measure(page) {
  await page.getByTestId('race-play').click();
  await page.waitForFunction(begun, null, { timeout: 60_000 });
  const rate = await page.evaluate(
    async ([seconds, end]) => {
      const progress = document.querySelector('[data-testid="race-progress"]');
      const steps = () => Number(progress.textContent.match(/step (\d+)/)[1]);
      const [start, first] = [performance.now(), steps()];
      let now = start;
      while (now - start < 1000 * seconds && steps() < end) now = await new Promise(requestAnimationFrame);
      return (1000 * (steps() - first)) / (now - start);
    },
    [SECONDS, STEPS],
  );
  await page.getByTestId('race-reset').click();
  return rate;
}

await benchmark((browser, site) =>
  onPage(browser, site, async (page) => {
    await after(page, () => page.getByTestId('image-size').selectOption('64'));
    // The reference, cross-entropy, always races beside the contender.
    await after(page, () => page.getByTestId('contender-1-remove').click());
    await page.getByTestId('tab-race').click();
    await page.getByTestId('race-speed').selectOption('most');
    await page.getByTestId('race-steps').fill(String(STEPS));
    await page.getByTestId('race-steps').blur();
    head('steps a second of cross-entropy and', 'model', ...Object.values(BACKENDS));
    for (const loss of LOSSES) {
      await after(page, () => page.getByTestId('contender-0-term-0-kind').selectOption(loss));
      for (const [model, name] of Object.entries(MODELS)) {
        await page.getByTestId('race-model').selectOption(model);
        const rates = [];
        for (const backend of Object.keys(BACKENDS)) {
          await page.getByTestId('backend').selectOption(backend);
          await page.locator(`[data-testid="race-bar"][data-backend="${backend}"]`).waitFor();
          rates.push((await measure(page)).toFixed(0));
        }
        row(loss, name, ...rates);
      }
    }
  }),
);

// How fast every experiment's chart follows the brush on the CPU, with four contenders at 64 × 64; as Markdown.
import { after } from './playground.mjs';
import { benchmark, duplicate, head, onPage, paint, row, spread } from './timing.mjs';

// Milliseconds from the paint to the chart, at the 95th percentile.
const AIM = 50;
const MOVES = 160;
const EXPERIMENTS = ['near-target', 'path', 'landscape', 'landscape-classes', 'sweep', 'reductions', 'axioms', 'vector', 'race'];

/** Whether a chart has been drawn. */
const drawn = () => Number(document.querySelector('[data-testid="chart"]').dataset.drawn) > 0;

/** Chooses an experiment; makes one run that does nothing by itself: a race, and a search that has found something. */
async function begin(page, experiment) {
  const [tab, over] = experiment.split('-classes');
  await page.getByTestId(`tab-${tab}`).click();
  if (tab === 'landscape') await page.getByTestId(over === undefined ? 'landscape-pixels' : 'landscape-classes').click();
  if (experiment === 'race') await page.getByTestId('race-play').click();
  if (experiment === 'axioms') {
    await page.getByTestId('axioms-whose').selectOption('reference');
    await page.getByTestId('axioms-search').click();
    await page.waitForFunction(drawn);
    await page.getByTestId('axioms-search').click();
  }
}

await benchmark((browser, site) =>
  onPage(browser, site, async (page) => {
    await duplicate(page, 4);
    await page.getByTestId('backend').selectOption('cpu');
    await after(page, () => page.getByTestId('image-size').selectOption('64'));
    // A chart that keeps still while the reader paints counts from the first paint that it leaves out.
    head('ms, in sight', 'loss p50', 'loss p95', 'chart p50', 'chart p95', 'aim', 'losses', 'redraws');
    for (const experiment of process.argv.length > 2 ? process.argv.slice(2) : EXPERIMENTS) {
      await begin(page, experiment);
      // The first few warm up the code.
      await paint(page, 10);
      const { loss, chart } = await paint(page, MOVES);
      row(experiment, ...spread(loss), ...spread(chart), AIM, loss.length, chart.length);
    }
  }),
);

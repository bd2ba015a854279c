// What a chart shows is in its picture, its table and its numbers alike, whatever the losses and the classes are.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, edit, playground, settled, table } from './playground.mjs';

const on = playground();
// What CSV, XML and the names of files have rules about.
const NAMES = ['a,"b"\n', "<c>&d\u0001]]>'", '=1+1'];
const INFINITE = { kind: 'dice', log_loss: true, smooth: 0, classes: 'all' };

/** Saves a file by the menu; nothing if there is nothing to save. */
async function save(page, name) {
  await page.getByTestId('export').click();
  const download = page.waitForEvent('download', { timeout: 3_000 }).catch(() => null);
  await page.getByTestId(`export-${name}`).click();
  const file = await download;
  return file && readFile(await file.path(), 'utf8');
}

/** CSV as rows of cells, with every rule about quotes. */
function rows(text) {
  const found = [];
  for (const line of text.matchAll(/((?:"(?:[^"]|"")*"|[^,"\n]*)(?:,(?:"(?:[^"]|"")*"|[^,"\n]*))*)\n/g)) {
    const cells = [...`${line[1]},`.matchAll(/("(?:[^"]|"")*"|[^,"]*),/g)].map(([, cell]) => cell);
    found.push(cells.map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)));
  }
  assert.equal(found.flat().length > 0, true);
  return found;
}

/** The words of an SVG, which must be one. */
const words = (page, text) => page.evaluate((text) => {
  const image = new DOMParser().parseFromString(text, 'image/svg+xml');
  return {
    error: image.querySelector('parsererror')?.textContent,
    words: [...image.querySelectorAll('text')].map((element) => element.textContent.trim()),
  };
}, text);

/** Opens the page's own state with something changed about it. */
async function change(page, how) {
  const state = JSON.parse(await save(page, 'state-json'));
  how(state);
  const buffer = Buffer.from(JSON.stringify(state));
  await after(page, () => page.getByTestId('open-state-input').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer }));
}

const STATES = {
  'a loss that is infinite, another that is refused, a class that is empty': async (page) => {
    await change(page, (state) => {
      state.classes = NAMES.map((name) => ({ name }));
      state.contenders[0].loss = { terms: [INFINITE] };
      state.contenders[1].loss = { terms: [{ kind: 'lovasz_softmax' }] };
    });
    await after(page, () => page.getByTestId('classes').selectOption('4'));
    await after(page, () => page.getByTestId('label-soft').click());
  },
  'an image that is void': async (page) => {
    await change(page, (state) => (state.classes = NAMES.map((name) => ({ name, hidden: true }))));
    await edit(page, 'clear-label');
    await page.getByTestId('class-void').click();
    await page.getByTestId('tool-f').click();
    await after(page, () => page.getByTestId('canvas-label').click());
  },
};

for (const [what, arrange] of Object.entries(STATES)) {
  on(`picture, table and numbers agree: ${what}`, async (page) => {
    await arrange(page);
    for (const tab of ['near-target', 'path', 'landscape', 'sweep', 'reductions', 'vector', 'race']) {
      await page.getByTestId(`tab-${tab}`).click();
      await page.waitForTimeout(700);
      await settled(page);
      const { head, rows: told } = await table(page);
      const [columns, ...cells] = rows(await save(page, 'chart-csv'));
      const svg = await words(page, await save(page, 'chart-svg'));
      assert.equal(svg.error, undefined, tab);
      assert.ok(cells.every((row) => row.length === columns.length), `${tab}: every row has all columns`);
      const all = [...cells, ...told, head, svg.words].flat();
      assert.ok(!all.some((text) => /nan|not a number|undefined/i.test(text)), tab);
      // Names of curves, of maps or of what a row and a column are.
      const series = columns[1] === 'curve' ? 1 : 0;
      const names = new Set(cells.map((row) => row[series]));
      for (const name of names) {
        assert.ok([...head, ...told.flat()].some((text) => text.includes(name)), `${tab}: ${name} in the table`);
        assert.ok(svg.words.some((text) => text.includes(name)), `${tab}: ${name} in ${svg.words}`);
      }
      if (tab === 'reductions') {
        const across = new Set(cells.map((row) => row[1]));
        assert.deepEqual([...across], head.slice(1));
        assert.ok([...across].every((name) => svg.words.includes(name.trim())), `${[...across]} in ${svg.words}`);
        assert.ok(across.has('a,"b"') && across.has("<c>&d]]>'"));
      }
      const losses = svg.words.filter((text) => /^[○●■▲◆] ./.test(text)).map((text) => text.slice(2));
      if (series === 1 || tab === 'landscape') {
        assert.ok(losses.every((loss) => names.has(loss)), `${tab}: ${losses} in ${[...names]}`);
      }
    }
  }, { timeout: 90_000 });
}

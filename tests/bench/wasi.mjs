// Runs a program made for WASI in Chromium and prints what it prints, as cargo's runner for wasm32-wasip1:
// `node wasi.mjs program.wasm arguments…`
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { launch, newPage } from '../e2e/browser.mjs';

const [program, ...args] = process.argv.slice(2);
const { outputFiles } = await build({
  stdin: { contents: "export * from '@bjorn3/browser_wasi_shim';", resolveDir: dirname(fileURLToPath(import.meta.url)) },
  bundle: true,
  format: 'iife',
  globalName: 'shim',
  write: false,
});
const wasm = (await readFile(program)).toString('base64');

const browser = await launch({ webgpu: false });
try {
  const page = await newPage(browser);
  await page.addScriptTag({ content: outputFiles[0].text });
  const printed = await page.evaluate(
    async ([wasm, args]) => {
      const { WASI, OpenFile, File, ConsoleStdout } = globalThis.shim;
      const lines = [];
      const print = ConsoleStdout.lineBuffered((line) => lines.push(line));
      const wasi = new WASI(args, [], [new OpenFile(new File([])), print, print]);
      const bytes = await (await fetch(`data:application/wasm;base64,${wasm}`)).arrayBuffer();
      const { instance } = await WebAssembly.instantiate(bytes, { wasi_snapshot_preview1: wasi.wasiImport });
      const status = wasi.start(instance);
      if (status !== 0) throw new Error(`status ${status}: ${lines.join('\n')}`);
      return lines.join('\n');
    },
    [wasm, [basename(program), ...args]],
  );
  if (page.problems.length > 0) throw new Error(page.problems.join('\n'));
  console.log(printed);
} finally {
  await browser.close();
}

// The module as a package: a page in TypeScript compiles against its types, and its mistakes do not.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

test('the types of the module fit how it is used', async () => {
  const tsc = here('../../node_modules/typescript/bin/tsc');
  const options = '--noEmit --strict --target es2022 --lib es2022,dom --module nodenext'.split(' ');
  const run = promisify(execFile)(process.execPath, [tsc, ...options, here('types.ts')]);
  assert.equal(await run.then(() => '', ({ stdout, stderr }) => stdout + stderr), '');
});

test('the package lists what was built', () => {
  const { files } = JSON.parse(readFileSync(here('../../dist/embed/package.json'), 'utf8'));
  assert.deepEqual([...files, 'package.json'].sort(), readdirSync(here('../../dist/embed')).sort());
});

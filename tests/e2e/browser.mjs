// Chromium for the tests: WebGPU done in software, so that any machine gives the same answer.
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

const QUIET = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// Enough to compute; a screenshot of a WebGPU canvas would need more.
const WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const look = 'command -v chromium || command -v chromium-browser || command -v google-chrome';
  return execFileSync('sh', ['-c', look], { encoding: 'utf8' }).trim();
}

/**
 * A browser with WebGPU (`true`), without `navigator.gpu` (`false`), or with one that finds no adapter
 * (`'blocked'`, as for a driver on the browser's list of bad ones). `flags` are Chromium's own.
 */
export async function launch({ webgpu = true, flags = [] } = {}) {
  const args = [...QUIET, ...(webgpu === true ? WEBGPU : []), ...flags];
  const browser = await chromium.launch({ executablePath: executable(), args });
  browser.webgpu = webgpu;
  return browser;
}

// Chromium warns by itself when a page asks for an adapter and there is none, which no page can help.
const EXPECTED = { blocked: /^No available adapters\.$/ };

/**
 * A page in a context of its own, made with Playwright's context options.
 * `page.problems` collects what went wrong on it, warnings included, for Chromium reports WebGPU's errors as
 * such: a test ends by finding it empty.
 */
export async function newPage(browser, options = {}) {
  const page = await browser.newPage(options);
  // No flag of Chromium takes `navigator.gpu` away.
  if (browser.webgpu === false) await page.addInitScript(() => delete Navigator.prototype.gpu);
  page.problems = [];
  page.on('console', (message) => {
    const amiss = ['error', 'warning', 'assert'].includes(message.type());
    if (amiss && !EXPECTED[browser.webgpu]?.test(message.text())) {
      page.problems.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => page.problems.push(String(error.stack ?? error)));
  page.on('crash', () => page.problems.push('the page crashed'));
  return page;
}

// Makes the page work offline, once it has been loaded.
//
// `.ci/offline.mjs` puts a first line before this one: `const FILES = { … }`, the site's files with their
// SHA-256. So every build has a worker of its own, whose cache holds exactly that build or does not come
// to be. Pages come from the network as long as there is one, and they name everything else by its hash, so
// that it may come from a cache; without a network all of it comes from one. The build before stays for the
// pages of it that are still open, which load chunks later, and their race the script once more.

const PREFIX = `loss-playground ${registration.scope} `;
const CACHE = PREFIX + Object.values(FILES).map((hash) => hash.slice(0, 8)).join('');
const PAGE = 'index.html';

/** Whether it is a file of some build that never changes. */
const isHashed = (name) => /^(style|loss-playground)-[0-9a-f]{8,16}[./]/.test(name);

async function sha256(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Fetches a file of this build; while a site is being replaced it may be another build's. */
async function fetched(name) {
  const response = await fetch(name, { cache: isHashed(name) ? 'default' : 'reload' });
  const found = await sha256(await response.clone().arrayBuffer());
  if (found !== FILES[name]) throw new Error(`${name} is of another build`);
  return response;
}

async function install() {
  const names = Object.keys(FILES);
  const responses = await Promise.all(names.map(fetched));
  const cache = await caches.open(CACHE);
  await Promise.all(names.map((name, i) => cache.put(name, responses[i])));
  // What a page that is open may still need stays, so the next one need not wait for it to close.
  await skipWaiting();
}

/** The other builds' caches, the newest last. */
const others = async () => (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== CACHE);

async function activate() {
  const old = (await others()).slice(0, -1);
  await Promise.all(old.map((key) => caches.delete(key)));
  // Also the page that came before there was any worker.
  await clients.claim();
}

const kept = async (name, cache = CACHE) => (await caches.open(cache)).match(name, { ignoreVary: true });

async function hashed(name) {
  for (const cache of [CACHE, ...(await others())]) {
    const response = await kept(name, cache);
    if (response) return response;
  }
  return fetch(name);
}

async function answer(name) {
  if (isHashed(name)) return hashed(name);
  try {
    // The browser may not take it from its own cache, which knows nothing of builds.
    return await fetch(name, { cache: 'no-cache' });
  } catch (error) {
    const response = await kept(name);
    if (response) return response;
    throw error;
  }
}

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));
addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const [address] = url.split(/[?#]/);
  if (method !== 'GET' || !address.startsWith(registration.scope)) return;
  const name = address.slice(registration.scope.length) || PAGE;
  // Whatever else lies beside the page is no business of its worker.
  if (Object.hasOwn(FILES, name) || isHashed(name)) event.respondWith(answer(name));
});

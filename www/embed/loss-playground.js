// The module that pages import: the generated one, started once however many ask for it.
import start from './core.js';

export * from './core.js';

let started;

/** Loads the WebAssembly; `input` says where from, if not from beside this file. */
export default function init(input) {
  started ??= start(input).catch((error) => {
    // Whoever asks next may have more luck.
    started = undefined;
    throw error;
  });
  return started;
}

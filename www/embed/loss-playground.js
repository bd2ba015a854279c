// The module that pages import: the generated one, started once however many ask for it.
import start, * as core from './core.js';

let started;
let ready = false;

/** Loads the WebAssembly; `input` says where from, if not from beside this file. */
export default function init(input) {
  started ??= start(input).then(
    () => {
      ready = true;
    },
    (error) => {
      // Whoever asks next may have more luck.
      started = undefined;
      throw error;
    },
  );
  return started;
}

/** Passes a request on at once, if there is something to pass it to. */
const whenReady = (name) => async (request) => {
  if (!ready) throw new Error(`${name} was called before the module is ready; await init(), its default export, first`);
  try {
    return await core[name](request);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    throw new Error(`${name} was stopped by WebAssembly (${error.message}), most likely for want of memory; pass fewer classes, fewer images or smaller ones`, { cause: error });
  }
};

export const evaluate = whenReady('evaluate');
export const score = whenReady('score');
export const softenLabel = whenReady('softenLabel');

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

/** The end of an answer, which is worked out from one wait to the next, and not before the caller goes on. */
async function end(answer) {
  for (let wait; ; ) {
    await wait;
    const { done, value } = answer.step();
    if (done) return value;
    wait = value;
  }
}

/** Passes a request on, which is read at once, if there is something to pass it to. */
const whenReady = (name) => async (request) => {
  if (!ready) throw new Error(`${name} was called before the module is ready; await init(), its default export, first`);
  try {
    return await end(core[name](request));
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    // What was stopped gives nothing back.
    throw new Error(`${name} was stopped by WebAssembly (${error.message}), most likely for want of memory; reload the page, and pass fewer classes, fewer images or smaller ones`, { cause: error });
  }
};

export const evaluate = whenReady('evaluate');
export const score = whenReady('score');
export const softenLabel = whenReady('softenLabel');

/** Where the WebAssembly is. */
export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the WebAssembly, once however often it is called; everything else waits for it to be awaited.
 * `module_or_path` says where from, if not from beside the module.
 */
export default function init(input?: { module_or_path: InitInput | Promise<InitInput> }): Promise<void>;


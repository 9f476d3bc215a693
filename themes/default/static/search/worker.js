// The engine beside the page, so that typing is not held up: { id, base, method, values } gets { id, result }.

import { openIndex } from "./engine.js";

/** @type {import("./engine.js").Engine | undefined} */
let engine;

/** @param {MessageEvent} event */
onmessage = async ({ data: { id, base, method, values } }) => {
  engine ??= openIndex(base);
  try {
    postMessage({ id, result: await /** @type {any} */ (engine)[method](...values) });
  } catch (error) {
    postMessage({ id, error: error instanceof Error ? error.constructor.name : "Error" });
  }
};

postMessage({ id: 0 }); // it has started

// The engine as the page sees it: in a worker, or in the page itself where a browser has none for modules.

/** @typedef {import("./engine.js").Answer} Answer */
/** @typedef {import("./engine.js").Options} Options */
/** @typedef {import("./engine.js").Facets} Facets */

/** The engine could not answer; `reason` names the error that it had. */
export class Failed extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** @typedef {(method: "start" | "search" | "facets", ...values: any[]) => Promise<any>} Ask */

export class Client {
  /** @param {string} base the absolute address of the folder `search/` */
  constructor(base) {
    // The entry is asked for here, before there is a worker to do so; whatever goes wrong, the engine asks again.
    const entry = fetch(`${base}index.json`)
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => null);
    /** @type {Promise<Ask>} */
    this.ask = inWorker(base).catch(() => inPage(base)).then(async (ask) => {
      ask("start", await entry).catch(() => {});
      return ask;
    });
  }

  /** @param {string} text @param {Options} options @returns {Promise<Answer>} */
  async search(text, options) {
    return (await this.ask)("search", text, options);
  }

  /** @param {string} text @param {Options} options @returns {Promise<Facets>} */
  async facets(text, options) {
    return (await this.ask)("facets", text, options);
  }
}

/** @param {string} base @returns {Promise<Ask>} */
const inWorker = async (base) => {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  let last = 0;
  worker.addEventListener("message", ({ data: { id, result, error } }) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error) one?.reject(new Failed(error));
    else one?.resolve(result);
  });
  /** @type {Ask} */
  const ask = (method, ...values) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      worker.postMessage({ id: last, base, method, values });
    });
  // A worker that starts says so; one that does not makes an error.
  await new Promise((resolve, reject) => {
    worker.addEventListener("message", resolve, { once: true });
    worker.addEventListener("error", () => reject(new Failed("worker")), { once: true });
  });
  return ask;
};

/** @param {string} base @returns {Promise<Ask>} */
const inPage = async (base) => {
  const { openIndex } = await import("./engine.js");
  const engine = openIndex(base);
  return async (method, ...values) => {
    try {
      return await /** @type {any} */ (engine)[method](...values);
    } catch (error) {
      throw new Failed(error instanceof Error ? error.constructor.name : "Error");
    }
  };
};

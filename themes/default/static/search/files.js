// The index's files over the network: each is fetched once, under a name that changes with its content.

import { PAGE, hashAt } from "./bytes.js";

/** A file could not be had: no connection, or the host says no. */
export class Unreachable extends Error {}

/** A file is not there any more: the site was published anew since its entry was read. */
export class Gone extends Error {}

/** Files that are kept in memory; beyond that the one used longest ago is let go. */
const KEPT = 600;

/** @typedef {(url: string, options?: RequestInit) => Promise<Response>} Fetch */

export class Files {
  /**
   * @param {string} base address of the folder `search/`, with a slash at its end
   * @param {Fetch} fetcher
   */
  constructor(base, fetcher) {
    this.base = base;
    this.fetcher = fetcher;
    /** Bytes read so far, as unpacked. */
    this.bytes = 0;
    /** @type {Map<string, Promise<Uint8Array>>} */
    this.kept = new Map();
  }

  /**
   * The bytes of a file; asked twice, it is fetched once.
   * @param {string} path below `search/`
   * @returns {Promise<Uint8Array>}
   */
  get(path) {
    const known = this.kept.get(path);
    const found = known ?? this.#load(path, {});
    this.kept.delete(path);
    this.kept.set(path, found);
    if (!known) {
      found.catch(() => this.kept.delete(path));
      if (this.kept.size > KEPT) this.kept.delete(/** @type {string} */ (this.kept.keys().next().value));
    }
    return found;
  }

  /**
   * The entry: asked for anew each time, since it alone keeps its name.
   * @returns {Promise<any>}
   */
  async entry() {
    return parsed(await this.#load("index.json", { cache: "no-cache" }));
  }

  /**
   * The name of a file that a directory finds by its number; where there is but one page, it names all.
   * @param {string} kind of the directory's pages @param {readonly string[]} pages @param {number} number
   * @returns {Promise<string>}
   */
  async name(kind, pages, number) {
    const page = pages.length === 1 ? 0 : Math.floor(number / PAGE);
    return hashAt(await this.get(`${kind}/${pages[page]}.bin`), number - page * PAGE);
  }

  /** @param {string} path @returns {Promise<any>} */
  async json(path) {
    return parsed(await this.get(path));
  }

  /** @param {string} path @param {RequestInit} options @returns {Promise<Uint8Array>} */
  async #load(path, options) {
    const fetcher = this.fetcher;
    let response;
    let bytes;
    try {
      response = await fetcher(this.base + path, { credentials: "same-origin", ...options });
      bytes = response.ok ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array();
    } catch (error) {
      throw new Unreachable(`${path}: ${String(error)}`);
    }
    if (response.status === 404 || response.status === 410) throw new Gone(path);
    if (!response.ok) throw new Unreachable(`${path}: ${response.status}`);
    this.bytes += bytes.length;
    return bytes;
  }
}

/** @param {Uint8Array} bytes @returns {any} */
export const parsed = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

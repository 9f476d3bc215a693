// What this browser keeps for its reader, and nobody else: localStorage under names that carry the site's own path,
// because several sites may share one host. No cookie, nothing sent.

/** The button that opens the sheet; it carries the addresses that the habits need. */
export const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("button.scheme"));
/** The site's own path. */
export const root = button?.dataset.root ?? "/";

/** @param {string} name @returns {string} the key of what is kept for this site alone */
const key = (name) => `digest-${name}:${root}`;

/**
 * What is kept under `name`, or `otherwise` where nothing is, or where no storage is allowed.
 * @template T @param {string} name @param {T} otherwise @returns {T}
 */
export const kept = (name, otherwise) => {
  try {
    const raw = localStorage.getItem(key(name));
    return raw === null ? otherwise : JSON.parse(raw);
  } catch {
    return otherwise;
  }
};

/** @param {string} name @param {unknown} value @returns {boolean} whether it could be kept */
export const keep = (name, value) => {
  try {
    localStorage.setItem(key(name), JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
};

/**
 * A choice that holds for every page and is applied before it is painted (scheme.js): kept as plain text.
 * @param {string} name @param {string} value
 */
export const choose = (name, value) => {
  try {
    localStorage.setItem(`digest-${name}`, value);
  } catch {
    // A reader who allows no storage chooses anew on each page.
  }
};

/** Forgets all that this site keeps. */
export const forget = () => {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith("digest-") && (!name.includes(":") || name.endsWith(`:${root}`))) {
        localStorage.removeItem(name);
      }
    }
  } catch {
    // Nothing was kept.
  }
};

/**
 * The newest `most` of a table, by the moment that `at` tells of each.
 * @template T @param {Record<string, T>} table @param {number} most @param {(value: T) => number} at
 * @returns {Record<string, T>}
 */
export const newest = (table, most, at) => {
  const rows = Object.entries(table);
  if (rows.length <= most) return table;
  return Object.fromEntries(rows.sort(([, a], [, b]) => at(b) - at(a)).slice(0, most));
};

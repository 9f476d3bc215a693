// The words of the habits, in the site's language: one small file, fetched once a page has been shown.

import { button } from "./store.js";

/** @typedef {Record<string, string>} Forms plural forms by the names of the CLDR */
/** @typedef {Record<string, string | Forms>} Texts */

const { lang, dir } = document.documentElement;
/** @type {Texts} */
let texts = {};

/** Fetches the words. Rejects where they cannot be had. */
export const load = async () => {
  const response = await fetch(button?.dataset.texts ?? "");
  if (!response.ok) throw new Error(`no words: ${response.status}`);
  texts = await response.json();
};

/** @param {string | number} place @returns {string} in a page that runs from right to left, set apart from its sentence */
const apart = (place) => (dir === "rtl" ? `\u2068${place}\u2069` : String(place));

/**
 * The sentence of a key with its places filled; `n` chooses among plural forms.
 * @param {string} name @param {Record<string, string | number>} [places] @returns {string}
 */
export const t = (name, places = {}) => {
  let text = texts[name] ?? name;
  if (typeof text !== "string") {
    const form = new Intl.PluralRules(lang).select(Number(places.n));
    text = text[form] ?? text.other ?? name;
  }
  return text.replace(/\{(\w+)\}/g, (whole, place) => {
    const value = places[place];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(button?.dataset.locale) : apart(value);
  });
};

/** @param {number} at milliseconds @param {boolean} [time] with the hour @returns {string} in the reader's own time */
export const moment = (at, time = false) =>
  new Date(at).toLocaleString(button?.dataset.locale, { dateStyle: "long", ...(time ? { timeStyle: "short" } : {}) });

/**
 * A new element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Partial<Record<string, string>>} attributes @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export const make = (tag, attributes, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/** @param {string} text @param {() => void} act @returns {HTMLButtonElement} */
export const makeButton = (text, act) => {
  const node = make("button", { type: "button" }, text);
  node.addEventListener("click", act);
  return node;
};

/** @type {HTMLElement | undefined} */
let voice;
let resting = 0;
/** Says something to everybody: shown for a few seconds, and spoken by a screen reader. @param {string} text */
export const announce = (text) => {
  if (!voice) {
    voice = make("p", { class: "said", role: "status" });
    document.body.append(voice);
  }
  voice.textContent = "";
  requestAnimationFrame(() => {
    if (voice) voice.textContent = text;
  });
  clearTimeout(resting);
  resting = setTimeout(() => {
    if (voice) voice.textContent = "";
  }, 5000);
};

// Single keys: j and k walk, o opens, g h goes home. Anyone whom they disturb turns them off (WCAG 2.1.4).

import { button, kept, root } from "./store.js";

const LISTED = "main .headline a, main .row-title a, main .saved-title";
const TOLD = ".story-parts > section, .story-parts .claim, .story-parts .tension, .story-parts .utterance";
/** How long the second key of two may take, in milliseconds. */
const PAIR = 1500;

/** @returns {HTMLElement[]} what one walks through on this page: a story's parts and lines, or the titles of a list */
const places = () => {
  const told = document.querySelector(".story-parts") !== null;
  const found = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(told ? TOLD : LISTED));
  return [...found].filter((place) => place.checkVisibility());
};

/** @param {HTMLElement} place @returns {HTMLElement} what takes the focus there */
const handle = (place) => {
  if (place.matches("a")) return place;
  const own = /** @type {HTMLElement | null} */ (place.querySelector(":scope > details > summary"));
  if (own) return own;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  return place;
};

/** @param {HTMLElement[]} all @returns {number} the one that is in focus or holds it, or -1 */
const here = (all) => {
  const active = document.activeElement;
  return active ? all.findLastIndex((place) => place === active || place.contains(active)) : -1;
};

/** @param {1 | -1} step */
const walk = (step) => {
  const all = places();
  if (!all.length) return;
  let at = here(all);
  if (at >= 0) at = Math.min(Math.max(at + step, 0), all.length - 1);
  else {
    const below = all.findIndex((place) => place.getBoundingClientRect().top >= 0);
    at = step > 0 ? (below < 0 ? all.length - 1 : below) : Math.max((below < 0 ? all.length : below) - 1, 0);
  }
  const goal = handle(all[at]);
  goal.focus({ preventScroll: true });
  const block = all[at].matches("section") ? "start" : "center";
  goal.scrollIntoView({ block, behavior: "instant" });
};

const open = () => {
  const all = places();
  const place = all[here(all)];
  if (!place) return;
  const goal = handle(place);
  if (goal === place && !place.matches("a")) place.querySelector("a")?.click();
  else goal.click();
};

/** @param {EventTarget | null} target @returns {boolean} whether something is being typed there */
const typing = (target) =>
  target instanceof Element && target.closest("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]") !== null;

/**
 * Begins to listen.
 * @param {{ help: () => void, save: () => void }} acts what other habits do for a key
 */
export const listen = ({ help, save }) => {
  let first = -PAIR;
  /** @type {Record<string, () => void>} */
  const acts = { j: () => walk(1), k: () => walk(-1), o: open, "?": help, s: save };
  /** @type {Record<string, string | undefined>} */
  const goals = { h: root, s: button?.dataset.saved };
  addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && !event.defaultPrevented;
    if (!plain || typing(event.target) || document.querySelector("dialog[open]") || !kept("keys", true)) return;
    const second = performance.now() - first < PAIR;
    first = -PAIR;
    if (second && goals[event.key]) location.assign(/** @type {string} */ (goals[event.key]));
    else if (event.key === "g") first = performance.now();
    else if (Object.hasOwn(acts, event.key)) {
      event.preventDefault();
      acts[event.key]();
    }
  });
};

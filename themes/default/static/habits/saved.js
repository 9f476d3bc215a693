// Stories that a reader has put by, in this browser alone.

import { keep, kept, newest } from "./store.js";
import { announce, make, makeButton, moment, t } from "./words.js";

const MOST = 500;

/** @typedef {{ title: string, lang: string, at: number }} Saved */

/** @returns {Record<string, Saved>} by the story's address */
const all = () => kept("saved", {});

/** @param {Record<string, Saved>} rows @param {string} said when it is done */
const write = (rows, said) => {
  announce(t(keep("saved", newest(rows, MOST, (row) => row.at)) ? said : "not_kept"));
};

/** @type {HTMLButtonElement | undefined} */
let star;

const paint = () => {
  const saved = Object.hasOwn(all(), location.pathname);
  star?.setAttribute("aria-pressed", String(saved));
  if (star) star.textContent = t(saved ? "saved" : "save");
};

/** Saves the story on this page, or no longer; does nothing on other pages. */
export const toggle = () => {
  const title = /** @type {HTMLElement | null} */ (document.querySelector("article.story h1"));
  if (!title || !star) return;
  const rows = all();
  const path = location.pathname;
  if (Object.hasOwn(rows, path)) delete rows[path];
  else rows[path] = { title: title.textContent ?? "", lang: title.lang, at: Date.now() };
  write(rows, Object.hasOwn(rows, path) ? "saved_said" : "unsaved_said");
  paint();
};

/** The story's button. @returns {HTMLButtonElement} */
export const saveButton = () => {
  star = makeButton(t("save"), toggle);
  paint();
  return star;
};

/** Fills the page of saved stories, where this is it. */
export const list = () => {
  const place = /** @type {HTMLElement | null} */ (document.querySelector(".saved-list"));
  if (!place) return;
  const rows = Object.entries(all()).sort(([, a], [, b]) => b.at - a.at);
  if (!rows.length) {
    place.replaceChildren(make("p", { class: "hint" }, t("saved_none")));
    return;
  }
  const items = rows.map(([path, { title, lang, at }]) => {
    const link = make("a", { class: "saved-title", href: path, dir: "auto", lang: lang || undefined }, title);
    const drop = makeButton(t("drop"), () => {
      const left = all();
      delete left[path];
      write(left, "unsaved_said");
      list();
      (/** @type {HTMLElement | null} */ (place.querySelector("a")) ?? document.querySelector("main"))?.focus();
    });
    drop.setAttribute("aria-label", t("drop_one", { title }));
    return make("li", { class: "row" }, make("p", { class: "row-title" }, link),
      make("p", { class: "hint" }, t("saved_on", { date: moment(at) }), " ", drop));
  });
  place.replaceChildren(make("ul", { class: "rows" }, ...items));
};

// Two sheets: how the page looks and what this browser keeps; and the keys.

import { available, enable, enabled } from "./away.js";
import { button, choose, forget, keep, kept } from "./store.js";
import { announce, make, makeButton, t } from "./words.js";

const page = document.documentElement;
/** What the site itself prefers where a reader has not chosen. */
const SCHEMES = ["system", "light", "dark"];
const SIZES = ["small", "normal", "large", "larger"];
const KEYS = [["j"], ["k"], ["o"], ["/"], ["?"], ["g", "h"], ["g", "s"], ["s"]];
const NAMES = ["next", "previous", "open", "search", "help", "home", "saved", "save"];

/** @type {Map<string, HTMLDialogElement>} */
const sheets = new Map();

/** @param {string} name @param {() => HTMLElement[]} fill */
const show = (name, fill) => {
  for (const other of sheets.values()) other.close();
  sheets.get(name)?.remove();
  const title = `sheet-${name}`;
  const close = make("form", { method: "dialog", class: "sheet-close" }, make("button", {}, t("close")));
  const head = make("h2", { id: title }, t(`${name}_title`));
  const sheet = make("dialog", { class: "sheet", "aria-labelledby": title }, head, ...fill(), close);
  // A click beside it closes it, as Escape does.
  sheet.addEventListener("click", (event) => {
    if (event.target !== sheet) return;
    const box = sheet.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) sheet.close();
  });
  sheets.set(name, sheet);
  document.body.append(sheet);
  sheet.showModal();
};

/**
 * @param {string} name @param {string[]} values @param {string} chosen @param {(value: string) => void} change
 * @returns {HTMLElement}
 */
const choice = (name, values, chosen, change) => {
  const group = make("fieldset", { class: "sheet-choice" }, make("legend", {}, t(name)));
  for (const value of values) {
    const radio = make("input", { type: "radio", name: `sheet-${name}`, value });
    radio.checked = value === chosen;
    radio.addEventListener("change", () => change(value));
    group.append(make("label", {}, radio, make("span", {}, t(`${name}_${value}`))));
  }
  return group;
};

/** @param {string} name @param {boolean} on @param {(on: boolean) => void} change @returns {HTMLElement} */
const toggle = (name, on, change) => {
  const box = make("input", { type: "checkbox" });
  box.checked = on;
  box.addEventListener("change", () => change(box.checked));
  const hint = t(`${name}_hint`);
  return make("label", { class: "sheet-switch" }, box, make("span", {}, t(name), " ", make("small", {}, hint)));
};

/** @param {string} value */
const scheme = (value) => {
  if (value === "system") delete page.dataset.scheme;
  else page.dataset.scheme = value;
  choose("scheme", value);
};

/** @param {string} value */
const size = (value) => {
  page.dataset.size = value;
  choose("size", value);
};

/** How the page looks, and what is kept. */
export const display = () => show("display", () => [
  choice("colours", SCHEMES, page.dataset.scheme ?? "system", scheme),
  choice("size", SIZES, page.dataset.size ?? "normal", size),
  toggle("marks", kept("marks", true), (on) => keep("marks", on)),
  ...(available ? [toggle("offline", enabled(), (on) => void enable(on))] : []),
  toggle("single_keys", kept("keys", true), (on) => keep("keys", on)),
  make("p", { class: "sheet-links" }, makeButton(t("keys_title"), help), make("a", { href: button?.dataset.saved }, t("saved_title"))),
  make("p", { class: "hint" }, t("private"), " ", makeButton(t("forget"), async () => {
    await enable(false);
    forget();
    announce(t("forgotten"));
    for (const sheet of sheets.values()) sheet.close();
  })),
]);

/** The keys. */
export const help = () => show("keys", () => [
  make("dl", { class: "sheet-keys" }, ...KEYS.map((keys, at) => make("div", {},
    make("dt", {}, ...keys.flatMap((key, place) => [...(place ? [" "] : []), make("kbd", {}, key)])),
    make("dd", {}, t(`key_${NAMES[at]}`))))),
  ...(kept("keys", true) ? [] : [make("p", { class: "notice" }, t("keys_off"))]),
]);

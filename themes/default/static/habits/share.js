// A story's link and a claim's citation, to take along. A citation is the sentence as it was published, whose it is, where
// it stands in the source (a text fragment leads a browser to the very words) and where it is compared.

import { saveButton } from "./saved.js";
import { announce, make, makeButton, t } from "./words.js";

/** Whether the device has a way of its own to pass something on. */
const sharing = "share" in navigator;

/** Words that begin and end a text fragment; a sentence of no more than twice as many is given whole. */
const ENDS = 5;

/** @param {string} text @returns {string} percent-encoded for a text directive, in which - , and & have a meaning */
const coded = (text) => encodeURIComponent(text).replaceAll("-", "%2D");

/**
 * An address that leads to words on a page.
 * @param {string} address @param {string} sentence @returns {string}
 */
export const toWords = (address, sentence) => {
  const words = sentence.split(/\s+/).filter(Boolean);
  const whole = words.length <= 2 * ENDS || !words.slice(ENDS, -ENDS).length;
  const ends = whole ? [words.join(" ")] : [words.slice(0, ENDS).join(" "), words.slice(-ENDS).join(" ")];
  return `${address.split("#")[0]}#:~:text=${ends.map(coded).join(",")}`;
};

/** @param {string} text */
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    announce(t("copied"));
  } catch {
    announce(t("not_copied"));
    prompt(t("copy_by_hand"), text);
  }
};

/** @param {string} title @param {string} url @param {string} [text] */
const share = (title, url, text) => {
  if (!sharing) void copy(url);
  else navigator.share({ title, url, text }).catch(() => {});
};

/** What a claim's citation is made of. @param {HTMLElement} claim */
const cited = (claim) => {
  const link = /** @type {HTMLAnchorElement | null} */ (claim.querySelector(".wording-places a"));
  const rows = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".who-article"));
  const row = link && [...rows].find((one) => one.querySelector("a")?.pathname === link.pathname);
  const words = /** @type {HTMLElement} */ (claim.querySelector(".claim-text")).textContent?.trim() ?? "";
  const here = `${location.href.split("#")[0]}#${claim.id}`;
  const original = row?.dataset.original;
  return {
    words,
    here,
    source: link?.querySelector("bdi")?.textContent?.trim() ?? "",
    title: row?.querySelector("a")?.textContent?.trim() ?? "",
    date: row?.querySelector("time")?.textContent?.trim() ?? "",
    place: original ? toWords(original, words) : link?.href ?? here,
    original: Boolean(original),
  };
};

/** @param {HTMLElement} claim once opened, it can be shared */
const equip = (claim) => {
  const fold = claim.querySelector("details");
  if (!fold || fold.querySelector(".claim-tools")) return;
  const { words, here, source, title, date, place, original } = cited(claim);
  const head = [source, title, date].filter(Boolean).join(", ");
  const text = `“${words}”\n${head}\n${place}\n${t("compared", { address: here })}`;
  const tools = make("p", { class: "claim-tools" }, makeButton(t("cite"), () => void copy(text)),
    makeButton(t(sharing ? "share" : "link"), () => share(document.title, here, words)));
  if (original) tools.append(make("a", { href: place, rel: "noopener external" }, t("at_source", { source })));
  fold.append(tools);
};

/** The tools of a story and of its claims. */
export const tools = () => {
  const place = document.querySelector(".story-tools");
  place?.replaceChildren(saveButton(),
    makeButton(t(sharing ? "share" : "link"), () => share(document.title, location.href.split("#")[0])));
  const claims = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".claim"));
  for (const claim of claims) {
    const fold = claim.querySelector("details");
    if (fold?.open) equip(claim);
    fold?.addEventListener("toggle", () => equip(claim));
  }
};

// Reading without a connection, where the site has a service worker and the reader wants it.

import { button, keep, kept, root } from "./store.js";
import { announce, make, moment, t } from "./words.js";

/** Stories of the front page that are fetched ahead, and how long that holds, in milliseconds. */
const AHEAD = 40;
const FRESH = 60 * 60 * 1000;
const address = button?.dataset.offline ?? "";

/** Whether this site can be kept. */
export const available = Boolean(address && navigator.serviceWorker);

/** @returns {boolean} whether the reader has asked for it */
export const enabled = () => kept("offline", /** @type {string} */ ("off")) === "on";

/** @returns {Promise<ServiceWorker | null>} */
const worker = async () => {
  await navigator.serviceWorker.register(address, { scope: root });
  return (await navigator.serviceWorker.ready).active;
};

/** What this page has loaded, and on the front page the stories that it leads to. */
const gather = async () => {
  const active = await worker();
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  active?.postMessage([location.href.split(/[?#]/)[0], ...loaded]);
  const last = kept("ahead", 0);
  if (location.pathname !== root || Date.now() - last < FRESH) return;
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("main article .headline a"));
  const ahead = [...new Set([...links].slice(0, AHEAD).map((link) => link.href.split("#")[0]))];
  active?.postMessage({ renew: [...ahead, new URL(button?.dataset.saved ?? root, location.href).href] });
  keep("ahead", Date.now());
};

/** Begins to keep pages, or keeps none any more and lets go of those it had. @param {boolean} on */
export const enable = async (on) => {
  if (!available) return;
  keep("offline", on ? "on" : "off");
  keep("ahead", 0);
  if (on) {
    await gather();
    announce(t("offline_on"));
    return;
  }
  const own = await navigator.serviceWorker.getRegistration(root);
  own?.active?.postMessage("forget");
  await own?.unregister();
};

/** @param {number} at when this page was fetched; 0: it was not kept, and another is shown for it */
const tell = (at) => {
  document.querySelector(".away")?.remove();
  const text = at ? t("kept_at", { date: moment(at, true) }) : t("not_there");
  document.querySelector("main")?.prepend(make("p", { class: "notice away", role: "status" }, text));
};

/** Keeps this page where the reader wants that, and says how old it is when it did not come from the site. */
export const watch = () => {
  if (!available) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (typeof data?.kept === "number") tell(data.kept);
  });
  navigator.serviceWorker.controller?.postMessage("age");
  if (enabled() && navigator.onLine) gather().catch(() => {});
};

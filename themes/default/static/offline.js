// The service worker of a site that wants one ([search] offline = true): what was fetched once is there without a
// connection. Files with a digest in their name never change and come from what is kept; all others are asked for anew
// and kept for when that fails.

const KEPT = "digest-1";
/** Files kept at most; those kept first go first. */
const MOST = 2000;
const root = new URL(self.registration.scope).pathname;
const HASHED = /^(?:assets\/.*\.[0-9a-f]{10}\.\w+|search\/(?:\w+\/)+[\w.-]+)$/;
/** What is shown for a page that is not kept. */
const INSTEAD = "saved/";

/** Window -> when the page that it shows was fetched (0: another stands for it); only where it did not come anew. */
const old = new Map();

/** Every kept answer tells when it was fetched, also where the server does not. */
const keep = async (request, fetched) => {
  const cache = await caches.open(KEPT);
  let response = fetched;
  if (!response.headers.has("date")) {
    response = new Response(fetched.body, fetched);
    response.headers.set("date", new Date().toUTCString());
  }
  await cache.put(request, response);
};

const trim = async () => {
  const cache = await caches.open(KEPT);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((request) => cache.delete(request)));
};

/** @param {string} path below the site's root @returns {boolean} whether its content never changes */
const lasting = (path) => HASHED.test(path);

/** A kept page for a window that asks for one, remembered with its age; or the page of saved stories. */
const aged = async (event, kept) => {
  if (event.request.mode !== "navigate") return kept;
  const shown = kept ?? (await caches.match(new URL(root + INSTEAD, location.origin).href));
  if (shown) old.set(event.resultingClientId, kept ? Date.parse(kept.headers.get("date") ?? "") || 0 : 0);
  return shown;
};

const answer = async (event, path) => {
  const { request } = event;
  // A page is the same whatever is asked of it.
  const known = () => caches.match(request, { ignoreSearch: request.mode === "navigate" });
  if (lasting(path)) {
    const kept = await known();
    if (kept) return kept;
  }
  try {
    const response = await fetch(request);
    if (response.ok && response.type === "basic") event.waitUntil(keep(request, response.clone()));
    return response;
  } catch (error) {
    const kept = await aged(event, await known());
    if (kept) return kept;
    throw error;
  }
};

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), trim()])));
addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin || !address.pathname.startsWith(root)) return;
  if (request.headers.has("range")) return;
  event.respondWith(answer(event, address.pathname.slice(root.length)));
});

/** Keeps what is not there yet or, with `anew`, as it is now. */
const gather = async (addresses, anew) => {
  const own = addresses.filter((address) => address.startsWith(new URL(root, location.origin).href));
  const cache = await caches.open(KEPT);
  for (const address of own) {
    if (!anew && (await cache.match(address))) continue;
    const response = await fetch(address).catch(() => null);
    if (response?.ok) await keep(address, response);
  }
  await trim();
};

// A list: what the page had loaded before this was there. `renew`: pages to have at hand. "age": how old the page is that
// asks. "forget": nothing is to be kept any more.
addEventListener("message", (event) => {
  const { data, source } = event;
  if (data === "age") {
    if (old.has(source.id)) source.postMessage({ kept: old.get(source.id) });
  } else if (data === "forget") event.waitUntil(caches.delete(KEPT));
  else if (Array.isArray(data)) event.waitUntil(gather(data, false));
  else if (data.renew) event.waitUntil(gather(data.renew, true));
});

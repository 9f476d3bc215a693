// Small helps; every page reads well without them.

// A link to a claim opens it, and whatever it is folded into.
const openTarget = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  const own = target.querySelector(":scope > details");
  if (own) own.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", openTarget);
openTarget();

const FIELDS = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]";

// What readers do besides reading is loaded once the page has been shown.
const display = document.querySelector("button.scheme");
const habits = () => import("./habits.js");
// The search page has nothing for it to mark, and better uses for the line: there it is loaded at the first single key
// outside of a field, which then counts.
const atFirstKey = () => {
  const keys = [];
  const pressed = async ({ key, target, ctrlKey, metaKey, altKey }) => {
    if (!/^[a-z?]$/.test(key) || ctrlKey || metaKey || altKey || target.closest?.(FIELDS)) return;
    if (keys.push(key) > 1) return;
    const ready = await habits().then((module) => module.ready).then(() => true, () => false);
    if (!ready) return;
    removeEventListener("keydown", pressed);
    for (const one of keys) document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: one, bubbles: true }));
  };
  addEventListener("keydown", pressed);
};
if (display) {
  display.addEventListener("click", async () => (await habits()).display());
  const late = () => (window.requestIdleCallback ?? setTimeout)(() => void habits());
  if (document.querySelector(".search-found") && !navigator.serviceWorker?.controller) atFirstKey();
  else if (document.readyState === "complete") late();
  else addEventListener("load", late);
}

// The reader may have turned single keys off.
const noKeys = () => {
  try {
    return localStorage.getItem(`digest-keys:${display?.dataset.root}`) === "false";
  } catch {
    return false;
  }
};

// A slash leads to the search from every page, unless something is being typed.
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable]")) return;
  if (noKeys() || document.querySelector("dialog[open]")) return;
  const field = document.querySelector("input[type=search]");
  const link = document.querySelector('.menu a[aria-keyshortcuts="/"]');
  if (!field && !link) return;
  event.preventDefault();
  if (field) field.select();
  if (field) field.focus();
  else location.assign(`${link.href}#q`);
});

// A wide table that does not fit fades at its edge and can be reached by keyboard; one that fits needs neither.
const wide = document.querySelectorAll(".scroll");
const measure = (box) => {
  const rest = box.scrollWidth - box.clientWidth;
  box.tabIndex = rest > 1 ? 0 : -1;
  box.classList.toggle("cut", rest - Math.abs(box.scrollLeft) > 1);
};
const watcher = new ResizeObserver((entries) => entries.forEach((entry) => measure(entry.target)));
for (const box of wide) {
  watcher.observe(box);
  box.addEventListener("scroll", () => measure(box), { passive: true });
}

// The marks in an article can be put away.
const button = document.querySelector("button.marks");
if (button) {
  const text = document.querySelector(".article-text");
  const label = () => {
    button.textContent = text.classList.contains("unmarked") ? button.dataset.on : button.dataset.off;
  };
  button.addEventListener("click", () => {
    text.classList.toggle("unmarked");
    label();
  });
  label();
  button.hidden = false;
}

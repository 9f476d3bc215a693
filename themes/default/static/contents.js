// The table of contents follows the reader: the part in view is marked, and kept in sight in the narrow strip.

/** @type {HTMLElement | null} */
const list = document.querySelector(".contents ol");
const links = new Map([...(list?.querySelectorAll("a") ?? [])].map((link) => [link.hash.slice(1), link]));
const parts = [...links.keys()].map((id) => document.getElementById(id)).filter((part) => part !== null);

/** @param {HTMLAnchorElement} link brought into the strip without moving the page */
const reveal = (link) => {
  const [box, own] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
  if (own.left >= box.left && own.right <= box.right) return;
  const fromRight = getComputedStyle(list).direction === "rtl";
  list.scrollLeft += fromRight ? own.right - box.right + 16 : own.left - box.left - 16;
};

let current;
let waiting = false;
/** Marks the last part that begins in the upper third of the window, or the last of all at the page's end. */
const follow = () => {
  waiting = false;
  const root = document.documentElement;
  const atEnd = root.scrollTop + innerHeight >= root.scrollHeight - 2;
  const passed = parts.filter((part) => part.getBoundingClientRect().top < innerHeight / 3);
  const link = links.get((atEnd ? parts : passed).at(-1)?.id);
  if (link === current) return;
  current?.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "true");
  if (link) reveal(link);
  current = link;
};
if (parts.length) {
  const soon = () => {
    if (!waiting) requestAnimationFrame(follow);
    waiting = true;
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon, { passive: true });
  soon();
}

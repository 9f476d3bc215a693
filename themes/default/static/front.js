// How much of each story the front page shows; scheme.js has applied a kept choice before the page was painted.

const key = "digest-density";
const root = document.documentElement;
/** @type {NodeListOf<HTMLInputElement>} */
const choices = document.querySelectorAll('input[name="density"]');
for (const choice of choices) {
  if (root.dataset.density) choice.checked = choice.value === root.dataset.density;
  choice.addEventListener("change", () => {
    root.dataset.density = choice.value;
    try {
      localStorage.setItem(key, choice.value);
    } catch {
      // A reader who allows no storage chooses anew on each visit.
    }
  });
}

// Colours, text size and density, as the reader chose here last; loaded before the page is painted, so that nothing
// flashes or moves.
(() => {
  "use strict";
  const root = document.documentElement;
  const read = (name) => {
    try {
      return localStorage.getItem(`digest-${name}`);
    } catch {
      return null;
    }
  };
  const apply = (name, values) => {
    const chosen = read(name);
    if (values.includes(chosen)) root.dataset[name] = chosen;
  };
  apply("scheme", ["light", "dark"]);
  if (read("scheme") === "system") delete root.dataset.scheme;
  apply("density", ["close", "open"]);
  apply("size", ["small", "large", "larger"]);
  root.dataset.scripts = "";

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("button.scheme");
    if (button) button.hidden = false;
  });
})();

// Light or dark, as the reader chose here last; loaded before the page is painted, so that nothing flashes.
(() => {
  "use strict";
  const root = document.documentElement;
  const key = "digest-scheme";
  const read = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const write = (value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // A reader who allows no storage chooses anew on each page.
    }
  };
  const chosen = read();
  if (chosen === "dark" || chosen === "light") root.dataset.scheme = chosen;

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("button.scheme");
    if (!button) return;
    const system = matchMedia("(prefers-color-scheme: dark)");
    const dark = () => (root.dataset.scheme ?? (system.matches ? "dark" : "light")) === "dark";
    const label = () => {
      button.textContent = dark() ? button.dataset.light : button.dataset.dark;
    };
    button.addEventListener("click", () => {
      root.dataset.scheme = dark() ? "light" : "dark";
      write(root.dataset.scheme);
      label();
    });
    system.addEventListener("change", label);
    label();
    button.hidden = false;
  });
})();

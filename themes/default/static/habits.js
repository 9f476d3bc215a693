// The habits of readers, loaded once the page has been shown: without them, everything can be read and reached.

import { watch } from "./habits/away.js";
import { listen } from "./habits/keys.js";
import { mark } from "./habits/marks.js";
import { list, toggle } from "./habits/saved.js";
import { tools } from "./habits/share.js";
import { display as showDisplay, help } from "./habits/sheet.js";
import { load } from "./habits/words.js";

/** Settled once everything listens; rejects where the site is out of reach. */
export const ready = load().then(() => {
  tools();
  list();
  mark();
  watch();
  listen({ help, save: toggle });
  document.documentElement.dataset.habits = "";
});
// Without its words (the site is out of reach) a page stays as it is.
ready.catch(() => {});

/** Opens the sheet of colours, text size and what is kept. */
export const display = async () => {
  await ready;
  showDisplay();
};

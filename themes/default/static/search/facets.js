// What a reader narrows the results by: sources, tags and months with their counts, and what was chosen of them.

import { KINDS, counted, element, filled, monthText, number, sourceName } from "./view.js";

/** @typedef {import("./columns.js").Facet} Facet */
/** @typedef {import("./columns.js").Facets} Facets */
/** @typedef {import("./columns.js").Filters} Filters */
/** @typedef {import("./view.js").Texts} Texts */
/** @typedef {import("./view.js").Kind} Kind */

/** Of each kind so many are in sight, the rest folded away. */
const SHOWN = 8;

export class FacetPanel {
  /**
   * @param {HTMLDetailsElement} panel @param {HTMLUListElement} chosen the list of what was chosen
   * @param {Texts} texts
   * @param {(filters: Filters) => void} changed
   */
  constructor(panel, chosen, texts, changed) {
    this.panel = panel;
    this.chosen = chosen;
    this.texts = texts;
    this.changed = changed;
    /** @type {Map<string, string>} names by kind and id, as far as they are known */
    this.names = new Map();
    this.state = /** @type {HTMLElement} */ (panel.querySelector(".facet-state"));
  }

  /** @param {Kind} kind @param {string} id @returns {string} */
  #name(kind, id) {
    if (kind === "month") return monthText(id, this.texts);
    const name = this.names.get(`${kind} ${id}`) ?? id;
    return kind === "source" ? sourceName(name, this.texts) : name;
  }

  /**
   * Shows counts, the chosen ones ticked (also those that have no story left).
   * @param {Facets} facets @param {Filters} filters
   */
  show(facets, filters) {
    this.state.textContent = "";
    const focused = document.activeElement instanceof HTMLInputElement ? document.activeElement.name : "";
    for (const kind of KINDS) {
      this.named(facets[kind].map(({ id, name }) => [`${kind} ${id}`, name]));
      const box = /** @type {HTMLFieldSetElement} */ (this.panel.querySelector(`[data-kind="${kind}"]`));
      const open = box.querySelector("details")?.open ?? false;
      const items = facets[kind].map((facet) => this.#item(kind, facet, filters));
      box.querySelectorAll(":scope > :not(legend)").forEach((old) => old.remove());
      const first = items.slice(0, items.length > SHOWN + 2 ? SHOWN : items.length);
      box.append(element("ul", "plain", ...first));
      if (first.length < items.length) {
        const rest = items.slice(first.length);
        const name = counted(this.texts.more_of_kind, rest.length, this.texts);
        const more = element("details", "", element("summary", "", name), element("ul", "plain", ...rest));
        more.open = open || rest.some((item) => item.querySelector("input")?.checked);
        box.append(more);
      }
      box.hidden = !items.length;
    }
    // The boxes are new: who was on one of them is still there.
    const boxes = [...this.panel.querySelectorAll("input")];
    if (focused) boxes.find(({ name }) => name === focused)?.focus();
  }

  /** @param {[string, string][]} names by kind and id */
  named(names) {
    for (const [key, name] of names) this.names.set(key, name);
  }

  /** @param {Kind} kind @param {Facet} facet @param {Filters} filters @returns {HTMLLIElement} */
  #item(kind, { id, count }, filters) {
    const box = element("input", "");
    box.type = "checkbox";
    box.name = `${kind} ${id}`;
    box.autocomplete = "off";
    box.checked = filters[kind]?.includes(id) ?? false;
    box.addEventListener("change", () => this.changed(toggled(filters, kind, id)));
    const label = element("label", "", box, element("span", "", this.#name(kind, id)), " ",
      element("span", "count", number(count, this.texts)));
    return element("li", "", label);
  }

  /** The chosen ones as buttons that take them back. @param {Filters} filters */
  choices(filters) {
    const buttons = KINDS.flatMap((kind) => (filters[kind] ?? []).map((id) => {
      const name = this.#name(kind, id);
      const button = element("button", "", name, element("span", "cross", " ×"));
      button.type = "button";
      button.setAttribute("aria-label", filled(this.texts.remove, { name }));
      button.addEventListener("click", () => this.changed(toggled(filters, kind, id)));
      return element("li", "", button);
    }));
    if (buttons.length > 1) {
      const clear = element("button", "clear", this.texts.clear);
      clear.type = "button";
      clear.addEventListener("click", () => this.changed({}));
      buttons.push(element("li", "", clear));
    }
    this.chosen.replaceChildren(...buttons);
    this.chosen.hidden = !buttons.length;
  }
}

/** @param {Filters} filters @param {Kind} kind @param {string} id @returns {Filters} */
const toggled = (filters, kind, id) => {
  const now = filters[kind] ?? [];
  return { ...filters, [kind]: now.includes(id) ? now.filter((other) => other !== id) : [...now, id] };
};

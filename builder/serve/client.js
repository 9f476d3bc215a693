// Listens to `digest serve`: reloads the page when it has changed, swaps style sheets, shows what is wrong.
(() => {
  "use strict";
  const { at, page, ...first } = document.currentScript.dataset;
  let style = first.style;
  let source = null;
  let overlay = null;
  let closed = "";

  function connect() {
    if (source !== null) return;
    source = new EventSource(`${at}/events`);
    source.addEventListener("state", (event) => apply(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      // A browser gives up for good after some errors; the server may only be restarting.
      if (source !== null && source.readyState === EventSource.CLOSED) {
        disconnect();
        setTimeout(() => { if (!document.hidden) connect(); }, 1000);
      }
    });
  }

  // Browsers keep few connections to one server: a hidden page holds none, and asks again when it is seen.
  function disconnect() {
    if (source !== null) source.close();
    source = null;
  }

  function apply(state) {
    if (state.page !== page) {
      disconnect();
      location.reload();
      return;
    }
    if (state.style !== style) {
      style = state.style;
      restyle();
    }
    show(state.problem);
  }

  function restyle() {
    for (const old of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const url = new URL(old.href);
      if (url.origin !== location.origin) continue;
      url.searchParams.set("digest", style);
      const fresh = old.cloneNode();
      fresh.href = url.href;
      fresh.addEventListener("load", () => old.remove());
      fresh.addEventListener("error", () => fresh.remove());
      old.after(fresh);
    }
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function show(problem) {
    if (overlay !== null) overlay.remove();
    overlay = null;
    if (problem === null) closed = "";
    if (problem === null || JSON.stringify(problem) === closed) return;
    overlay = element("digest-problem");
    const sheet = element("link");
    sheet.rel = "stylesheet";
    sheet.href = `${at}/client.css`;
    overlay.attachShadow({ mode: "open" }).append(sheet, panel(problem));
    document.documentElement.append(overlay);
  }

  function panel(problem) {
    const box = element("section", `panel ${problem.kind}`);
    box.setAttribute("role", "alert");
    const head = element("header");
    const button = element("button", "", "Close");
    button.type = "button";
    button.addEventListener("click", () => close(problem));
    head.append(element("h1", "", problem.title), button);
    const list = element("ol");
    list.append(...problem.notices.map(notice));
    box.append(head, list);
    if (problem.more > 0) box.append(element("p", "more", `and ${problem.more} more; the terminal names them all`));
    return box;
  }

  function notice(one) {
    const item = element("li");
    item.append(element("p", "where", one.where), element("p", "message", one.message));
    if (one.lines.length > 0) {
      const code = element("pre");
      for (const line of one.lines) {
        const row = element("span", line.at ? "line at" : "line");
        row.append(element("span", "number", String(line.number)), `${line.text}\n`);
        code.append(row);
      }
      item.append(code);
    }
    if (one.remedy) item.append(element("p", "remedy", one.remedy));
    return item;
  }

  function close(problem) {
    closed = JSON.stringify(problem);
    show(problem);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", () => { if (!document.hidden) connect(); });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay !== null) overlay.shadowRoot.querySelector("button").click();
  });
  if (!document.hidden) connect();
})();

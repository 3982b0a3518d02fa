(() => {
  "use strict";
  const $ = (s) => document.querySelector(s);
  const all = (s, from = document) => [...from.querySelectorAll(s)];
  const root = document.documentElement;

  const theme = $("#theme");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  for (const button of all("table.sortable thead button")) {
    button.addEventListener("click", () => {
      const th = button.closest("th");
      const table = th.closest("table");
      const at = [...th.parentNode.children].indexOf(th);
      const down = th.getAttribute("aria-sort") !== "descending";
      all("th", table.tHead).forEach((h) => h.removeAttribute("aria-sort"));
      th.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => {
        const cell = row.cells[at];
        const v = cell.dataset.v;
        return v === undefined || v === "" ? cell.textContent.trim() : Number(v);
      };
      const order = (a, b) => {
        const [x, y] = [key(a), key(b)];
        if (typeof x === "number" && typeof y === "number") return x - y;
        if (typeof x !== typeof y) return typeof x === "number" ? 1 : -1;
        return x.localeCompare(y, root.lang);
      };
      const rows = [...table.tBodies[0].rows].sort(order);
      if (down) rows.reverse();
      table.tBodies[0].append(...rows);
    });
  }

  // On paper nothing can be opened.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details.issue:not([open])");
    closed.forEach((d) => (d.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((d) => (d.open = false)));

  const list = $("#list");
  if (!list) return;
  const search = $("#search");
  const selects = all(".filters select");
  const items = all("li", list).map((li) => ({ li, text: li.textContent.toLowerCase() }));

  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.filter((s) => s.value !== "*").map((s) => [s.dataset.kind, s.value]);
    let n = 0;
    for (const { li, text } of items) {
      const fits =
        words.every((w) => text.includes(w)) &&
        wanted.every(([kind, id]) => (li.dataset[kind] || "").split("\t").includes(id));
      li.hidden = !fits;
      if (fits) n += 1;
    }
    $("#shown").textContent = `${n} / ${items.length}`;
    $("#none").hidden = n > 0;
  };
  const clear = () => {
    search.value = "";
    selects.forEach((s) => (s.value = "*"));
  };
  search.addEventListener("input", show);
  selects.forEach((s) => s.addEventListener("change", show));
  $("#clear").addEventListener("click", () => {
    clear();
    show();
  });
  document.addEventListener("click", (e) => {
    const link = e.target.closest("a[data-filter],a[data-search]");
    if (!link) return;
    clear();
    if (link.dataset.search) search.value = link.dataset.search;
    else selects.filter((s) => s.dataset.kind === link.dataset.filter).forEach((s) => (s.value = link.dataset.value));
    show();
  });
  show();
})();

(() => {
  "use strict";
  const $ = (s) => document.querySelector(s);
  const all = (s, from = document) => [...from.querySelectorAll(s)];
  const root = document.documentElement;
  const said = (key) => document.body.dataset[key];
  const make = (tag, cls, text) => {
    const e = document.createElement(tag);
    e.className = cls;
    e.textContent = text;
    return e;
  };

  // Sections out of sight are laid out only when they come near, so a long jump is corrected once they are.
  const goTo = (section) => {
    section.scrollIntoView();
    requestAnimationFrame(() => {
      section.scrollIntoView();
      requestAnimationFrame(() => section.scrollIntoView());
    });
  };
  for (const a of all("nav a")) a.addEventListener("click", () => goTo($(a.hash)));

  // What can be seen first, the rest when there is time: full-page pictures need all of it.
  const idle = window.requestIdleCallback || setTimeout;
  addEventListener("load", () => setTimeout(() => idle(() => root.classList.add("laid")), 300));

  const theme = $("#theme");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  // Long lists show their head; a button unfolds the rest.
  const fold = (list) => {
    const open = list.dataset.open === "1";
    [...list.children].forEach((e, i) => e.classList.toggle("folded", !open && i >= Number(list.dataset.fold)));
  };
  for (const list of all("[data-fold]")) {
    const n = list.children.length - Number(list.dataset.fold);
    if (n < 3) {
      delete list.dataset.fold;
      continue;
    }
    const button = make("button", "fold", said("unfold").replace("{n}", n));
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      const open = list.dataset.open !== "1";
      list.dataset.open = open ? "1" : "0";
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? said("refold") : said("unfold").replace("{n}", n);
      fold(list);
    });
    (list.closest(".scroll") || list).after(button);
    fold(list);
  }

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
        if (v === "") return null;
        return v === undefined ? cell.textContent.trim() || null : Number(v);
      };
      const order = (a, b) => {
        const [x, y] = [key(a), key(b)];
        // What has no figure stands last, whichever way.
        if (x === null || y === null) return (x === null) - (y === null);
        const way = down ? -1 : 1;
        if (typeof x === "number" && typeof y === "number") return way * (x - y);
        return way * String(x).localeCompare(String(y), root.lang);
      };
      const body = table.tBodies[0];
      body.append(...[...body.rows].sort(order));
      if (body.dataset.fold) fold(body);
    });
  }

  // Where a drawing is wider than the screen, what somebody must look at is shown first, else the last period.
  if (innerWidth < 700) {
    for (const d of all("#trend .drawing, #aspects figure > .drawing")) {
      const alert = d.querySelector(".dot.alert");
      const left = alert ? alert.getBoundingClientRect().left - d.getBoundingClientRect().left - d.clientWidth / 2 : d.scrollWidth;
      d.scrollLeft = left;
    }
  }

  // On paper nothing can be opened.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details.issue:not([open])");
    closed.forEach((d) => (d.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((d) => (d.open = false)));

  // The part of the page that is read is marked in the contents.
  const links = new Map(all("nav a").map((a) => [a.hash.slice(1), a]));
  const seen = new IntersectionObserver(
    (entries) => {
      for (const e of entries) links.get(e.target.id)?.classList.toggle("here", e.isIntersecting);
    },
    { rootMargin: "-20% 0px -75% 0px" },
  );
  all("main > section").forEach((s) => seen.observe(s));

  const list = $("#list");
  if (!list) return;
  const search = $("#search");
  const more = $("#more");
  const selects = all(".filters select");
  const names = new Map(all("option", list.parentNode).map((o) => [o.value, o.textContent]));
  const items = [...list.children].map((li) => ({ li, codes: li.dataset.l.split(" "), text: null }));
  const badges = { s: "severity", r: "grave", i: "plain", n: "plain", a: "minus", p: "plus", x: "plain" };
  const STEP = 20;
  let room = STEP;

  const dress = (item) => {
    if (item.dressed) return;
    item.dressed = true;
    const line = item.li.querySelector(".line");
    for (const kind of Object.keys(badges)) {
      for (const code of item.codes.filter((c) => c[0] === kind)) {
        const b = make("button", `badge ${badges[kind]}`, names.get(code));
        b.type = "button";
        b.dataset.f = code;
        line.append(b);
      }
    }
  };
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.map((s) => s.value).filter((v) => v !== "*");
    let n = 0;
    for (const item of items) {
      if (words.length) item.text ??= item.li.textContent.toLowerCase();
      const fits = wanted.every((c) => item.codes.includes(c)) && words.every((w) => item.text.includes(w));
      const shown = fits && n < room;
      item.li.hidden = !shown;
      item.li.classList.toggle("on", shown);
      if (shown) dress(item);
      if (fits) n += 1;
    }
    $("#shown").textContent = `${n} / ${items.length}`;
    $("#none").hidden = n > 0;
    more.hidden = n <= room;
  };
  const again = () => {
    room = STEP;
    show();
  };
  const clear = () => {
    search.value = "";
    selects.forEach((s) => (s.value = "*"));
  };
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(again, 120);
  });
  selects.forEach((s) => s.addEventListener("change", again));
  more.addEventListener("click", () => {
    room += 3 * STEP;
    show();
  });
  $("#clear").addEventListener("click", () => {
    clear();
    again();
  });
  // Every figure that has texts leads to them: the filters are set to its label.
  document.addEventListener("click", (e) => {
    const link = e.target.closest("[data-f],[data-search]");
    if (!link) return;
    clear();
    if (link.dataset.search) search.value = link.dataset.search;
    else
      for (const code of link.dataset.f.split(" ")) {
        for (const s of selects) {
          if ([...s.options].some((o) => o.value === code)) s.value = code;
        }
      }
    again();
    e.preventDefault();
    if (location.hash !== "#verbatims") history.pushState(null, "", "#verbatims");
    $("#verbatims h2").focus({ preventScroll: true });
    goTo($("#verbatims"));
  });
  again();
})();

"use strict";
// What the parts of the script share; `carry.js` stands behind this file in the same element.
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
// No cell runs as a formula in a spreadsheet: an apostrophe goes before what could start one. Numbers stay numbers.
const harmless = (text, number = /^-?\d+(\.\d+)?$/) => {
  const formula = /^([\t\r\n]|\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/.test(text) && !number.test(text);
  return formula ? `'${text}` : text;
};
// A file that the page makes itself; nothing leaves the machine.
const download = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

(() => {
  // On a phone the page is a list of titles that open; the summary and the alerts are open.
  const unfold = (section, yes) => {
    section.classList.toggle("shut", !yes);
    section.querySelector("h2 button")?.setAttribute("aria-expanded", String(yes));
  };
  if (innerWidth < 700) {
    const asked = document.getElementById(location.hash.slice(1));
    all("main > section").forEach((section, i) => {
      const h2 = section.querySelector("h2");
      const button = make("button", "", h2.textContent);
      button.type = "button";
      button.addEventListener("click", () => unfold(section, section.classList.contains("shut")));
      h2.replaceChildren(button);
      unfold(section, i < 2 || section === asked);
    });
  }

  // Sections out of sight are laid out only when they come near or there is time. A jump needs them all, and is corrected once they are.
  const goTo = (section) => {
    root.classList.add("laid");
    unfold(section, true);
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
  const sort = $("#sort");
  const selects = all(".filters select:not(#sort)");
  const names = new Map(all("option", list.parentNode).map((o) => [o.value, o.textContent]));
  const whose = new Map(selects.flatMap((s) => [...s.options].map((o) => [o.value, s.getAttribute("aria-label")])));
  const items = [...list.children].map((li, at) => ({ li, at, codes: li.dataset.l.split(" "), text: null }));
  const badges = { s: "severity", r: "grave", i: "plain", n: "plain", a: "minus", p: "plus", g: "plain", x: "plain" };
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
        b.title = whose.get(code);
        line.append(b);
      }
    }
  };
  // What stands behind the words: the row, then its time and rating.
  const foot = (item) => {
    const place = item.li.querySelector(".ref code");
    const rest = place.nextSibling?.textContent ?? "";
    const time = rest.match(/\d{4}-\d\d-\d\d[\d: ]*(?= |$)/)?.[0].trim() ?? "";
    const rating = rest.replace(time, "").match(/-?[\d.]+$/)?.[0] ?? "";
    return { place: place.textContent, id: item.li.querySelector(".own")?.textContent ?? "", time, rating };
  };
  const keys = {
    chosen: () => "",
    time: (item) => (item.time ??= foot(item).time),
    // Major complaints come first among the labels.
    severity: (item) => -Number(item.codes.find((c) => c[0] === "s")?.slice(1) ?? Infinity),
  };
  const arrange = () => {
    const key = keys[sort.value];
    items.sort((a, b) => (key(a) < key(b)) - (key(a) > key(b)) || a.at - b.at);
    list.append(...items.map((item) => item.li));
  };
  const chosen = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.map((s) => s.value).filter((v) => v !== "*");
    return (item) => {
      // The words with their place and id. Labels come to a text when it is first shown: they would be found in some texts and not in others.
      if (words.length) item.text ??= all("p, .ref", item.li).map((e) => e.textContent).join(" ").toLowerCase();
      return wanted.every((c) => item.codes.includes(c)) && words.every((w) => item.text.includes(w));
    };
  };
  const show = () => {
    const isChosen = chosen();
    let n = 0;
    for (const item of items) {
      const fits = isChosen(item);
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
  sort.addEventListener("change", () => {
    arrange();
    again();
  });
  // The texts that fit, as a table that spreadsheets open.
  const cell = (text) => `"${harmless(text).replaceAll('"', '""')}"`;
  $("#save").addEventListener("click", () => {
    const groups = new Map(all(".filters option").map((o) => [o.value, o.parentNode.label ? `${o.parentNode.label} ` : ""]));
    const labels = selects.map((s) => ({ name: s.getAttribute("aria-label"), codes: new Set([...s.options].map((o) => o.value)) }));
    const row = (item) => {
      const { place, id, time, rating } = foot(item);
      const told = labels.map((l) => item.codes.filter((c) => l.codes.has(c)).map((c) => groups.get(c) + names.get(c)).join("; "));
      return [place, id, time, rating, item.li.querySelector("p").textContent, ...told];
    };
    const head = [...$("#save").dataset.head.split("|"), ...labels.map((l) => l.name)];
    const rows = [head, ...items.filter(chosen()).map(row)];
    const csv = rows.map((r) => r.map(cell).join(",")).join("\r\n");
    download(new Blob([`\uFEFF${csv}\r\n`], { type: "text/csv" }), `${document.title}.csv`);
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

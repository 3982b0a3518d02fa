// Charts and tables carried elsewhere: a chart becomes a picture for slides, a table goes to the clipboard. All of it happens in the page.
(() => {
  const PAD = 24;
  // What the style sheet says of a drawing; a drawing that is a picture of its own no longer sees the sheet.
  const LOOKS = ["fill", "opacity", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "font-family", "font-size", "font-weight",
    "font-variant-numeric", "text-anchor"];
  // A number as it is shown: `-0.41`, `+3.2`, `1,234`, `29.2%`.
  const FIGURE = /^[+-]?\d[\d.,]*%?$/;
  // A number with its interval: `+0.82 (0.48–1.17)`.
  const BOTH = /^([+-]?\d\S*) \((\S+(?:–| ~ )\S+)\)$/;
  // What spreadsheets would turn into a date or another number: `5/12` is five of twelve, `00123` and `3-5` are names.
  const PORTION = /^\d+\/\d+$/;
  const NAME = /^\d/;

  const status = make("div", "status", "");
  status.setAttribute("role", "status");
  status.setAttribute("aria-live", "polite");
  document.body.append(status);
  let read;
  const announce = (words) => {
    status.textContent = words;
    clearTimeout(read);
    // Empty again, so that the same words are read out the next time.
    read = setTimeout(() => (status.textContent = ""), 2500);
  };

  // A button above what it carries; it says for a moment how that went.
  const tool = (what, key, name, run) => {
    const button = make("button", "", said(key));
    button.type = "button";
    button.setAttribute("aria-label", `${said(key)} · ${name}`);
    let waiting;
    const tell = (words) => {
      announce(words);
      button.textContent = words;
      button.classList.add("done");
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        button.textContent = said(key);
        button.classList.remove("done");
      }, 2500);
    };
    button.addEventListener("click", () => run().then(tell, () => tell(said("failed"))));
    const place = make("div", "tool", "");
    place.append(button);
    what.before(place);
  };
  const sectionOf = (e) => e.closest("section").getAttribute("aria-label");
  const plain = (e, without) => {
    const copy = e.cloneNode(true);
    all(without, copy).forEach((part) => part.remove());
    return copy;
  };

  // Slides are white, so pictures have the light colours whatever the page has.
  const inLight = (run) => {
    const before = root.dataset.theme;
    root.dataset.theme = "light";
    try {
      return run();
    } finally {
      if (before) root.dataset.theme = before;
      else delete root.dataset.theme;
    }
  };
  // The drawing as an address that holds all of it; the page's rules let pictures come from `data:` alone.
  const addressOf = (svg, width, height) => {
    const copy = svg.cloneNode(true);
    const from = all("*", svg);
    all("*", copy).forEach((e, i) => {
      const style = getComputedStyle(from[i]);
      e.setAttribute("style", LOOKS.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
    });
    all("title", copy).forEach((e) => e.remove());
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    return `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  };
  const loaded = (address) =>
    new Promise((done, failed) => {
      const image = new Image();
      image.onload = () => done(image);
      image.onerror = failed;
      image.src = address;
    });
  // Lines that fit: Chinese breaks anywhere but before a closing sign, other words between them.
  const wrap = (pen, text, width) => {
    const lines = [""];
    for (const part of text.match(/(?:[\u2e80-\uffff]|[^\s\u2e80-\uffff]{1,24}\s*|\s+)[，。；：、）」》！？…]*/gu) ?? []) {
      const longer = lines.at(-1) + part;
      if (lines.at(-1) && pen.measureText(longer.trimEnd()).width > width) lines.push(part.trimStart());
      else lines[lines.length - 1] = longer;
    }
    return lines;
  };
  const titleOf = (svg) => [...new Set([sectionOf(svg), svg.getAttribute("aria-label")])];
  // The chart below its title, the report's title and what that is over, and above what its colours mean: the picture stands alone.
  const picture = async (svg) => {
    const { width, height } = svg.viewBox.baseVal;
    const scale = width > 700 ? 2 : 3;
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const family = getComputedStyle(document.body).fontFamily;
    const { address, ink, faint } = inLight(() => {
      const [ink, faint] = ["--ink", "--faint"].map((name) => getComputedStyle(root).getPropertyValue(name));
      return { address: addressOf(svg, width * scale, height * scale), ink, faint };
    });
    const block = (text, size, weight, colour) => {
      pen.font = `${weight} ${size}px ${family}`;
      return { font: pen.font, colour, step: size * 1.5, lines: text ? wrap(pen, text, width) : [] };
    };
    const title = titleOf(svg);
    const over = all("header p:not(.note,.grave-text)").map((p) => p.textContent.trim());
    const figure = svg.closest("figure")?.querySelector("figcaption");
    const caption = figure ? plain(figure, ".hint").textContent : "";
    const above = [block(title.join(" · "), 18, 600, ink), block([document.title, ...over].filter(Boolean).join(" · "), 13, 400, faint)];
    const below = [block(title.includes(caption) ? "" : caption, 13, 400, faint)];
    const tall = (blocks) => blocks.reduce((sum, b) => sum + b.lines.length * b.step, 0);
    const top = PAD + tall(above) + PAD / 2;
    canvas.width = (width + 2 * PAD) * scale;
    canvas.height = (top + height + PAD / 2 + tall(below) + PAD / 2) * scale;
    pen.scale(scale, scale);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(await loaded(address), PAD, top, width, height);
    const write = (blocks, y) => {
      for (const { font, colour, step, lines } of blocks) {
        pen.font = font;
        pen.fillStyle = colour;
        for (const line of lines) pen.fillText(line, PAD, (y += step) - step * 0.3);
      }
    };
    write(above, PAD);
    write(below, top + height + PAD / 2);
    return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed()), "image/png"));
  };
  for (const svg of all("svg.chart")) {
    const title = titleOf(svg);
    tool(svg.parentNode, "picture", title.join(" · "), async () => {
      download(await picture(svg), `${title.join("-")}.png`);
      return said("saved");
    });
  }

  // What a cell says in one line, and its interval, which stands in a cell of its own so that numbers are numbers.
  const told = (cell) => {
    const copy = plain(cell, ".range,.chip:empty");
    all(".chip", copy).slice(1).forEach((chip) => chip.before("; "));
    all("p,.ref", copy).forEach((part) => part.before(" "));
    const text = copy.textContent.replace(/\s+/g, " ").trim();
    const [, value, ends] = (cell.matches("td.number") && text.match(BOTH)) || [];
    // A bar says what it says to those who cannot see it.
    const bar = () => cell.querySelector("[role=img]")?.getAttribute("aria-label") ?? "";
    return { value: value ?? (text || bar()), ends: ends ?? cell.querySelector(".range")?.textContent ?? "" };
  };
  // All rows, also those that are folded away, in the order in which they stand.
  const rowsOf = (table) => {
    const rows = [...table.rows].map((tr) => ({
      heads: tr.parentNode === table.tHead,
      cells: [...tr.cells].map((cell) => ({ ...told(cell), head: cell.tagName === "TH", bar: cell.querySelector(".bar") })),
    }));
    const body = rows.filter((row) => !row.heads);
    const value = (i) => (row) => ({ text: harmless(row.cells[i]?.value ?? "", FIGURE), head: row.cells[i]?.head });
    // In brackets: what begins with a sign would be taken for a formula.
    const bracketed = (ends) => (ends ? `[${ends}]` : "");
    const ends = (i) => (row) => ({ text: row.heads ? said("interval") : bracketed(row.cells[i]?.ends), head: row.heads });
    const columns = [...(rows[0]?.cells ?? []).keys()].flatMap((i) => {
      const below = body.map((row) => row.cells[i]).filter(Boolean);
      // A column of nothing but bars says nothing elsewhere.
      if (below.some((c) => c.bar) && below.every((c) => !c.value)) return [];
      return below.some((c) => c.ends) ? [value(i), ends(i)] : [value(i)];
    });
    return rows.map((row) => columns.map((column) => column(row)));
  };
  const asText = (rows) => {
    // A cell that begins with a quotation mark would take in what follows it.
    const cell = ({ text }) => (text.startsWith('"') ? `"${text.replaceAll('"', '""')}"` : text);
    return rows.map((cells) => cells.map(cell).join("\t")).join("\r\n");
  };
  const asMarkup = (rows) => {
    const table = document.createElement("table");
    table.border = "1";
    table.style.borderCollapse = "collapse";
    for (const cells of rows) {
      const row = table.insertRow();
      for (const { text, head } of cells) {
        const cell = document.createElement(head ? "th" : "td");
        cell.textContent = text;
        if (PORTION.test(text)) cell.setAttribute("style", "text-align:right;mso-number-format:'\\@'");
        else if (head && NAME.test(text)) cell.setAttribute("style", "text-align:left;mso-number-format:'\\@'");
        else if (head || FIGURE.test(text)) cell.style.textAlign = FIGURE.test(text) ? "right" : "left";
        row.append(cell);
      }
    }
    return table.outerHTML;
  };
  // Where the page may not write to the clipboard itself, it answers what the browser asks when something is copied.
  const copyOld = (kinds, table) => {
    const answer = (e) => {
      for (const [kind, data] of Object.entries(kinds)) e.clipboardData.setData(kind, data);
      e.preventDefault();
    };
    document.addEventListener("copy", answer);
    getSelection().selectAllChildren(table);
    const copied = document.execCommand("copy");
    getSelection().removeAllRanges();
    document.removeEventListener("copy", answer);
    if (!copied) throw new Error("not copied");
  };
  const copy = async (table) => {
    const rows = rowsOf(table);
    const kinds = { "text/plain": asText(rows), "text/html": asMarkup(rows) };
    try {
      const blobs = Object.entries(kinds).map(([kind, data]) => [kind, new Blob([data], { type: kind })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } catch {
      copyOld(kinds, table);
    }
    return said("copied").replace("{n}", rows.length - (table.tHead?.rows.length ?? 0));
  };
  for (const table of all("main table")) {
    const region = table.closest(".scroll");
    const name = region?.getAttribute("aria-label") ?? table.closest(".card")?.querySelector("h3")?.textContent ?? sectionOf(table);
    tool(region ?? table, "copy", name, () => copy(table));
  }
})();

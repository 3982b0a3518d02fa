#!/usr/bin/env python3
"""A flame graph of a run: `perf script` on standard input, an SVG on standard output.

    perf record -F 999 --call-graph dwarf,16384 target/release/voc annotate rows.csv --threads 1 -o out.jsonl
    perf script --no-inline | benches/flame.py "voc annotate" > flame.svg

The binary needs its symbols: CARGO_PROFILE_RELEASE_STRIP=none. Width is processor time; what stands on a box was called by it. Frames of
threads, rayon and closures are left out, boxes under a thousandth too.
"""
import html
import re
import sys

WIDTH, ROW, LEAST = 1600, 16, 0.001
NOISE = re.compile(
    r"rayon|FnOnce|__rust_begin|thread_start|start_thread|clone3|catch_unwind|panicking|lang_start|_start|\[unknown\]"
    r"|Thread>::new|LocalKey|_libc_start|^main$|\{\{closure\}\}|\{closure"
)


def short(name):
    name = re.sub(r"\+0x[0-9a-f]+$", "", name)
    name = re.sub(r"::h[0-9a-f]{16}$", "", name)
    name = re.sub(r"<(.+?) as .+?>::", r"\1::", name)
    while re.search(r"<[^<>]*>", name):
        name = re.sub(r"<[^<>]*>", "", name)
    return name.strip(":") or "?"


def stacks(lines):
    """Each sample as its frames, the outermost first."""
    frames = []
    for line in lines:
        if not line.strip():
            if frames:
                yield frames[::-1]
            frames = []
        elif line[0] in " \t" and len(line.split()) >= 2:
            name = line.split(None, 1)[1].rsplit(" (", 1)[0].strip()
            if not NOISE.search(name):
                frames.append(short(name))
    if frames:
        yield frames[::-1]


def grow(samples):
    root = {"n": 0, "kids": {}}
    for frames in samples:
        root["n"] += 1
        at = root
        for name in frames:
            if name == at.get("name"):
                continue
            at = at["kids"].setdefault(name, {"n": 0, "kids": {}, "name": name})
            at["n"] += 1
    return root


def draw(node, x, depth, total, out):
    for name in sorted(node["kids"]):
        kid = node["kids"][name]
        share = kid["n"] / total
        if share >= LEAST:
            width = share * WIDTH
            # One colour for each name, without chance.
            hue = sum(name.encode()) % 50
            room = int(width / 6.5)
            shown = name if len(name) <= room else "…" + name[len(name) - room + 1 :] if room > 4 else ""
            out.append((depth, x, width, hue, f"{name}: {share:.1%}", shown))
            draw(kid, x, depth + 1, total, out)
        x += share * WIDTH
    return out


def main():
    root = grow(stacks(sys.stdin))
    boxes = draw(root, 0.0, 0, max(root["n"], 1), [])
    deepest = max((b[0] for b in boxes), default=0)
    height = (deepest + 2) * ROW + 8
    title = html.escape(sys.argv[1] if len(sys.argv) > 1 else "voc")
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="11">')
    print(f'<text x="4" y="13">{title}: {root["n"]} samples</text>')
    for depth, x, width, hue, tip, shown in boxes:
        y = height - (depth + 1) * ROW - 4
        print(f'<g><title>{html.escape(tip)}</title><rect x="{x:.1f}" y="{y}" width="{max(width - 0.5, 0.5):.1f}" height="{ROW - 1}" '
              f'fill="hsl({hue},80%,65%)"/><text x="{x + 2:.1f}" y="{y + 11}">{html.escape(shown)}</text></g>')
    print("</svg>")


main()

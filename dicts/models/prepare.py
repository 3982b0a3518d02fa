"""Brings labelled texts to files for `voc train`.

    python3 dicts/models/prepare.py sentiment ../shared/data [BANK] > sentiment.csv   text,label,weight,group
    python3 dicts/models/prepare.py natures BANK > natures.csv                        text,natures,weight,group

../shared/data is the labelled development data, BANK a folder of our own sentences (*.tsv: text, polarity p/n/0/m, natures as letters in order of
weight, and more). The texts are not part of the project; only weights fitted on them are.
"""
import csv, glob, json, os, sys

csv.field_size_limit(1 << 28)

# Letters of the bank; capitals are complained about.
NATURES = {"p": "product", "s": "service", "l": "logistics", "m": "price", "o": "other"}
# A sentence of our own beside a review of the development data. With 2 instead, reviews of products lost 0.1 point and our own sentences gained 0.7.
OWN = 1.0


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as f:
        yield from csv.DictReader(f)


def bank(folder):
    """Text, polarity, natures and group of each sentence of our own."""
    for path in sorted(glob.glob(os.path.join(folder, "*.tsv"))):
        group = "own " + os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding="utf-8") as f:
            for line in f:
                text, polarity, natures = line.rstrip("\n").split("\t")[:3]
                yield text, polarity, natures, group


def sentiment(data, own=None):
    out = csv.writer(sys.stdout)
    out.writerow(["text", "label", "weight", "group"])
    for r in rows(data, "sentiment_shopping.csv"):
        out.writerow([r["text"], r["label"], 1.0, r["category"]])
    # Reviews whose opinions all agree; a whole review with one fault is not a negative one.
    for r in rows(data, "opinions_makeup.csv"):
        sides = {o["polarity"] for o in json.loads(r["opinions"])} - {"neutral"}
        if len(sides) == 1:
            side = sides.pop()
            out.writerow([r["text"], side, 0.5 if side == "positive" else 1.0, "makeup"])
    for r in rows(data, "feedback_shoes.csv"):
        if r["gold"] in ("pos", "neg"):
            out.writerow([r["评价内容"], {"pos": "positive", "neg": "negative"}[r["gold"]], 0.2 if r["gold"] == "pos" else 1.0, "shoes"])
    for r in rows(data, "feedback_aircon.csv"):
        star = r["评分"].strip()
        if star in "1245" and star and r["评价内容"].strip() and "未" not in r["评价内容"][:10]:
            out.writerow([r["评价内容"], "positive" if star in "45" else "negative", 0.5, "aircon"])
    for text, polarity, _, group in bank(own) if own else ():
        if polarity in "pn":
            out.writerow([text, {"p": "positive", "n": "negative"}[polarity], OWN, group])


def natures(own):
    """Everything that a sentence talks about, complained about or not: what is blamed is told from the clause."""
    out = csv.writer(sys.stdout)
    out.writerow(["text", "natures", "weight", "group"])
    for text, _, letters, group in bank(own):
        out.writerow([text, "|".join(sorted({NATURES[c] for c in letters.lower()})), 1.0, group])


{"sentiment": sentiment, "natures": natures}[sys.argv[1]](*sys.argv[2:])

"""Brings labelled texts to files for `voc train`.

    python3 dicts/models/prepare.py sentiment ../shared/data dicts/models/bank > sentiment.csv   text,label,weight,group
    python3 dicts/models/prepare.py verdict ../shared/data dicts/models/bank > verdict.csv       the same with natures, complaints, open, reasons

../shared/data is the labelled development data, BANK a folder of our own sentences (*.tsv: text, polarity p/n/0/m, natures as letters in order of
weight with capitals complained of, reasons of a major complaint, kind). The public texts are not part of the project; only weights fitted on them are.
"""
import csv, glob, json, os, sys

csv.field_size_limit(1 << 28)

# Letters of the bank; capitals are complained about.
NATURES = {"p": "product", "s": "service", "l": "logistics", "m": "price", "o": "other"}
SIDES = {"p": "positive", "n": "negative", "0": "neutral", "m": "mixed"}
# Weight of a sentence of our own beside a review of the development data. In the sentiment model, with 2, reviews of products lost 0.1 point and
# our own sentences gained 0.7; decisions weigh a few dozen signals, for which reviews of products are too much alike.
OWN = {"sentiment": 1.0, "verdict": 2.0}
UNKNOWN = "?"
# Categories of the make-up reviews that leave open whether the product is complained of.
OPEN = {"overall", "other", "packaging", "price", "intent"}


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as f:
        yield from csv.DictReader(f)


def bank(folder):
    """Text, polarity, natures, reasons and group of each sentence of our own."""
    for path in sorted(glob.glob(os.path.join(folder, "*.tsv"))):
        group = "own " + os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding="utf-8") as f:
            for line in f:
                text, polarity, natures, reasons = (line.rstrip("\n") + "\t\t").split("\t")[:4]
                yield text, polarity, natures, reasons, group


def joined(ids):
    return "|".join(sorted(ids))


def reviews(data):
    """Public reviews of which only the side is known: text, label, weight, group."""
    for r in rows(data, "sentiment_shopping.csv"):
        yield r["text"], r["label"], 1.0, r["category"]
    for r in rows(data, "feedback_shoes.csv"):
        if r["gold"] in ("pos", "neg"):
            yield r["评价内容"], {"pos": "positive", "neg": "negative"}[r["gold"]], 0.2 if r["gold"] == "pos" else 1.0, "shoes"
    for r in rows(data, "feedback_aircon.csv"):
        star = r["评分"].strip()
        if star in "1245" and star and r["评价内容"].strip() and "未" not in r["评价内容"][:10]:
            yield r["评价内容"], "positive" if star in "45" else "negative", 0.5, "aircon"


def makeup(data):
    """Make-up reviews: text, label where all opinions agree (a review with one fault is not a negative one), natures, complaints, open natures."""
    known = set(NATURES.values()) - {"other"}
    for r in rows(data, "opinions_makeup.csv"):
        opinions = json.loads(r["opinions"])
        sides = {o["polarity"] for o in opinions} - {"neutral"}
        blamed = {o["nature"] for o in opinions if o["polarity"] == "negative"}
        open_ = {"other"}
        if "product" not in blamed and blamed & OPEN:
            open_.add("product")
        if "logistics" not in blamed and "packaging" in blamed:
            open_.add("logistics")
        label = sides.pop() if len(sides) == 1 else ""
        yield r["text"], label, {o["nature"] for o in opinions} & known, blamed & known, open_


def cars(data):
    """Titles of car complaints: text, complaints of product and service."""
    for r in rows(data, "complaints_car.csv"):
        yield r["投诉内容"], {"product", "service"} & set(r["gold_natures"].split("|"))


def sentiment(data, own):
    out = csv.writer(sys.stdout)
    out.writerow(["text", "label", "weight", "group"])
    out.writerows(reviews(data))
    for text, label, *_ in makeup(data):
        if label:
            out.writerow([text, label, 0.5 if label == "positive" else 1.0, "makeup"])
    for text, polarity, _, _, group in bank(own):
        if polarity in "pn":
            out.writerow([text, SIDES[polarity], OWN["sentiment"], group])


def verdict(data, own):
    out = csv.writer(sys.stdout)
    out.writerow(["text", "label", "natures", "complaints", "open", "reasons", "weight", "group"])
    for text, polarity, letters, reasons, group in bank(own):
        natures = {NATURES[c] for c in letters.lower()}
        blamed = {NATURES[c.lower()] for c in letters if c.isupper()}
        out.writerow([text, SIDES[polarity], joined(natures), joined(blamed), "", reasons, OWN["verdict"], group])
    for text, label, natures, blamed, open_ in makeup(data):
        weight = 0.5 if label == "positive" else 1.0
        out.writerow([text, label, joined(natures), joined(blamed), joined(open_), UNKNOWN, weight, "makeup"])
    for text, blamed in cars(data):
        open_ = set(NATURES.values()) - {"product", "service"}
        out.writerow([text, "", joined(blamed), joined(blamed), joined(open_), UNKNOWN, 0.5, "cars"])
    for text, label, weight, group in reviews(data):
        out.writerow([text, label, UNKNOWN, UNKNOWN, "", UNKNOWN, weight, group])


{"sentiment": sentiment, "verdict": verdict}[sys.argv[1]](*sys.argv[2:])

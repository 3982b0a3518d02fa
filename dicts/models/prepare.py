"""Brings the labelled development data (../shared/data) to one file for `voc train`: text,label,weight,group.

    python3 dicts/models/prepare.py ../shared/data > /tmp/sentiment.csv

The texts are not part of the project; only weights fitted on them are.
"""
import csv, json, sys, os

csv.field_size_limit(1 << 28)


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as f:
        yield from csv.DictReader(f)


def main(folder):
    out = csv.writer(sys.stdout)
    out.writerow(["text", "label", "weight", "group"])
    for r in rows(folder, "sentiment_shopping.csv"):
        out.writerow([r["text"], r["label"], 1.0, r["category"]])
    # Reviews whose opinions all agree; a whole review with one fault is not a negative one.
    for r in rows(folder, "opinions_makeup.csv"):
        sides = {o["polarity"] for o in json.loads(r["opinions"])} - {"neutral"}
        if len(sides) == 1:
            side = sides.pop()
            out.writerow([r["text"], side, 0.5 if side == "positive" else 1.0, "makeup"])
    for r in rows(folder, "feedback_shoes.csv"):
        if r["gold"] in ("pos", "neg"):
            out.writerow([r["评价内容"], {"pos": "positive", "neg": "negative"}[r["gold"]], 0.2 if r["gold"] == "pos" else 1.0, "shoes"])
    for r in rows(folder, "feedback_aircon.csv"):
        star = r["评分"].strip()
        if star in "1245" and star and r["评价内容"].strip() and "未" not in r["评价内容"][:10]:
            out.writerow([r["评价内容"], "positive" if star in "45" else "negative", 0.5, "aircon"])


main(sys.argv[1])

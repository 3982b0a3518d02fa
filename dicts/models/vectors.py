"""Fits `words.vectors`: what words mean, by the company they keep.

    python3 -m venv v && v/bin/pip install jieba==0.42.1 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    v/bin/python dicts/models/vectors.py ../shared/data dicts/models/bank > dicts/models/words.vectors

Positive pointwise mutual information of words that stand within six words of each other (contexts smoothed by the power 0.75), brought down by a singular
value decomposition whose factors are weighted by the root of their singular values (Levy, Goldberg and Dagan 2015). Vectors have length one and are kept
as signed bytes. The file: a line `voc-vectors 1 WORDS DIMENSIONS TOKENS`, a line `word<TAB>times` for each word by falling times, then WORDS × DIMENSIONS bytes.
"""

import collections
import csv
import pathlib
import re
import sys

import jieba
import numpy
import scipy.sparse
from sklearn.utils.extmath import randomized_svd

WINDOW = 6
LEAST = 8
DIMENSIONS = 100
FACTORS = 150
HAN = re.compile(r"[\u4e00-\u9fff]")
TEXTS = {
    "sentiment_shopping.csv": "text",
    "opinions_makeup.csv": "text",
    "feedback_aircon.csv": "评价内容",
    "feedback_shoes.csv": "评价内容",
    "complaints_car.csv": "投诉内容",
}


def texts(data, bank):
    for path in sorted(bank.glob("*.tsv")):
        for line in path.open(encoding="utf-8"):
            yield line.split("\t")[0]
    for name, column in TEXTS.items():
        with (data / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield row[column] or ""


def together(documents, places):
    """A square matrix: how often two words stand near each other."""
    pairs = collections.Counter()
    for words in documents:
        ids = [places.get(w, -1) for w in words]
        for i, a in enumerate(ids):
            for b in ids[i + 1 : i + 1 + WINDOW]:
                if a >= 0 and b >= 0 and a != b:
                    pairs[min(a, b), max(a, b)] += 1
    keys = numpy.array(sorted(pairs))
    counts = numpy.array([pairs[a, b] for a, b in keys.tolist()], float)
    rows = numpy.concatenate([keys[:, 0], keys[:, 1]])
    columns = numpy.concatenate([keys[:, 1], keys[:, 0]])
    size = (len(places), len(places))
    return scipy.sparse.coo_matrix((numpy.concatenate([counts, counts]), (rows, columns)), shape=size)


def information(near):
    """Positive pointwise mutual information."""
    sums = numpy.asarray(near.sum(1)).ravel()
    smooth = sums**0.75
    smooth /= smooth.sum()
    value = numpy.log(near.data / (sums[near.row] * smooth[near.col]))
    keep = value > 0
    return scipy.sparse.csr_matrix((value[keep], (near.row[keep], near.col[keep])), shape=near.shape)


def main():
    jieba.setLogLevel(60)
    documents = [[w for w in jieba.cut(t) if HAN.match(w)] for t in texts(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))]
    times = collections.Counter(w for words in documents for w in words)
    known = sorted((w for w, n in times.items() if n >= LEAST), key=lambda w: (-times[w], w))
    places = {w: i for i, w in enumerate(known)}
    left, strength, _ = randomized_svd(information(together(documents, places)), n_components=FACTORS, n_iter=4, random_state=0)
    vectors = (left * numpy.sqrt(strength))[:, :DIMENSIONS]
    vectors /= numpy.abs(vectors).max(1, keepdims=True) + 1e-12
    out = sys.stdout.buffer
    out.write(f"voc-vectors 1 {len(known)} {DIMENSIONS} {sum(times.values())}\n".encode())
    out.write("".join(f"{w}\t{times[w]}\n" for w in known).encode())
    out.write(numpy.round(vectors * 127).astype("int8").tobytes())


main()

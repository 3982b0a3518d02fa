"""Fits `words.vectors`: what words mean, by the company they keep and by the problems that they tell of.

    python3 -m venv v && v/bin/pip install jieba==0.42.1 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 torch==2.15.0
    v/bin/python dicts/models/vectors.py ../shared/data dicts/models/bank dicts/models/problems > dicts/models/words.vectors

First, positive pointwise mutual information of words that stand within six words of each other (contexts smoothed by the power 0.75), brought down by a
singular value decomposition whose factors are weighted by the root of their singular values (Levy, Goldberg and Dagan 2015).

Then, from complaints that are known to tell of the same problem or of others of the same trade (`problems`), a weight for each word and one linear map for all,
so that the mean vectors of texts of one problem are near each other and those of others are not (mean word vectors fitted to paraphrases, Wieting et al. 2016, with the
supervised contrastive loss of Khosla et al. 2020, beside the likeness of the wording, which is what `src/insight/hot/meaning.rs` computes). Printed to
standard error: mean average precision, and AUC, of pairs of one problem among all pairs of a trade, for files that the fit has not seen.

The file: a line `voc-vectors 2 WORDS DIMENSIONS TOKENS`, a line `word<TAB>times<TAB>scale` for each word by falling times, then WORDS x DIMENSIONS signed
bytes; a component is its byte times the scale in millionths.
"""

import collections
import csv
import math
import pathlib
import re
import sys

import jieba
import numpy
import scipy.sparse
import torch
from sklearn.utils.extmath import randomized_svd

WINDOW = 6
LEAST = 8
KEPT = 200
FACTORS = 320
DIMENSIONS = 100
# Of the fit: rounds, trades at a time, temperature, penalties on the logarithms of weights and on the map.
ROUNDS, TRADES, TEMPERATURE, ON_WEIGHTS, ON_MAP = 12, 4, 0.1, 0.3, 0.01
# A word of this share of all words begins the fit with half the weight of the rarest.
HALF = 1e-3
# As in src/insight/hot/meaning.rs.
PLAIN, PLAIN_CHARACTER, CHARACTER = 5.0, 4.0, 0.5
HAN = re.compile(r"[\u4e00-\u9fff]")
TEXTS = {
    "sentiment_shopping.csv": "text",
    "opinions_makeup.csv": "text",
    "feedback_aircon.csv": "评价内容",
    "feedback_shoes.csv": "评价内容",
    "complaints_car.csv": "投诉内容",
}


def trades(problems):
    """Problem (or -) and text of each complaint, by file and trade."""
    out = {}
    for path in sorted(problems.glob("*.tsv")):
        for line in path.open(encoding="utf-8"):
            problem, text, _, _, trade = line.rstrip("\n").split("\t")
            out.setdefault((path.name, trade), []).append((problem, text))
    return out


def texts(data, bank, problems):
    for path in sorted(bank.glob("*.tsv")):
        for line in path.open(encoding="utf-8"):
            yield line.split("\t")[0]
    for trade in trades(problems).values():
        for _, text in trade:
            yield text
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


class Words:
    """The known words, and the cutting of a text into them."""

    def __init__(self, known, times):
        self.places = {w: i for i, w in enumerate(known)}
        self.times = times
        self.tokens = sum(times.values())
        self.longest = max(map(len, known))

    def cut(self, text):
        """Distinct words, from the left the longest that is known, as src/lexicon/vectors.rs cuts."""
        out, i = set(), 0
        while i < len(text):
            longest = min(self.longest, len(text) - i)
            length = next((n for n in range(longest, 1, -1) if text[i : i + n] in self.places), 1)
            if all(HAN.match(c) for c in text[i : i + length]):
                out.add(text[i : i + length])
            i += length
        return sorted(out)

    def rarity(self, word):
        times = self.times[word] if word in self.places else 0
        return math.log(self.tokens / (times + 1))

    def wording(self, words):
        parts = collections.defaultdict(float)
        for word in words:
            parts[word] = max(parts[word], self.rarity(word) - PLAIN, 0)
            for c in word if len(word) > 1 else "":
                parts[c] = max(parts[c], CHARACTER * max(self.rarity(c) - PLAIN_CHARACTER, 0))
        length = math.sqrt(sum(x * x for x in parts.values())) or 1e-9
        return {part: x / length for part, x in parts.items()}


class Trade:
    """The complaints of a trade: their words, the likeness of their wording, and which are of one problem."""

    def __init__(self, rows, words):
        cut = [words.cut(text) for _, text in rows]
        places = [[words.places[w] for w in c if w in words.places] for c in cut]
        self.words = torch.tensor([w for row in places for w in row])
        self.rows = torch.tensor([i for i, row in enumerate(places) for _ in row])
        self.size = len(rows)
        said = [words.wording(c) for c in cut]
        shared = [[sum(x * b.get(part, 0) for part, x in a.items()) for b in said] for a in said]
        self.said = torch.tensor(shared, dtype=torch.float32)
        of = [problem for problem, _ in rows]
        self.same = torch.tensor([[a != "-" and a == b and i != j for j, b in enumerate(of)] for i, a in enumerate(of)])


class Fit:
    """A weight for each word, one map for all, and the share of the wording."""

    def __init__(self, vectors, frequency):
        self.vectors = torch.tensor(vectors, dtype=torch.float32)
        self.usual = torch.tensor(numpy.log(HALF / (HALF + frequency)), dtype=torch.float32)
        self.weights = torch.zeros(len(frequency), requires_grad=True)
        self.start = torch.eye(KEPT, DIMENSIONS)
        self.map = self.start.clone().requires_grad_(True)
        self.wording = torch.tensor(math.log(0.4 / 0.6), requires_grad=True)

    def words(self):
        return self.vectors * torch.exp(self.usual + self.weights).unsqueeze(1) @ self.map

    def likeness(self, t):
        weighed = self.vectors[t.words] * torch.exp((self.usual + self.weights)[t.words]).unsqueeze(1)
        meant = torch.zeros(t.size, KEPT).index_add(0, t.rows, weighed)
        meant = (meant - meant.mean(0)) @ self.map
        meant = meant / (meant.norm(dim=1, keepdim=True) + 1e-6)
        share = torch.sigmoid(self.wording)
        return (1 - share) * meant @ meant.T + share * t.said

    def loss(self, t):
        logits = self.likeness(t) / TEMPERATURE - 1e4 * torch.eye(t.size)
        chances = logits - torch.logsumexp(logits, 1, keepdim=True)
        of = t.same.sum(1)
        loss = -((chances * t.same).sum(1)[of > 0] / of[of > 0]).mean()
        return loss + ON_WEIGHTS * (self.weights[torch.unique(t.words)] ** 2).sum() / t.size

    def run(self, trades):
        optimiser = torch.optim.Adam([self.weights, self.map, self.wording], lr=0.01)
        order, dice = list(range(len(trades))), numpy.random.RandomState(0)
        for _ in range(ROUNDS):
            dice.shuffle(order)
            for at in range(0, len(order), TRADES):
                some = [trades[i] for i in order[at : at + TRADES]]
                loss = sum(map(self.loss, some)) / len(some) + ON_MAP * ((self.map - self.start) ** 2).sum()
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
        return self

    def score(self, trades):
        """Average precision and AUC of pairs of one problem, means over trades."""
        out = []
        for t in trades:
            upper = numpy.triu_indices(t.size, 1)
            like, same = self.likeness(t).detach().numpy()[upper], t.same.numpy()[upper]
            sorted_ = same[numpy.argsort(-like, kind="stable")]
            precision = (numpy.cumsum(sorted_)[sorted_] / (numpy.nonzero(sorted_)[0] + 1)).mean()
            below = numpy.searchsorted(numpy.sort(like[~same]), like[same])
            out.append((precision, below.mean() / (~same).sum()))
        return numpy.mean(out, 0).round(3)


def main():
    jieba.setLogLevel(60)
    torch.manual_seed(0)
    torch.set_num_threads(1)
    data, bank, problems = map(pathlib.Path, sys.argv[1:4])
    documents = [[w for w in jieba.cut(t) if HAN.match(w)] for t in texts(data, bank, problems)]
    times = collections.Counter(w for words in documents for w in words)
    known = sorted((w for w, n in times.items() if n >= LEAST), key=lambda w: (-times[w], w))
    words = Words(known, times)
    left, strength, _ = randomized_svd(information(together(documents, words.places)), n_components=FACTORS, n_iter=4, random_state=0)
    vectors = (left * numpy.sqrt(strength))[:, :KEPT]
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    frequency = numpy.array([times[w] for w in known]) / words.tokens
    of = {name: Trade(rows, words) for name, rows in trades(problems).items()}
    files = sorted({file for file, _ in of})
    for part in range(3):
        unseen = [t for (file, _), t in of.items() if files.index(file) % 3 == part]
        seen = [t for (file, _), t in of.items() if files.index(file) % 3 != part]
        before = Fit(vectors, frequency).score(unseen)
        print("not seen:", Fit(vectors, frequency).run(seen).score(unseen), "before", before, file=sys.stderr)
    fit = Fit(vectors, frequency).run(list(of.values()))
    print("share of the wording:", round(torch.sigmoid(fit.wording).item(), 3), file=sys.stderr)
    fitted = fit.words().detach().numpy()
    scales = numpy.maximum(numpy.round(numpy.abs(fitted).max(1) / 127 * 1e6), 1)
    out = sys.stdout.buffer
    out.write(f"voc-vectors 2 {len(known)} {DIMENSIONS} {words.tokens}\n".encode())
    out.write("".join(f"{w}\t{times[w]}\t{scale:.0f}\n" for w, scale in zip(known, scales)).encode())
    out.write(numpy.clip(numpy.round(fitted * 1e6 / scales[:, None]), -127, 127).astype("int8").tobytes())


main()

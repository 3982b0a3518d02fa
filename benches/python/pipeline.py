"""What an analyst writes today: read the export, cut with jieba, find keywords, judge with a linear model, group into topics, count.

    python pipeline.py feedback.csv report.json

As plain as such notebooks are, but with no needless work: texts are cut once, matrices are sparse, the model is linear, topics are found by mini-batches.
It does less than voc: no aspects, natures, severity, intents, copies, masking, trends, intervals, alerts or work orders.
"""

import json
import sys
import time

import jieba
import numpy as np
import pandas as pd
from sklearn.cluster import MiniBatchKMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

TOPICS, WORDS, TRAINED = 20, 20, 20_000


def stage(name, since):
    now = time.perf_counter()
    print(f"  {name}: {now - since:.1f} s", file=sys.stderr)
    return now


def main(source, target):
    clock = time.perf_counter()
    jieba.initialize()
    clock = stage("load jieba", clock)

    table = pd.read_csv(source)
    texts = table["反馈内容"].fillna("").astype(str)
    clock = stage("read", clock)

    cut = [" ".join(w for w in jieba.cut(t) if len(w) > 1) for t in texts]
    clock = stage("cut", clock)

    vectorizer = TfidfVectorizer(min_df=5, max_df=0.5, max_features=50_000, token_pattern=r"\S+")
    matrix = vectorizer.fit_transform(cut)
    names = vectorizer.get_feature_names_out()
    clock = stage("TF-IDF", clock)

    # Stars as labels, as one has them; judged is every row.
    stars = pd.to_numeric(table["评分"], errors="coerce")
    marked = np.flatnonzero((stars <= 2) | (stars >= 4))[:TRAINED]
    model = LogisticRegression(max_iter=200).fit(matrix[marked], stars.iloc[marked] >= 4)
    positive = model.predict_proba(matrix)[:, 1]
    negative = positive < 0.5
    clock = stage("sentiment", clock)

    def top(rows):
        weights = np.asarray(matrix[rows].mean(axis=0)).ravel()
        return [names[i] for i in weights.argsort()[::-1][:WORDS]]

    keywords = {"all": top(slice(None)), "negative": top(np.flatnonzero(negative)), "positive": top(np.flatnonzero(~negative))}
    clock = stage("keywords", clock)

    topics = MiniBatchKMeans(TOPICS, random_state=1, batch_size=4096, n_init=3).fit(matrix)
    themes = [[names[i] for i in center.argsort()[::-1][:8]] for center in topics.cluster_centers_]
    clock = stage("topics", clock)

    table["negative"], table["topic"] = negative, topics.labels_
    day = pd.to_datetime(table["反馈时间"], errors="coerce").dt.date
    counts = {
        by: table.groupby(key)["negative"].agg(["size", "mean"]).reset_index().astype(str).to_dict("records")
        for by, key in [("channel", "渠道"), ("store", "门店"), ("topic", "topic"), ("day", day)]
    }
    with open(target, "w", encoding="utf-8") as out:
        json.dump({"rows": len(table), "keywords": keywords, "topics": themes, "counts": counts}, out, ensure_ascii=False)
    stage("count and write", clock)


if __name__ == "__main__":
    main(*sys.argv[1:3])

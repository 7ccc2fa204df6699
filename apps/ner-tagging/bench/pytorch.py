"""Training speed of the same tagger in PyTorch on one thread: word vectors, character convolution, BiLSTM, CRF, Adam.

Reads sizes and sentence lengths as JSON from stdin, prints tokens a second. Words and tags are random: speed does not depend on them.
`textloom ner-tagging bench` runs it where python3 can import torch.
"""
import json
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(1)
sizes = json.load(sys.stdin)
alphabet = 100


class Crf(nn.Module):
    def __init__(self, tags):
        super().__init__()
        self.start = nn.Parameter(torch.zeros(tags))
        self.end = nn.Parameter(torch.zeros(tags))
        self.between = nn.Parameter(torch.zeros(tags, tags))

    def forward(self, scores, tags, mask):
        """Mean negative log-likelihood; scores [T, B, K], tags and mask [T, B]."""
        length, batch, _ = scores.shape
        rows = torch.arange(batch)
        gold = self.start[tags[0]] + scores[0, rows, tags[0]]
        alpha = self.start + scores[0]
        for t in range(1, length):
            step = self.between[tags[t - 1], tags[t]] + scores[t, rows, tags[t]]
            gold = gold + step * mask[t]
            after = torch.logsumexp(alpha.unsqueeze(2) + self.between, dim=1) + scores[t]
            alpha = torch.where(mask[t].unsqueeze(1).bool(), after, alpha)
        last = mask.sum(0).long() - 1
        gold = gold + self.end[tags[last, rows]]
        return (torch.logsumexp(alpha + self.end, dim=1) - gold).mean()


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(sizes["words"], sizes["wordDimension"])
        self.with_characters = sizes["characterOutputs"] > 0
        inputs = sizes["wordDimension"]
        if self.with_characters:
            self.characters = nn.Embedding(alphabet, sizes["characterDimension"])
            self.convolution = nn.Conv1d(sizes["characterDimension"], sizes["characterOutputs"], 3, padding=1)
            inputs += sizes["characterOutputs"]
        self.dropout = nn.Dropout(0.4)
        self.lstm = nn.LSTM(inputs, sizes["hidden"], sizes["layers"], bidirectional=True)
        self.output = nn.Linear(2 * sizes["hidden"], sizes["tags"])
        self.crf = Crf(sizes["tags"])

    def forward(self, words, characters, tags, mask):
        vectors = self.words(words)
        if self.with_characters:
            length, batch, width = characters.shape
            letters = self.characters(characters.reshape(length * batch, width)).transpose(1, 2)
            spelling = self.convolution(letters).amax(2).reshape(length, batch, -1)
            vectors = torch.cat([vectors, spelling], dim=2)
        packed = nn.utils.rnn.pack_padded_sequence(self.dropout(vectors), mask.sum(0).long(), enforce_sorted=False)
        states, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0])
        return self.crf(self.output(self.dropout(states)), tags, mask)


def batches():
    order = sorted(range(len(sizes["lengths"])), key=lambda i: sizes["lengths"][i])
    size = sizes["batchSize"]
    for at in range(0, len(order), size):
        rows = [i for i in order[at : at + size] if sizes["lengths"][i] > 0]
        if not rows:
            continue
        lengths = torch.tensor([sizes["lengths"][i] for i in rows])
        length, width = int(lengths.max()), max(sizes["wordLengths"][i] for i in rows)
        words = torch.randint(sizes["words"], (length, len(rows)))
        characters = torch.randint(alphabet, (length, len(rows), width))
        tags = torch.randint(sizes["tags"], (length, len(rows)))
        mask = (torch.arange(length).unsqueeze(1) < lengths.unsqueeze(0)).float()
        yield int(lengths.sum()), (words, characters, tags, mask)


def main():
    tagger = Tagger()
    optimizer = torch.optim.Adam(tagger.parameters(), lr=1e-3)

    def step(batch):
        optimizer.zero_grad()
        tagger(*batch).backward()
        nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
        optimizer.step()

    data = list(batches())
    for _, batch in data[:3]:
        step(batch)
    start = time.perf_counter()
    for _, batch in data:
        step(batch)
    print(sum(tokens for tokens, _ in data) / (time.perf_counter() - start))


main()

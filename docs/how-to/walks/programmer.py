"""The programmer: import the library, share seats by the hundred thousand, trust nothing."""

import json

import numpy as np

import kkr_allocation as kkr

# One council, as a function of plain figures. Every result is a frozen record.
votes = {"A": 146_007, "V": 97_507, "C": 52_458, "F": 29_614, "O": 27_983}
result = kkr.apportion(votes, 17, alliances=[["A", "F"], ["V", "C"]])
print(result.seats)

# What cannot be right is refused in words; a tie is a result of its own, never a coin flip.
try:
    kkr.apportion({"A": 100, "B": 100}, 3)
except kkr.UnresolvedTieError as error:
    lot = kkr.draw(error.tie, seed=1)
    print(error.tie.sentence(), "->", kkr.apportion({"A": 100, "B": 100}, 3, lots=[lot]).seats)

# A hundred thousand elections at once: an array in, an array out, each row exact.
shares = np.array(list(votes.values())) / sum(votes.values())
drawn = np.random.default_rng(7).multinomial(1_000, shares, size=100_000)
batch = kkr.apportion_batch(drawn, 17)
clear = batch.seats[~batch.tied]
print(f"{len(clear):,} rows need no lot; A has {clear[:, 0].mean():.2f} seats on average")

# Any row is a full result again, with its steps and its proof.
row = int(np.flatnonzero(~batch.tied)[0])
assert [*batch.row(row).seats.values()] == batch.seats[row].tolist()
print(batch.row(row).verify())

# A result goes through JSON to another program, and is checked there without the engine.
document = json.loads(result.to_json())
assert kkr.from_json(json.dumps(document)) == result
document["seats"]["A"] += 1
try:
    kkr.from_json(json.dumps(document)).verify()
except kkr.VerificationError as error:
    print("Refused:", error)

# %% [markdown]
# The analyst: how large can KKR Syddanmark become, and what has Odense's chain to do with it?
# Jupyter opens this file as a notebook, by jupytext.

# %% The council as it is
import kkr_allocation as kkr

election = kkr.load_election(2021)
council = kkr.compose_region(election, "KKR Syddanmark")
print(f"{council.house_size} members; the mayors of {council.binding[0]} set the size")

# %% Twenty thousand elections around it, every list moving by about two points
scenario = kkr.Scenario(council, kkr.UniformSwing(2))
tally = kkr.sweep(scenario, 20_000, seed=2021).tallies[0]
sizes = {size: int(count) for size, count in enumerate(tally.house_size) if count}
larger = sum(count for size, count in sizes.items() if size > council.house_size)
print(f"From {min(sizes)} to {max(sizes)} members; larger than now in {larger / tally.decided:.0%}")

# %% Another mayor in Odense
flips = kkr.mayor_flips(election, "KKR Syddanmark", municipalities=["Odense"])
print(flips[["mayor", "becomes", "house_size", "house_change"]].to_string(index=False))

# %% Keep it: a table for others, a picture for the slide
flips.to_csv("odense.csv", index=False)
kkr.plot_council(council, language="da").figure.savefig("syddanmark.png")

# %% The answer
largest = flips.loc[flips["house_size"].idxmax()]
print(
    f"A chain for {largest['becomes']} in Odense makes {largest['house_size']} members; "
    f"votes alone go up to {max(sizes)}, and the cap is {council.cap}."
)

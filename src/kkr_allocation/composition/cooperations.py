"""Registered list co-operations: each with lists of its own, whose votes are counted together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.inputs import known_names, listed_names

__all__ = ["COUNTED_TOGETHER", "checked_cooperations", "checked_members"]

COUNTED_TOGETHER = Bilingual(
    "members' votes are counted under the co-operation, and never alone too",
    da="medlemmernes stemmer tælles under samarbejdet og aldrig også alene",
)


def checked_members(cooperations: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return the members of each co-operation as given, or say that they are no lists."""
    if not isinstance(cooperations, Mapping):
        raise InvalidInputError(
            f"cooperations is {cooperations!r:.80}",
            why="a registered list co-operation has a name and member lists",
            do='Pass a mapping such as {"Lokallisterne": ["Lokallisten", "Borgerlisten"]}',
        )
    return {name: listed_names(ms, f"cooperations[{name!r}]") for name, ms in cooperations.items()}


def checked_cooperations(
    cooperations: Mapping[str, Iterable[str]], votes: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """Return each co-operation's members in the order of the votes, each with votes of its own."""
    joined: dict[str, tuple[str, ...]] = {}
    home: dict[str, str] = {}
    for name, members in checked_members(cooperations).items():
        if name in votes:
            raise InvalidInputError(
                Bilingual(
                    f"votes has the co-operation {name!r}, and cooperations has its members",
                    da=f"listesamarbejdet {name!r} hedder som en liste, der selv har stemmer",
                ),
                why=COUNTED_TOGETHER,
                do=Bilingual(
                    f"Leave {name!r} out of votes, or out of cooperations",
                    da="Giv samarbejdet et navn, som ingen liste har",
                ),
            )
        if not members:
            raise InvalidInputError(
                Bilingual(
                    f"cooperations[{name!r}] has no members",
                    da=f"listesamarbejdet {name!r} har ingen lister",
                ),
                why=Bilingual(
                    "a list co-operation pools the votes of its member lists",
                    da="et listesamarbejde lægger sine listers stemmer sammen",
                ),
                do=Bilingual(
                    "Name its member lists, or leave it out",
                    da="Nævn dets lister, eller udelad det",
                ),
            )
        said = Bilingual(f"cooperations[{name!r}]", da=f"listesamarbejdet {name!r}")
        known_names(dict.fromkeys(members), votes, said)
        for member in members:
            if member in home:
                raise InvalidInputError(
                    Bilingual(
                        f"{member!r} stands in the co-operations {home[member]!r} and {name!r}",
                        da=f"{member!r} står i samarbejderne {home[member]!r} og {name!r}",
                    ),
                    why=Bilingual(
                        "a list's votes are counted once", da="en listes stemmer tælles én gang"
                    ),
                    do=Bilingual(
                        "Name it once, in the co-operation it is registered in",
                        da="Nævn den én gang, i det samarbejde den er anmeldt i",
                    ),
                )
            home[member] = name
        joined[name] = tuple(member for member in votes if home.get(member) == name)
    return joined

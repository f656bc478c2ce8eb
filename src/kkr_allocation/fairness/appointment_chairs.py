"""Who stood beforehand, who takes the chair, and in what order the members of a forum stand."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from kkr_allocation.fairness.entries import entry, false, part

if TYPE_CHECKING:
    from kkr_allocation.fairness.appointment_levels import Seating
    from kkr_allocation.fairness.entries import Document

__all__ = ["check_chairs"]


def check_chairs(document: Document, seating: Seating) -> None:
    """Check fixed appointments, chairs and the order of members.

    Parameters
    ----------
    document : mapping
        The document of the appointment.
    seating : Seating
        Who sits where.

    Raises
    ------
    VerificationError
        If someone who stood beforehand is missing, a chair is no member or not the one agreed on,
        a mayor is passed over without agreement, or members stand out of order.
    """
    _check_fixed(document, seating)
    _check_order(document, seating)
    _check_agreed_chairs(document)


def _check_fixed(document: Document, seating: Seating) -> None:
    for forum, name in entry(document, "fixed"):
        if name not in seating.members[forum]:
            raise false(
                f"{name} is not in {forum}",
                why="that appointment stood beforehand",
                da=f"{name} er ikke i {forum}",
                da_why="den udpegning lå fast på forhånd",
            )
    chairs = part(document, "chairs")
    for strange in sorted({*chairs, *part(document, "substitutes")} - set(seating.fora)):
        raise false(
            f"{strange} has a chair or substitutes",
            why="there is no such forum in the document",
            da=f"{strange} har en formand eller stedfortrædere",
            da_why="dokumentet har intet sådant forum",
        )
    for forum, known in seating.fora.items():
        if (entry(known, "chair") is True) != (forum in chairs):
            raise false(
                f"the chair of {forum} is wrong",
                why="a forum with a chair has one",
                da=f"formanden for {forum} er forkert",
                da_why="et forum, hvor formanden er KKR's, har en, og andre har ingen",
            )
        if forum in chairs:
            _check_chair(document, seating, forum, str(chairs[forum]))


def _check_chair(document: Document, seating: Seating, forum: str, chair: str) -> None:
    if chair not in seating.members[forum]:
        raise false(
            f"the chair of {forum} is no member",
            why="the chair is a member",
            da=f"formanden for {forum} er ikke medlem",
            da_why="formanden er et af medlemmerne",
        )
    mayors = [entry(person, "name") for person in seating.seated(forum) if entry(person, "mayor")]
    if mayors and chair not in mayors and forum not in part(document, "agreed_chairs"):
        raise false(
            f"{chair} takes the chair of {forum}, and {mayors[0]} is a mayor",
            why="a mayor takes it unless another chair was agreed on",
            da=f"{chair} er formand for {forum}, og {mayors[0]} er borgmester",
            da_why="en borgmester er formand, medmindre en anden er aftalt",
        )


def _check_agreed_chairs(document: Document) -> None:
    chairs = part(document, "chairs")
    for forum, name in part(document, "agreed_chairs").items():
        if forum not in chairs:
            raise false(
                f"{forum} has no chair to agree on",
                why="its chair is no post of the KKR",
                da=f"{forum} har ingen formand at aftale",
                da_why="formandsposten er ikke KKR's at besætte",
            )
        if chairs[forum] != name:
            raise false(
                f"{chairs[forum]} chairs {forum}",
                why="another chair was agreed on",
                da=f"{chairs[forum]} er formand for {forum}",
                da_why="en anden formand var aftalt",
            )
        if [forum, name] not in entry(document, "fixed"):
            raise false(
                f"the agreed chair of {forum} did not stand",
                why="who takes it is a member",
                da=f"den aftalte formand for {forum} lå ikke fast",
                da_why="den, der får posten, er medlem",
            )


def _check_order(document: Document, seating: Seating) -> None:
    """Check that the chair stands first, and then the lists one after another, each by name."""
    chairs = part(document, "chairs")
    before: set[tuple[str, str]] = set()
    for forum, names in seating.members.items():
        if forum in chairs and chairs[forum] != names[0]:
            raise false(
                f"{chairs[forum]} takes the chair of {forum} and does not stand first",
                why="the chair is the first of the members, as protocols show",
                da=f"{chairs[forum]} er formand for {forum} og står ikke først",
                da_why="formanden er den første af medlemmerne, som protokoller viser dem",
            )
        rest = names[1:] if forum in chairs else names
        home = {name: str(entry(seating.people[name], "party")) for name in rest}
        lists = list(dict.fromkeys(home.values()))
        before.update(combinations(lists, 2))
        by_name = sorted(rest, key=lambda name: (lists.index(home[name]), name))
        if by_name != list(rest) or any(pair[::-1] in before for pair in combinations(lists, 2)):
            raise false(
                f"the members of {forum} are out of order",
                why="the lists follow one another as in the other fora, each one's people by name",
                da=f"medlemmerne af {forum} står ikke i orden",
                da_why="listerne følger efter hinanden som i de andre fora, og hver listes "
                "personer efter navn",
            )

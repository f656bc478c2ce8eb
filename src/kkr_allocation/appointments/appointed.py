"""Who sits where: the result of appointing, with all that it follows from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from kkr_allocation.appointments.gender import gender_balances
from kkr_allocation.errors import Bilingual, InvalidInputError
from kkr_allocation.explanations import checked_language, shortened
from kkr_allocation.inputs import known_names
from kkr_allocation.read_only import read_only
from kkr_allocation.results import Result

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from kkr_allocation.appointments.candidate import Candidate
    from kkr_allocation.appointments.entitlement import Entitlement
    from kkr_allocation.appointments.forum import Forum
    from kkr_allocation.appointments.gender import GenderBalance
    from kkr_allocation.appointments.model import Pair
    from kkr_allocation.appointments.rules import AppointmentRules, LevelResult, Wish
    from kkr_allocation.explanations import Explanation, Language

__all__ = ["Appointments"]


@frozen(field_transformer=read_only)
class Appointments(Result):
    """Who sits where, with all that it follows from.

    Parameters
    ----------
    fora : tuple of Forum
        The fora, as given.
    candidates : tuple of Candidate
        The candidates, as given.
    entitlement : Entitlement
        Who may fill how many posts.
    rules : AppointmentRules
        The rules of appointing.
    wishes : tuple of Wish
        The groups' wishes.
    fixed : tuple of (forum, candidate)
        Appointments that were already made.
    agreed_chairs : dict of str to str
        Who was to take the chair by agreement, by forum; they stand among the fixed.
    members : dict of str to tuple of str
        Names by forum; the chair first, then by list and name.
    chairs : dict of str to str
        Who takes the chair, by forum with a chair: agreed, or else proposed.
    substitutes : dict of str to dict of str to str
        The substitute of each member, by forum with substitutes.
    levels : tuple of LevelResult
        What each wish came to, in the order of the rules.
    differing : int or None
        The most posts in which another appointment with the same values differs; None where
        the time did not suffice to say.
    reasons : dict of str to str
        Why a forum deviates from equally many women and men.
    stopped_after : Fraction or None
        Seconds after which the search was stopped before everything was proven: only then can a
        level's value lie above its bound. None where the search ran to its end.

    Examples
    --------
    >>> import kkr_allocation as kkr
    >>> fora = [kkr.Forum("Dialogforum", 1)]
    >>> people = [kkr.Candidate("A1", "Greve", "A")]
    >>> kkr.appoint(fora, people, kkr.entitle(fora, {"A": 5})).members
    {'Dialogforum': ('A1',)}
    """

    fora: tuple[Forum, ...] = field(repr=False)
    candidates: tuple[Candidate, ...] = field(repr=False)
    entitlement: Entitlement = field(repr=False)
    rules: AppointmentRules = field(repr=False)
    wishes: tuple[Wish, ...] = field(repr=False)
    fixed: tuple[Pair, ...] = field(repr=False)
    agreed_chairs: dict[str, str] = field(repr=False)
    members: dict[str, tuple[str, ...]] = field(repr=shortened)
    chairs: dict[str, str] = field(repr=shortened)
    substitutes: dict[str, dict[str, str]] = field(repr=False)
    levels: tuple[LevelResult, ...] = field(repr=shortened)
    differing: int | None
    reasons: dict[str, str] = field(factory=dict, repr=False)
    stopped_after: Fraction | None = field(default=None, repr=False)

    @property
    def is_unique(self) -> bool | None:
        """Whether no other appointment has the same values; None where it is not known."""
        return None if self.differing is None else self.differing == 0

    @property
    def is_proven(self) -> bool:
        """Whether every level is the best there is."""
        return all(level.proven for level in self.levels)

    @property
    def sex_not_stated(self) -> tuple[str, ...]:
        """Appointed people whose sex is not stated; they are counted apart."""
        return tuple(
            person.name
            for person in self.candidates
            if person.sex is None and any(person.name in names for names in self.members.values())
        )

    @property
    def seats_ending_early(self) -> tuple[Pair, ...]:
        """Forum and member where a council seat ends before the forum's term."""
        people = {person.name: person for person in self.candidates}
        return tuple(
            (forum.name, name)
            for forum in self.fora
            for name in self.members[forum.name]
            if forum.ends is not None
            and (until := people[name].seat_until) is not None
            and until < forum.ends
        )

    @property
    def seats_unchecked(self) -> tuple[str, ...]:
        """Fora whose term has no known end, though a member's council seat has one."""
        ending = {person.name for person in self.candidates if person.seat_until is not None}
        return tuple(
            forum.name
            for forum in self.fora
            if forum.ends is None and not ending.isdisjoint(self.members[forum.name])
        )

    @property
    def gender(self) -> tuple[GenderBalance, ...]:
        """The members of each forum by sex, with the reasons given."""
        return gender_balances(self.members, self.candidates, self.reasons)

    def explain_post(self, forum: str, candidate: str, language: Language = "en") -> Explanation:
        """Say why this person has this post, who else could, and what the next best would cost.

        Parameters
        ----------
        forum, candidate : str
            A forum and one of its members.
        language : {"en", "da"}
            The language of the texts.

        Returns
        -------
        Explanation
            Whose post it is and who else may have it; then the best appointment without the
            person there, and what each wish falls short with and without. Of an appointment
            that stood beforehand it is said that it did.

        Raises
        ------
        InvalidInputError
            If the person does not sit there, or the language is another.

        Notes
        -----
        Everything is solved again without the person there, which takes as long as `appoint`.

        Examples
        --------
        >>> import kkr_allocation as kkr
        >>> fora = [kkr.Forum("Dialogforum", 1)]
        >>> people = [kkr.Candidate("A1", "Greve", "A", wishes=("Dialogforum",)),
        ...           kkr.Candidate("A2", "Greve", "A")]
        >>> result = kkr.appoint(fora, people, kkr.entitle(fora, {"A": 5}))
        >>> print(result.explain_post("Dialogforum", "A1"))
        A1 in Dialogforum
        1. The post belongs to A; A1 is of list A and from Greve, and may sit there. (...)
        2. Of A these too may sit there: A2. (...)
        3. The best appointment without A1 has A2 there. (...)
        ...
        """
        explained: Explanation = self._present(
            "post_explanation", forum, candidate, checked_language(language)
        )
        return explained

    def with_reasons(self, reasons: Mapping[str, str]) -> Appointments:
        """Return the appointments with reasons for deviating from equally many women and men.

        Parameters
        ----------
        reasons : mapping of str to str
            A reason for each forum that has one.

        Raises
        ------
        InvalidInputError
            If a reason is for a forum that is not there.
        """
        known_names(dict(reasons), self.members, "reasons")
        return evolve(self, reasons=self.reasons | dict(reasons))

    def final(self) -> Appointments:
        """Return the appointments as they can be decided: every deviation has its reason.

        Raises
        ------
        InvalidInputError
            If a forum deviates from equally many women and men and no reason is given.
        """
        missing = [row.forum for row in self.gender if row.lacks_reason]
        if missing:
            listed = ", ".join(missing)
            raise InvalidInputError(
                Bilingual(
                    f"equally many women and men are not proposed for {listed}",
                    da=f"Der er ikke foreslået lige mange kvinder og mænd til {listed}",
                ),
                why=Bilingual(
                    "a deviation needs a reason that is stated at the same time "
                    "(ligestillingsloven §§ 9, 10 a)",
                    da="en afvigelse kræver en begrundelse, der gives samtidig "
                    "(ligestillingsloven §§ 9, 10 a)",
                ),
                do=Bilingual(
                    "Pass the reasons: appointments.with_reasons({forum: reason})",
                    da="Skriv en begrundelse for hvert forum i arket Begrundelser",
                ),
            )
        return self

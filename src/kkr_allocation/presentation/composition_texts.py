"""The sentences of a composition's protocol, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.composition.statutes import Outsiders, SizeRule
from kkr_allocation.presentation.language import Text, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from kkr_allocation.composition.statutes import Statutes
    from kkr_allocation.results import Language

TITLE = Text(en="Composition of {council}", da="Sammensætning af {council}")
COUNCIL = Text(en="the council", da="rådet")
NONE = Text(en="none", da="ingen")

MEMBERS = Text(
    en="The mayors of the {municipalities} are members ex officio: {mayors}; {number} in all.",
    da="Borgmestrene i de {municipalities} er fødte medlemmer: {mayors}; i alt {number}.",
)
NO_MAYOR = Text(
    en="For {missing} there is no mayor in the figures yet; the council can change with them.",
    da="For {missing} er der endnu ingen borgmester i tallene; rådet kan ændre sig, når de er på "
    "plads.",
)
VOTES_CAST = Text(
    en="At the municipal election {total:vote was|votes were} cast in these "
    "municipalities, {listed} of them for the lists in the figures.",
    da="Ved kommunalvalget er der i disse kommuner afgivet {total:stemme|stemmer}, "
    "heraf {listed} på de lister, der er med i tallene.",
)
VOTES_SUMMED = Text(
    en="The lists have {listed:vote|votes} together, used in place of the votes cast.",
    da="Listerne har tilsammen {listed:stemme|stemmer}, brugt i stedet for de afgivne stemmer.",
)
COVERAGE = Text(en="The figures: {said}", da="Grundlaget: {said}")
COOPERATION = Text(
    en="The registered list co-operation {name} counts as one list: "
    "{members:has|have} {votes:vote|votes} together.",
    da="Det registrerede listesamarbejde {name} regnes som én liste: {members} har tilsammen "
    "{votes:stemme|stemmer}.",
)
THRESHOLD = Text(
    en="Eligible are entitled parties and registered list co-operations with at least "
    "{threshold} of the votes cast, which is {needed:vote|votes}.",
    da="Berettigede er opstillingsberettigede partier og registrerede listesamarbejder med mindst "
    "{threshold} af de afgivne stemmer, dvs. {needed:stemme|stemmer}.",
)
NO_THRESHOLD = Text(
    en="Eligible are entitled parties and registered list co-operations; there is no threshold.",
    da="Berettigede er opstillingsberettigede partier og registrerede listesamarbejder; der er "
    "ingen spærregrænse.",
)
COUNCIL_SEAT = Text(
    en="They must also hold a seat in at least one council of the region.",
    da="De skal også være repræsenteret i mindst én kommunalbestyrelse i regionen.",
)
ALL_ENTITLED = Text(
    en="Every list is taken for an entitled party.",
    da="Alle lister er regnet som opstillingsberettigede partier.",
)
PARTIES_ENTITLED = Text(
    en="The national parties in the figures are taken for entitled.",
    da="De landsdækkende partier i tallene er regnet som opstillingsberettigede.",
)
ELIGIBLE = Text(
    en="That is {lists}, with {votes:vote|votes} together.",
    da="Det er {lists}, med tilsammen {votes:stemme|stemmer}.",
)
SHARE = Text(
    en="{list} ({votes:vote|votes}, {share})", da="{list} ({votes:stemme|stemmer}, {share})"
)
LEFT_OUT = Text(
    en="Not in the sharing, {reasons}: {lists}.",
    da="Uden for fordelingen, {reasons}: {lists}.",
)
NOT_ENTITLED = Text(en="not entitled", da="ikke opstillingsberettiget")
BELOW = Text(en="below the threshold", da="under spærregrænsen")
NO_SEAT = Text(en="in no council", da="ikke i nogen kommunalbestyrelse")

EXACT_SIZE = Text(
    en="The house is the smallest in which no list has more mayors than its exact share of the "
    "seats.",
    da="Antallet af pladser er det mindste, hvor ingen liste har flere borgmestre end sin "
    "nøjagtige andel af pladserne.",
)
CLAIMS = Text(en="The mayors require: {claims}.", da="Borgmestrene kræver: {claims}.")
CLAIM = Text(
    en="{list} {mayors} × {total} / {votes} = {exact}, so {house}",
    da="{list} {mayors} × {total} / {votes} = {exact}, altså {house}",
)
MOST = Text(en="The most is required by {lists}: {house}.", da="Mest kræver {lists}: {house}.")
SIZE_BY_RULE = Text(
    en="The house is the smallest in which {rule} itself gives every list at least its mayors.",
    da="Antallet af pladser er det mindste, hvor {rule} selv giver hver liste mindst dens "
    "borgmestre.",
)
SHORT_BELOW = Text(
    en="That is {house}; with {less} it would give {lists} too few.",
    da="Det er {house}; med {less} ville {lists} få for få.",
)
SHORT_AT_CAP = Text(
    en="Even with {house}, which is all the cap leaves, it gives {lists} too few.",
    da="Selv med {house}, som er alt hvad loftet giver plads til, får {lists} for få.",
)
NO_ELIGIBLE_MAYORS = Text(
    en="No list in the sharing has a mayor, so the mayors require no seats for it.",
    da="Ingen af de berettigede har en borgmester, så borgmestrene kræver ingen pladser dertil.",
)
EVERY_LIST = Text(
    en="Every eligible list gets at least one seat; the house has {house}.",
    da="Hver berettiget liste får mindst én plads; der er {house}.",
)
OUTSIDERS = Text(
    en="Mayors of lists outside the sharing are members too: {mayors}.",
    da="Borgmestre fra lister uden for fordelingen er også medlemmer: {mayors}.",
)
ON_TOP = Text(
    en="They come on top of the {house:seat that is|seats that are} shared: "
    "{house} + {outside} = {total}.",
    da="De kommer oven i {house:plads|pladser}, der fordeles: {house} + {outside} = {total}.",
)
INSIDE = Text(
    en="They count inside the total: {total} − {outside} = {house:seat is|seats are} left to "
    "share.",
    da="De tæller med i det samlede antal: {total} − {outside} = {house:plads|pladser} er tilbage "
    "til fordeling.",
)
NO_CAP = Text(en="There is no cap on the members.", da="Der er intet loft over antallet.")
CAP = Text(
    en="The cap is {factor} × {municipalities} = {cap:member|members}.",
    da="Loftet er {factor} × {municipalities} = {cap:medlem|medlemmer}.",
)
WITHIN_CAP = Text(en="With {total} it is kept.", da="Med {total} er det overholdt.")
AT_CAP = Text(
    en="The mayors require more, so the council has {total}.",
    da="Borgmestrene kræver flere, så rådet får {total}.",
)
GIVE_WAY = Text(
    en="Mayors stay members at the cap; only supplementary seats give way.",
    da="Borgmestrene er fortsat medlemmer; kun supplerende pladser falder bort.",
)
SHARED = Text(
    en="The {seats:is|are} shared by {rule} among the eligible lists, none of them below its "
    "mayors: {lists}.",
    da="De {seats} fordeles efter {rule} mellem de berettigede, ingen med færre end sine "
    "borgmestre: {lists}.",
)
AT_FLOOR = Text(
    en="Mayors only: {lists}.",
    da="Alene borgmestre: {lists}.",
)
LOT = Text(
    en="Lots were drawn between {claimants}, won by {winners}.",
    da="Der er trukket lod mellem {claimants}, vundet af {winners}.",
)
ELECTED = Text(en="To be elected: {number}: {lists}.", da="Der skal vælges {number}: {lists}.")
ELECTED_INSIDE = Text(
    en="Each party or list co-operation elects its own among its council members in the region.",
    da="Hvert parti eller listesamarbejde vælger sine blandt sine kommunalbestyrelsesmedlemmer i "
    "regionen.",
)
NONE_ELECTED = Text(
    en="No supplementary members are elected.", da="Der skal ikke vælges supplerende medlemmer."
)
DEPUTY = Text(
    en="A mayor's substitute is the deputy mayor.",
    da="Viceborgmesteren er stedfortræder for borgmesteren.",
)
PERSONAL = Text(
    en="Each supplementary member has a personal substitute: {number} in all.",
    da="Hvert supplerende medlem har en personlig stedfortræder: i alt {number}.",
)
RESULT = Text(en="The council has {total}: {lists}.", da="Rådet har {total}: {lists}.")
RESTS_ON = Text(
    en="It rests on these readings of {statutes}, which no published text settles: {readings}.",
    da="Det hviler på disse læsninger af {statutes}, som ingen offentliggjort tekst afgør: "
    "{readings}.",
)

_SIZE = {
    SizeRule.EXACT_SHARE: Text(
        en="the size by exact share", da="antallet efter den nøjagtige andel"
    ),
    SizeRule.DIVISOR: Text(
        en="the size by the rule of apportionment itself",
        da="antallet efter fordelingsmetoden selv",
    ),
}
_WHERE = {
    Outsiders.ON_TOP: Text(
        en="mayors outside the sharing on top", da="borgmestre uden for fordelingen oven i"
    ),
    Outsiders.INSIDE: Text(
        en="mayors outside the sharing inside the total",
        da="borgmestre uden for fordelingen inden for det samlede antal",
    ),
}
_EVERY = {
    True: Text(en="a seat for every eligible list", da="en plads til hver berettiget liste"),
    False: Text(
        en="no seat promised to every eligible list",
        da="ingen plads på forhånd til hver berettiget",
    ),
}


def readings(statutes: Statutes) -> Iterator[tuple[str, Text]]:
    """Yield the choices that may rest on a reading, with the reading in words."""
    yield "size_rule", _SIZE[statutes.size_rule]
    yield (
        "rule",
        Text(en=f"the sharing by {statutes.rule}", da=f"fordelingen efter {statutes.rule}"),
    )
    yield "outsiders", _WHERE[statutes.outsiders]
    yield "seat_for_every_eligible", _EVERY[statutes.seat_for_every_eligible]


def exact_percent(share: Fraction, language: Language) -> str:
    """Write a threshold as a percentage, with as many decimals as it takes up to three."""
    digits = next((d for d in range(3) if (share * 100 * 10**d).denominator == 1), 3)
    return percent(share, language, digits)


def telling_percent(share: Fraction, threshold: Fraction, language: Language) -> str:
    """Write a share so that it does not look above the threshold when it is below."""
    digits = 1
    while share < threshold and round(share * 100, digits) >= threshold * 100:
        digits += 1
    return percent(share, language, digits)


def decimal(value: Fraction, language: Language) -> str:
    """Write a number of seats with two decimals, and more where it would look whole and is not."""
    digits = 2
    while (rounded := round(value, digits)).denominator == 1 != value.denominator:
        digits += 1
    whole, rest = divmod(int(rounded * 10**digits), 10**digits)
    mark = "," if language == "da" else "."
    return f"{number(whole, language)}{mark}{rest:0{digits}d}"

"""The sentences of a composition's protocol, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.composition.statutes import ThresholdBase
from kkr_allocation.presentation.language import Text, number, percent

if TYPE_CHECKING:
    from fractions import Fraction

    from kkr_allocation.explanations import Language

TITLE = Text(en="Composition of {council}", da="Sammensætning af {council}")
COUNCIL = Text(en="the council", da="rådet")
NONE = Text(en="none", da="ingen")

MEMBERS = Text(
    en="The mayors of the {municipalities} are members ex officio: {mayors}; {number} in all.",
    da="Borgmestrene i de {municipalities} er fødte medlemmer: {mayors}; i alt {number}.",
)
NO_MAYOR = Text(
    en="For {missing} the figures have no mayor; the council can change when they have.",
    da="For {missing} er der ingen borgmester i tallene; rådet kan ændre sig, når den kommer med.",
)
CONTESTED = Text(
    en="The mayor of {municipality} is counted for {kept}; other sources say {other}. Counted for "
    "{other}, {change}.",
    da="Borgmesteren i {municipality} er regnet for {kept}; andre kilder siger {other}. Regnet for "
    "{other} {change}.",
)
CONTESTED_MOVES = Text(
    en="the council would have {total}: {changes}",
    da="ville rådet have {total}: {changes}",
)
CONTESTED_STAYS = Text(en="the council would be the same", da="ville rådet være det samme")
CONTESTED_OPEN = Text(
    en="there would first have to be an answer to this: {open}",
    da="skulle dette først være afgjort: {open}",
)
VALID_VOTES = Text(
    en="At the municipal election {total:valid vote was|valid votes were} given in these "
    "municipalities.",
    da="Ved kommunalvalget er der i disse kommuner afgivet {total:gyldig stemme|gyldige stemmer}.",
)
VALID_INFERRED = Text(
    en="The lists in the figures have {total:vote|votes} together, used in place of the valid "
    "votes where these are not known.",
    da="Listerne i tallene har tilsammen {total:stemme|stemmer}, brugt i stedet for de gyldige "
    "stemmer, hvor de ikke kendes.",
)
LISTED = Text(
    en="The lists in the figures have {listed} of them.", da="Listerne i tallene har {listed}."
)
CAST = Text(
    en="Of {cast:vote|votes} cast, {rest:was|were} {what}.",
    da="Af {cast:afgiven stemme|afgivne stemmer} var {rest} {what}.",
)
BLANK = Text(en="blank or invalid", da="blanke eller ugyldige")
BLANK_KNOWN = Text(
    en="blank or invalid, as far as is known",
    da="blanke eller ugyldige, så vidt det vides",
)
BLANK_OR_OTHERS = Text(
    en="blank or invalid, or given to lists that are not in the figures",
    da="blanke eller ugyldige eller afgivet på lister, der ikke er i tallene",
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
    "{threshold} of {base}, which is {needed:vote|votes}.",
    da="Berettigede er opstillingsberettigede partier og registrerede listesamarbejder med mindst "
    "{threshold} af {base}, dvs. {needed:stemme|stemmer}.",
)
BASES = {
    ThresholdBase.VALID: Text(en="the valid votes", da="de gyldige stemmer"),
    ThresholdBase.CAST: Text(en="the votes cast", da="de afgivne stemmer"),
}
OTHER_BASE = Text(
    en="That it is a share of {base} is a reading. Of {other} it would be {needed:vote|votes}",
    da="At det er en andel af {base}, er en fortolkning. Af {other} ville det være "
    "{needed:stemme|stemmer}",
)
SAME_LISTS = Text(
    en="{start}, and the same lists would be eligible.",
    da="{start}, og de samme lister ville være berettigede.",
)
OTHER_LISTS = Text(
    en="{start}; eligible in one way only: {lists}.",
    da="{start}; kun på den ene af de to måder er {lists} berettiget.",
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
    en="The national parties in the figures are taken for entitled, save those that are known "
    "not to have been able to stand for the Folketing.",
    da="De landsdækkende partier i tallene er regnet som opstillingsberettigede, undtagen dem, der "
    "efter det oplyste ikke kunne stille op til Folketinget.",
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
    da="Det hviler på disse fortolkninger af {statutes}, som ingen offentliggjort tekst afgør: "
    "{readings}.",
)
RESTS_ON_OWN = Text(
    en="It rests on the caller's own reading of {statutes}: {readings}.",
    da="Det hviler på brugerens egen fortolkning af {statutes}: {readings}.",
)
TOTALS_ONLY = Text(
    en="Checked means that this rule gives every published total; no table of a KKR's members by "
    "party was ever found, so the numbers of the single lists are not checked.",
    da="Efterregnet betyder, at reglen giver alle offentliggjorte samlede antal; ingen tabel over "
    "et KKR's medlemmer parti for parti er fundet, så de enkelte listers antal er ikke "
    "efterprøvet.",
)
NO_READING_FITS = Text(
    en="No reading found gives both published sizes of KL's assembly, 181 in 2014 and 158 in "
    "2018: this is one possible reading, and nothing more.",
    da="Ingen fundet fortolkning giver begge de offentliggjorte størrelser af KL's "
    "repræsentantskab, 181 i 2014 og 158 i 2018: dette er en mulig fortolkning og ikke mere.",
)


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

"""Why a council has its size, in words: the price of a seat, the claims, the cap, what gave way."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from kkr_allocation.composition.size import House, house_of, missing_votes, price, required
from kkr_allocation.composition.statutes import AtCap, FixedSize, SizeRule, ThresholdBase
from kkr_allocation.presentation import language as nouns
from kkr_allocation.presentation.language import Text, number, percent
from kkr_allocation.presentation.language import decimal as with_decimals
from kkr_allocation.sources import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kkr_allocation.composition.compose import Composition
    from kkr_allocation.composition.size import Turn
    from kkr_allocation.explanations import Language

    Said: TypeAlias = Iterator[tuple[str, list[str]]]
    """Steps: the rule of the statutes each rests on, and its sentences."""


# The sentences on a council's size, its cap and what gives way there, in both languages.


FIXED = Text(
    en="The statutes fix the size: the council has {total} in all, whoever its mayors are.",
    da="Vedtægterne fastsætter antallet: rådet har {total} i alt, uanset hvem borgmestrene er.",
)
PRICE = Text(
    en="The {mayors:mayor|mayors} of {lists} cost {price} votes each, the fewest of all, so a seat "
    "costs {price} votes ({votes} / {mayors}).",
    da="De {mayors:borgmester|borgmestre} fra {lists} koster {price} stemmer hver, færrest af "
    "alle, så en plads koster {price} stemmer ({votes} / {mayors}).",
)
PRICE_OF_ONE = Text(
    en="The one mayor of {lists} cost {price} votes, fewer than any other, so that is what a seat "
    "costs.",
    da="Den ene borgmester fra {lists} koster {price} stemmer, færre end nogen anden, så det "
    "koster en plads.",
)
ROUNDED_UP = Text(
    en="Every eligible list gets its votes divided by that price, rounded up: {claims}.",
    da="Hver berettiget liste får sine stemmer delt med den pris, rundet op: {claims}.",
)
ROUNDED = Text(
    en="{list} {votes} / {price} = {exact}, so {seats}",
    da="{list} {votes} / {price} = {exact}, altså {seats}",
)
SUM = Text(en="Together: {sum} = {total}.", da="Tilsammen: {sum} = {total}.")
REFUTED = Text(
    en="The published sizes of the KKR contradict this reading of the size.",
    da="De offentliggjorte størrelser af KKR modsiger denne fortolkning af antallet.",
)
MISSING = Text(
    en="About {votes:vote is|votes are} missing from the figures. So many are enough for this: "
    "{turns}.",
    da="Der mangler omkring {votes:stemme|stemmer} i tallene. Så mange er nok til dette: {turns}.",
)
TURNS: dict[Turn, Text] = {
    "gains": Text(
        en="{list} claims one more (with {votes:vote|votes} of its own)",
        da="{list} kræver én mere (med {votes:stemme|stemmer} til sig selv)",
    ),
    "loses": Text(
        en="{list} claims one fewer (with {votes:vote|votes} for those that set the price)",
        da="{list} kræver én færre (med {votes:stemme|stemmer} til dem, der sætter prisen)",
    ),
    "enters": Text(
        en="{list} becomes eligible (with {votes:vote|votes} of its own)",
        da="{list} bliver berettiget (med {votes:stemme|stemmer} til sig selv)",
    ),
    "leaves": Text(
        en="{list} is no longer eligible (with fewer than {votes} of them)",
        da="{list} er ikke længere berettiget (med færre end {votes} af dem)",
    ),
}

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
CLAIMS_ABOVE_CAP = Text(
    en="The claims are {claimed}, so the council has {total}.",
    da="Kravene er {claimed}, så rådet får {total}.",
)
ALL_ABOVE_CAP = Text(
    en="The claims and the mayors outside the sharing are {claimed} together, so the council has "
    "{total}.",
    da="Kravene og borgmestrene uden for fordelingen er tilsammen {claimed}, så rådet får {total}.",
)
GIVE_WAY = Text(
    en="Mayors stay members at the cap; only supplementary seats give way.",
    da="Borgmestrene er fortsat medlemmer; kun supplerende pladser falder bort.",
)
HOW_SHARED = Text(
    en="How they give way, no text says. Here the {seats} are shared anew by {rule}, each list "
    "with at least {least} and at most its claim: {lists}.",
    da="Hvordan de falder bort, siger ingen tekst. Her fordeles de {seats} på ny efter {rule}, "
    "hver liste med mindst {least} og højst sit krav: {lists}.",
)
HOW_PRICED = Text(
    en="How they give way, no text says. Here the price of a seat is raised until the claims, "
    "rounded up, fit the {seats}, each list with at least {least}: {lists}.",
    da="Hvordan de falder bort, siger ingen tekst. Her hæves prisen for en plads, indtil kravene, "
    "rundet op, passer til de {seats}, hver liste med mindst {least}: {lists}.",
)
RAISED = Text(en="A seat then costs {price} votes.", da="En plads koster da {price} stemmer.")
ITS_MAYORS = Text(en="its mayors", da="sine borgmestre")
ONE_AT_LEAST = Text(en="its mayors or one seat", da="sine borgmestre eller én plads")
NO_ROOM = Text(
    en="The cap leaves no room for a seat for every eligible list. Without a seat: {lists}.",
    da="Loftet giver ikke plads til hver berettiget liste. Uden plads: {lists}.",
)
LEFT_WITHOUT = Text(
    en="Eligible, and without a seat: {lists}.", da="Berettiget, men uden plads: {lists}."
)
OVER_SHARE = Text(
    en="More mayors than their votes' share of these {seats}: {lists}.",
    da="Flere borgmestre end deres andel af de {seats} efter stemmerne: {lists}.",
)
OVER_SHARE_LIST = Text(
    en="{list} ({mayors:mayor|mayors}, share {share})",
    da="{list} ({mayors:borgmester|borgmestre}, andel {share})",
)
GAVE_WAY = Text(
    en="In all {less:seat gives|seats give} way: {lists}.",
    da="I alt falder {less:plads|pladser} bort: {lists}.",
)
GAVE_WAY_LIST = Text(
    en="{list} {less} (claim {claim}, seats {seats})",
    da="{list} {less} (krav {claim}, pladser {seats})",
)
SHARED = Text(
    en="The {seats:is|are} shared by {rule} among the eligible lists, none of them below its "
    "mayors: {lists}.",
    da="De {seats} fordeles efter {rule} mellem de berettigede, ingen med færre end sine "
    "borgmestre: {lists}.",
)
AT_FLOOR = Text(en="Mayors only: {lists}.", da="Alene borgmestre: {lists}.")
LOT = Text(
    en="Lots were drawn between {claimants}, won by {winners}.",
    da="Der er trukket lod mellem {claimants}, vundet af {winners}.",
)


# The sentences of a composition's protocol, in both languages.


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


_IN_THOUSANDS = 1000
"""From here on a decimal of a price is enough to follow the division."""


def counts(figures: Mapping[str, int]) -> list[str]:
    """Return lists with their number, such as ``A 8``; those with none are left out."""
    return [f"{name} {number}" for name, number in figures.items() if number]


def house(council: Composition) -> House:
    """Return the seats of the eligible lists with the bounds they were shared within."""
    inside = [standing for standing in council.standings if standing.eligible]
    outside = {name: council.mayors[name] for name in council.outsiders}
    return house_of(inside, outside, council.statutes, council.cap)


def in_votes(cost: Fraction, language: Language) -> str:
    """Write a price of a seat so that the claims can be followed with it."""
    if cost.denominator == 1:
        return number(int(cost), language)
    return with_decimals(cost, language, 1 if cost >= _IN_THOUSANDS else 2)


def size(council: Composition, language: Language) -> Said:
    """Yield the steps that say how many seats there are, and why."""
    rule = council.statutes.size_rule
    mayors = {name: council.mayors.get(name, 0) for name in council.eligible}
    if isinstance(rule, FixedSize):
        total = nouns.members(council.house_size)
        yield "size_rule", [FIXED.text(language, total=total)]
        return
    if not any(mayors.values()):
        said = [NO_ELIGIBLE_MAYORS.text(language)]
    elif rule is SizeRule.ROUND_UP:
        said = [*_claims(council, mayors, language), *_missing(council, language)]
    elif rule is SizeRule.EXACT_SHARE:
        said = _exact_size(council, mayors, language)
    else:
        said = _size_by_rule(council, language)
    if council.statutes.source("size_rule").status is SourceStatus.REFUTED:
        said.append(REFUTED.text(language))
    yield "size_rule", said
    claimed = rule is SizeRule.ROUND_UP and any(mayors.values())
    promised = council.statutes.seat_for_every_eligible and not isinstance(rule, FixedSize)
    if promised and not claimed and not council.capped:
        seats = nouns.council_seats(_shared_seats(council))
        every = NO_ROOM if council.without_seat else EVERY_LIST
        said = [every.text(language, house=seats, lists=list(council.without_seat))]
        yield "seat_for_every_eligible", said


def _shared_seats(council: Composition) -> int:
    return sum(council.seats.get(name, 0) for name in council.eligible)


def _claims(council: Composition, mayors: Mapping[str, int], language: Language) -> list[str]:
    """Say what a seat costs, what each list claims at that price, and the sum."""
    votes = {name: council.votes[name] for name in council.eligible}
    cost = price(votes, mayors) or Fraction(0)
    sitting = sum(mayors[name] for name in council.binding)
    of = PRICE if sitting > 1 else PRICE_OF_ONE
    shown = in_votes(cost, language)
    priced = of.text(
        language,
        mayors=sitting,
        lists=[council.basis.label(name) for name in council.binding],
        price=shown,
        votes=sum(votes[name] for name in council.binding),
    )
    claimed = house(council).ceilings
    lines = [
        ROUNDED.text(
            language,
            list=name,
            votes=votes[name],
            price=shown,
            exact=decimal(claim, language),
            seats=claimed[name],
        )
        for name, claim in council.claims.items()
    ]
    total = nouns.council_seats(sum(claimed.values()))
    return [
        priced,
        ROUNDED_UP.text(language, claims="; ".join(lines)),
        SUM.text(language, sum=" + ".join(map(str, claimed.values())), total=total),
    ]


def _missing(council: Composition, language: Language) -> list[str]:
    """Say what votes that are missing from the figures could still move."""
    if not council.close_calls:
        return []
    turns = [
        TURNS[call.turn].text(language, list=call.name, votes=call.votes)
        for call in council.close_calls
    ]
    votes = missing_votes(council.basis)
    return [MISSING.text(language, votes=votes, turns="; ".join(turns))]


def _exact_size(council: Composition, mayors: Mapping[str, int], language: Language) -> list[str]:
    votes = {name: council.votes[name] for name in council.eligible}
    needed = required(votes, mayors)
    total = sum(votes.values())
    lines = [
        CLAIM.text(
            language,
            list=name,
            mayors=mayors[name],
            total=total,
            votes=votes[name],
            exact=decimal(Fraction(mayors[name] * total, votes[name]), language),
            house=seats,
        )
        for name, seats in needed.items()
    ]
    most = max(needed.values())
    setting = [name for name, seats in needed.items() if seats == most]
    return [
        EXACT_SIZE.text(language),
        CLAIMS.text(language, claims="; ".join(lines)),
        MOST.text(language, lists=setting, house=nouns.council_seats(most)),
    ]


def _size_by_rule(council: Composition, language: Language) -> list[str]:
    said = [SIZE_BY_RULE.text(language, rule=council.statutes.rule)]
    shared = _shared_seats(council)
    if council.capped:
        text = SHORT_AT_CAP.text(language, house=nouns.council_seats(shared), lists=council.binding)
    elif council.binding:
        text = SHORT_BELOW.text(
            language,
            house=nouns.council_seats(shared),
            less=nouns.council_seats(shared - 1),
            lists=council.binding,
        )
    else:
        return said
    return [*said, text]


def cap(council: Composition, language: Language) -> Said:
    """Yield the steps on the cap: what it is, whether it is kept, and who cannot give way."""
    statutes = council.statutes
    if isinstance(statutes.size_rule, FixedSize):
        return
    if council.cap is None:
        yield "cap_factor", [NO_CAP.text(language)]
        return
    said = CAP.text(
        language,
        factor=str(statutes.cap_factor),
        municipalities=council.basis.municipalities,
        cap=council.cap,
    )
    total = nouns.members(council.house_size)
    if not council.capped:
        yield "cap_factor", [said, WITHIN_CAP.text(language, total=total)]
        return
    above = AT_CAP.text(language, total=total)
    if statutes.size_rule is SizeRule.ROUND_UP:
        outside = sum(council.mayors[name] for name in council.outsiders)
        claimed = sum(house(council).ceilings.values()) + outside
        text = ALL_ABOVE_CAP if outside else CLAIMS_ABOVE_CAP
        above = text.text(language, claimed=claimed, total=total)
    yield "cap_factor", [said, above]
    yield "mayors_stay", [GIVE_WAY.text(language)]


def sharing(council: Composition, language: Language) -> Said:
    """Yield how seats were shared, where the claims rounded up are not the seats."""
    bounds = house(council)
    if bounds.floors == bounds.ceilings:
        return
    by_claims = council.statutes.size_rule is SizeRule.ROUND_UP
    how = _at_the_cap(council, bounds, language) if by_claims else _shared(council, language)
    how += [
        LOT.text(language, claimants=lot.claimants, winners=lot.winners) for lot in council.lots
    ]
    yield "at_cap" if by_claims else "rule", how
    if council.capped:
        yield "mayors_stay", _gave_way(council, bounds, language)


def _shared(council: Composition, language: Language) -> list[str]:
    shared = {name: council.seats.get(name, 0) for name in council.eligible}
    seats = nouns.council_seats(sum(shared.values()))
    said = [SHARED.text(language, seats=seats, rule=council.statutes.rule, lists=counts(shared))]
    if council.without_seat and not council.capped:
        said.append(LEFT_WITHOUT.text(language, lists=list(council.without_seat)))
    return said


def _at_the_cap(council: Composition, bounds: House, language: Language) -> list[str]:
    statutes = council.statutes
    shared = {name: council.seats.get(name, 0) for name in council.eligible}
    at_least_one = all(bounds.floors.values())
    how = HOW_SHARED if statutes.at_cap is AtCap.SHARE_ANEW else HOW_PRICED
    said = [
        how.text(
            language,
            seats=nouns.council_seats(bounds.seats),
            rule=statutes.rule,
            least=ONE_AT_LEAST if at_least_one else ITS_MAYORS,
            lists=counts(shared),
        )
    ]
    if statutes.at_cap is AtCap.RAISE_PRICE and not council.lots and not council.without_seat:
        raised = max(Fraction(council.votes[name], n) for name, n in shared.items())
        said.append(RAISED.text(language, price=in_votes(raised, language)))
    return said


def _gave_way(council: Composition, bounds: House, language: Language) -> list[str]:
    """Say which lists have more mayors than their share, who gave way, and who has no seat."""
    votes = {name: council.votes[name] for name in council.eligible}
    shares = {
        name: Fraction(bounds.seats * number, sum(votes.values())) for name, number in votes.items()
    }
    over = [
        OVER_SHARE_LIST.text(
            language, list=name, mayors=council.mayors[name], share=decimal(share, language)
        )
        for name, share in shares.items()
        if council.mayors.get(name, 0) > share
    ]
    fewer = {
        name: claim - council.seats.get(name, 0)
        for name, claim in bounds.ceilings.items()
        if claim > council.seats.get(name, 0)
    }
    gave = [
        GAVE_WAY_LIST.text(
            language,
            list=name,
            less=less,
            claim=bounds.ceilings[name],
            seats=council.seats.get(name, 0),
        )
        for name, less in fewer.items()
    ]
    seats = nouns.council_seats(bounds.seats)
    said = [OVER_SHARE.text(language, seats=seats, lists=over)] if over else []
    if gave:
        said.append(GAVE_WAY.text(language, less=sum(fewer.values()), lists=gave))
    if council.without_seat:
        wanted = council.statutes.seat_for_every_eligible
        text = NO_ROOM if wanted else LEFT_WITHOUT
        said.append(text.text(language, lists=list(council.without_seat)))
    return said

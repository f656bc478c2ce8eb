"""The sentences on a council's size, its cap and what gives way there, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.presentation.language import Text

if TYPE_CHECKING:
    from kkr_allocation.composition.close_calls import Turn

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

"""The headings and sentences of a council's report, in both languages."""

from __future__ import annotations

from kkr_allocation.composition.statutes import SizeRule
from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.sheet import TableTexts
from kkr_allocation.sources import SourceStatus

LEAD = Text(
    en="{council} has {members}: {mayors:who is a mayor|who are mayors}, and "
    "{supplementary:supplementary member|supplementary members} whom their parties elect.",
    da="{council} har {members}: {mayors:borgmester|borgmestre} og "
    "{supplementary:supplerende medlem|supplerende medlemmer}, "
    "som partierne vælger.",
)
AT_CAP = Text(
    en="The cap is reached, so the seats are not in proportion to the votes: which lists have more "
    "mayors than their share, and who gave way, stands under \u201c{why}\u201d.",
    da="Loftet er nået, så pladserne svarer ikke til stemmerne: hvilke lister der har flere "
    "borgmestre end deres andel, og hvem der måtte afgive pladser, står under \u201d{why}\u201d.",
)
BY_RULE = Text(
    en="Sized by {rule} itself, it would have {members}: {lists}.",
    da="Med antallet efter {rule} selv ville det have {members}: {lists}.",
)
LACKING = Text(
    en="The figures are not complete, and the council can change with those that are missing. "
    "{said}",
    da="Tallene er ikke fuldstændige, og rådet kan ændre sig med dem, der mangler. {said}",
)
MEMBERS = Text(en="Members", da="Medlemmer")
MAYORS = Text(en="Mayors", da="Borgmestre")
SUPPLEMENTARY = Text(en="Supplementary members", da="Supplerende medlemmer")
MAJORITY = Text(en="A majority", da="Et flertal")
CAP = Text(en="The cap", da="Loftet")

COUNCIL = Text(en="The members", da="Medlemmerne")
COUNCIL_PICTURE = Text(en="The seats of {council}", da="Pladserne i {council}")
COUNCIL_CAPTION = Text(
    en="Each disc is a member, coloured by list; a ring marks a mayor.",
    da="Hver cirkel er et medlem med sin listes farve; en ring viser en borgmester.",
)

WHY = Text(en="Why so many, and why these", da="Hvorfor så mange, og hvorfor netop disse")
PICTURE_OF_SIZE = Text(
    en="What each list claims, and what rounding up adds",
    da="Hvad hver liste kræver, og hvad oprunding lægger til",
)
CLAIMED = Text(en="Claims: {lists}.", da="Krav: {lists}.")
SIZE_CAPTION = Text(
    en="Dark: the mayors. Grey: the rest of the exact claim. Hollow: what rounding up adds. The "
    "hatched list sets the price of a seat.",
    da="Mørkt: borgmestrene. Gråt: resten af det nøjagtige krav. Hult: hvad oprunding lægger til. "
    "Den skraverede liste sætter prisen for en plads.",
)

READINGS = Text(en="Other readings of the rules", da="Andre fortolkninger af reglerne")
APART = Text(
    en="No published text settles every rule. Of {all} readings, {different:gives|give} another "
    "council than this one; readings that agree share a row.",
    da="Ingen offentliggjort tekst afgør alle regler. {different} af {all} fortolkninger giver et "
    "andet råd end dette; de, der giver det samme, deler en række.",
)
AGREE = Text(
    en="No published text settles every rule, but all {all} readings give the same council.",
    da="Ingen offentliggjort tekst afgør alle regler, men alle {all} fortolkninger giver det samme "
    "råd.",
)
READINGS_CAPTION = Text(
    en="One bar for each different council; a bar's length is the number of members.",
    da="En bjælke for hvert forskelligt råd; længden er antallet af medlemmer.",
)
READINGS_TABLE = TableTexts(
    Text(en="The council under each reading", da="Rådet efter hver fortolkning af reglerne"),
    (
        Text(en="Reading", da="Fortolkning"),
        Text(en="How it is known", da="Hvordan den kendes"),
        Text(en="Members", da="Medlemmer"),
        Text(en="Difference", da="Forskel"),
        Text(en="Remark", da="Bemærkning"),
    ),
)
SIZES = {
    SizeRule.ROUND_UP: Text(en="claims rounded up", da="krav rundet op"),
    SizeRule.EXACT_SHARE: Text(en="exact share", da="nøjagtig andel"),
    SizeRule.DIVISOR: Text(en="the rule of apportionment", da="fordelingsmetoden"),
}
OWN = Text(en="this report", da="denne rapport")

CLOSE = Text(en="How close it was", da="Hvor tæt det var")
PICTURE_OF_QUOTIENTS = Text(en="The quotients of the sharing", da="Kvotienterne i fordelingen")
SEATS_WON = Text(en="Seats: {lists}.", da="Pladser: {lists}.")
QUOTIENTS_CAPTION = Text(
    en="Filled marks won a seat, hollow ones did not; the dashed line is the last seat.",
    da="Udfyldte mærker gav en plads, hule gav ingen; den stiplede linje er den sidste plads.",
)
MARGINS = TableTexts(
    Text(
        en="Votes that move a seat",
        da="Stemmer, der flytter en plads",
    ),
    (
        Text(en="List", da="Liste"),
        Text(en="Seats", da="Pladser"),
        Text(en="Votes needed for one more", da="Stemmer til én plads mere"),
        Text(en="Votes lost before one is", da="Tabte stemmer, før en plads mistes"),
    ),
)
MARGINS_NOTE = Text(
    en="The other lists keep their votes and every list its mayors; the threshold and the number "
    "of seats follow the votes. A list whose mayors hold its seats loses none of them. Nothing is "
    "shown where no number of votes does it.",
    da="De andre lister beholder deres stemmer, og alle lister deres borgmestre; spærregrænsen og "
    "antallet af pladser følger stemmerne. En liste mister ikke pladser, som dens borgmestre "
    "holder. Feltet er tomt, hvor intet antal stemmer er nok.",
)
MARGINS_LOTS = Text(
    en="Just so many votes lead to a lot: {margins}.",
    da="Præcis så mange stemmer fører til lodtrækning: {margins}.",
)
ONE_MORE = Text(en="{list} (one more)", da="{list} (én mere)")
ONE_FEWER = Text(en="{list} (one fewer)", da="{list} (én færre)")

CHAIR = Text(en="Who can elect the chair", da="Hvem kan vælge formanden")
BLOCS = TableTexts(
    Text(
        en="The groups, and the majorities they are part of",
        da="Grupperne og de flertal, de indgår i",
    ),
    (
        Text(en="Group", da="Gruppe"),
        Text(en="Members", da="Medlemmer"),
        Text(en="Lacks of a majority", da="Mangler i et flertal"),
        Text(en="In minimal majorities", da="Indgår i minimale flertal"),
    ),
)
COALITIONS = TableTexts(
    Text(
        en="The {shown} minimal majorities of fewest groups, of {all} in all",
        da="De {shown} minimale flertal med færrest grupper, af {all} i alt",
    ),
    (
        Text(en="Groups", da="Grupper"),
        Text(en="Members", da="Medlemmer"),
        Text(en="More than needed", da="Flere end nødvendigt"),
    ),
)

POWER = Text(en="Voting power", da="Stemmevægt")
POWER_NOTE = Text(
    en="A group's power is how often its vote decides, which is not the same as how many it is. "
    "Banzhaf counts every combination of yes and no once; Shapley and Shubik every order in which "
    "the groups can join. Nothing is assumed about who works with whom.",
    da="En gruppes stemmevægt er, hvor ofte dens stemme afgør sagen, og det er ikke det samme "
    "som dens størrelse. Banzhaf tæller hver kombination af ja og nej én gang; Shapley og Shubik "
    "hver rækkefølge, grupperne kan slutte sig til i. Der er intet antaget om, hvem der arbejder "
    "sammen.",
)
POWER_TABLE = TableTexts(
    Text(
        en="Share of members and share of power, a decision taking {quota}",
        da="Andel af medlemmer og andel af stemmevægt, når en beslutning kræver {quota}",
    ),
    (
        Text(en="List", da="Liste"),
        Text(en="Members", da="Medlemmer"),
        Text(en="Share", da="Andel"),
        Text(en="Banzhaf", da="Banzhaf"),
        Text(en="Shapley–Shubik", da="Shapley–Shubik"),
    ),
)

SOURCES = Text(en="What it rests on", da="Hvad det hviler på")
RULES = TableTexts(
    Text(en="The rules and where they stand", da="Reglerne, og hvor de står"),
    (
        Text(en="Source", da="Kilde"),
        Text(en="Status", da="Status"),
        Text(en="Steps", da="Trin"),
        Text(en="Address", da="Adresse"),
    ),
)
FIGURES = Text(en="The figures: {said}", da="Tallene: {said}")
STATUS_TABLE = TableTexts(
    Text(en="What the status of a source says", da="Hvad en kildes status siger"),
    (Text(en="Status", da="Status"), Text(en="Meaning", da="Betydning")),
)
STATUSES = {
    SourceStatus.PUBLISHED: Text(
        en="stated on a public page or in an act",
        da="står på en offentlig side eller i en lov",
    ),
    SourceStatus.CHECKED: Text(
        en="reproduced by arithmetic on published figures",
        da="genskabt ved beregning på offentliggjorte tal",
    ),
    SourceStatus.INFERRED: Text(
        en="the reading that fits best; stated nowhere that was found",
        da="den fortolkning, der passer bedst; den er ikke fundet udtrykt noget sted",
    ),
    SourceStatus.OPEN: Text(
        en="several readings are possible, and nothing found decides between them",
        da="flere fortolkninger er mulige, og intet fundet afgør hvilken",
    ),
    SourceStatus.REFUTED: Text(
        en="published figures contradict it", da="offentliggjorte tal modsiger den"
    ),
}
CHECKED = Text(
    en="The result has been recomputed from its figures by code that shares nothing with the "
    "code that made it: {checks} held.",
    da="Resultatet er regnet efter ud fra tallene med kode, der intet deler med den, der lavede "
    "det: {checks} holdt.",
)
COLOPHON = Text(
    en="Made with kkr_allocation {version} from {basis}.",
    da="Lavet med kkr_allocation {version} ud fra {basis}.",
)
OWN_FIGURES = Text(en="figures of the user's own", da="brugerens egne tal")

"""The headings and sentences of the report on appointments, in both languages."""

from __future__ import annotations

from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.sheet import TableTexts

TITLE = Text(en="Appointments to {fora}", da="Udpegninger til {fora}")
OF_KKR = Text(en="{kkr}: appointments to {fora}", da="{kkr}: udpegninger til {fora}")
LEAD = Text(
    en="{posts:is|are} filled in {fora} by {people} from {homes}, each list having the posts it is "
    "entitled to.",
    da="{posts} i {fora} besættes af {people} fra {homes}, og hver liste får de pladser, den har "
    "ret til.",
)
REASONS_LACK = Text(
    en="No reason is given yet for unequally many women and men in {fora}; the decision needs it.",
    da="Der mangler en begrundelse for, at der ikke er lige mange kvinder og mænd i {fora}; den "
    "skal gives ved beslutningen.",
)
UNPROVEN = Text(
    en="The time ran out before it was proven that no other appointment serves the wishes better.",
    da="Tiden løb ud, før det var bevist, at ingen anden udpegning opfylder ønskerne bedre.",
)
POSTS = Text(en="Posts", da="Pladser")
FORA = Text(en="Fora", da="Fora")
PEOPLE = Text(en="People", da="Personer")
HOMES = Text(en="Municipalities", da="Kommuner")
WOMEN = Text(en="Posts of women", da="Pladser til kvinder")
MEN = Text(en="Posts of men", da="Pladser til mænd")
NOT_STATED = Text(en="Sex not stated", da="Køn ikke oplyst")

FILLED = Text(en="Who sits where", da="Hvem sidder hvor")
MATRIX = Text(en="Posts by forum and list", da="Pladser efter forum og liste")
MATRIX_CAPTION = Text(
    en="Each disc is the number of posts a list fills in a forum.",
    da="Hver cirkel er det antal pladser, en liste besætter i et forum.",
)
MATRIX_ROW = Text(en="{forum}: {lists}", da="{forum}: {lists}")
ENTITLEMENT = Text(en="What each list is entitled to", da="Hvad hver liste har ret til")
WHY = Text(en="Why these people", da="Hvorfor netop disse personer")
BALANCE = Text(en="Women and men in each forum", da="Kvinder og mænd i hvert forum")
SPREAD = Text(en="The municipalities", da="Kommunerne")
SPREAD_CAPTION = Text(
    en="Each box is a post in its list's colour; the line is the municipality's exact share.",
    da="Hver kasse er en plads i listens farve; stregen er kommunens nøjagtige andel.",
)
SPREAD_TABLE = TableTexts(
    Text(
        en="Posts of each municipality and its share of all posts",
        da="Kommunernes pladser og deres andel af alle pladser",
    ),
    (
        Text(en="Municipality", da="Kommune"),
        Text(en="Inhabitants", da="Indbyggere"),
        Text(en="Exact share", da="Nøjagtig andel"),
        Text(en="Posts", da="Pladser"),
        Text(en="Outside the share", da="Uden for andelen"),
    ),
)
EQUAL = Text(
    en="The shares are equal, because no figures of population are given.",
    da="Andelene er lige store, fordi der ikke er oplyst indbyggertal.",
)
BY_PEOPLE = Text(
    en="The shares follow the inhabitants of each municipality.",
    da="Andelene følger kommunernes indbyggertal.",
)
OUTSIDE = Text(
    en="Posts of people from outside the councils are counted with no municipality.",
    da="Pladser til personer uden for kommunalbestyrelserne tælles ikke med hos nogen kommune.",
)
LOOKED_UP = Text(
    en="The same posts by list, municipality and person",
    da="De samme pladser efter liste, kommune og person",
)
THE_FORA = Text(en="The fora and their legal basis", da="Foraene og deres hjemmel")
NOTES = Text(en="What is noted on the fora", da="Bemærkninger til foraene")
REGISTER = Text(en="the register of fora and candidates", da="registret over fora og kandidater")

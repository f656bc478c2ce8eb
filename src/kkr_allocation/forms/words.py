"""The words that people use for sheets, headings and values of the workbooks, beside our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_allocation.forms.columns import Column, Form, folded_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HEADINGS = {
    "Forum": "Fora, Udvalg, Råd, Navn på forum, Forummets navn, Udvalg/forum, Råd/udvalg, Organ",
    "Pladser": "Antal pladser, Antal poster, Poster, Antal, Posts, Plads",
    "Art": "Slags, Kind, Udpeger/indstiller",
    "Formand": "Formandspost, Formandskab, Formænd, Chair",
    "Stedfortrædere": "Suppleanter, Stedfortræder for, Substitutes",
    "Stedfortræder": "Suppleant, Substitute",
    "Start": "Starter, Begynder, Startdato, Fra dato, Starts, Gælder fra, Periode fra",
    "Slut": "Slutter, Ender, Slutdato, Til dato, Ends, Gælder til, Periode til, Udløber",
    "Krav": "Betingelser, Regler, Requirements, Skal opfyldes",
    "Ønsker": "Ønske, Ønsket, Wishes, Wanted, Ønsker sig",
    "Navn": "Navne, Kandidat, Medlem, Name, Fulde navn",
    "Kommune": "Kommunenavn, Kommuner, Municipality, Municipalities, Hjemkommune, Sted, Place",
    "Liste": "Parti, Partier, Lister, Listebogstav, Partibogstav, Bogstav, Party, List, Listenavn",
    "Køn": "Sex, Gender, K/M, Kvinde/mand",
    "Borgmester": "Er borgmester, Mayor, Borgmestre",
    "KKR-medlem": "Medlem af KKR, KKR medlem, KKR member",
    "Politiker": "Er politiker, Politician",
    "Født": "Fødselsdato, Fødselsdag, Fødselsdag og -år, Born",
    "Mandat til": "Mandat slutter, Mandatet slutter, Seat until",
    "Sidder i": "Sidder nu i, Sidder allerede i, Held, Nuværende poster",
    "Kan ikke": "Kan ikke sidde i, Cannot, Udelukket fra",
    "Fra": "Giver, Afgiver, Fra liste, Giving",
    "Til": "Modtager, Til liste, Taking",
    "Hjemmel": "Lovhjemmel, Lov, Retsgrundlag, Legal basis",
    "Bemærkning": "Bemærkninger, Note, Noter, Kommentar, Kommentarer",
    "Pakke": "Package, Pulje",
    "Styrke": "Mandater, Stemmer, Pladser i KKR, Medlemmer, Antal, Antal mandater, Strength, "
    "Seats, "
    "Votes, KKR-mandater, Antal stemmer, Stemmetal, Pladser",
    "Valgforbund": "Forbund, Blok, Alliance, Valgforbundet",
    "Indbyggere": "Indbyggertal, Antal indbyggere, Folketal, Befolkning, Borgere, Population, "
    "Inhabitants",
    "Point": "Points, Vægt, Prioritet",
    "Begrundelse": "Begrundelser, Grund, Hvorfor, Reason",
    "Regel": "Regler, Rule",
    "Værdi": "Værdier, Svar, Value",
    "Dato": "Dag, Den, Day, Date",
    "Hændelse": "Hændelser, Begivenhed, Hvad, Event",
    "Fordeling": "Pladser pr. liste, Shares",
    "Fil": "File, Filnavn",
    "Oplysning": "Oplysninger, Felt, Hvad, Setting",
    "Mindst": "Minimum, Min, Bund, Nedre grænse, Floor",
    "Højst": "Maksimum, Maximum, Max, Maks, Loft, Øvre grænse, Cap",
    "Sidste år": "Sidste års pladser, Pladser sidste år, Året før, Last year",
    "Ønsket ekstra": "Ønsker ekstra, Ekstra, Ekstra pladser, Ønskede ekstra pladser, Wish",
    "Private": "Privat, Private pladser, Fradrag, Deducted",
    "Giver": "Afgiver, Fra, Fra kommune, Giving",
    "Modtager": "Til, Til kommune, Får, Taking",
    "Aftalt i": "Aftalt, Aftale, Samtykke, Kilde, Consent",
    "Lod om": "Lodtrækning om, Om, Lot",
    "Mellem": "Blandt, Among",
    "Vundet af": "Vinder, Vandt, Vindere, Winner",
}
"""By heading; in one table the first column that a heading is of has it."""
SHEETS = {
    "Fora": "Forum, Udvalg, Råd, Råd og udvalg, Udvalg og råd, Fora og udvalg, Poster",
    "Kandidater": "Kandidat, Kandidatliste, Personer, Medlemmer, Navne",
    "Lister": "Liste, Partier, Parti, Lister og valgforbund, Partier og valgforbund, Valgforbund",
    "Kommuner": "Kommune, Kommunerne",
    "Aftaler": "Aftale, Aftalte pladser, Overførsler",
    "Faste": "Fast, Faste poster, Faste pladser, Faste udpegninger",
    "Gruppeønsker": "Gruppernes ønsker, Ønsker fra grupperne",
    "Begrundelser": "Begrundelse",
    "Regler": "Regel",
    "Hændelser": "Hændelse, Hændelseslog, Log",
    "Plan": "Planen, Opsætning, Indstillinger",
    "Nøgle": "Nøglen, Fordelingsnøgle, Fordelingsnøglen, Nøgletal",
    "Lodtrækninger": "Lodtrækning, Lod, Lodder",
}


def form_of(
    name: str,
    columns: Iterable[str],
    needs: Iterable[str],
    fields: Mapping[str, str],
    *,
    open: bool = False,  # noqa: A002  (the form's own word)
) -> Form:
    """Return the table of a sheet: its columns under every word for them, and those it needs.

    `fields` are what the columns are called in Python, for frames. A word that is a heading of the
    table itself, or of a column before, keeps that meaning.
    """
    own = list(columns)
    taken = {folded_heading(column) for column in own}
    made = []
    for column in own:
        also = [fields.get(column, ""), *HEADINGS.get(column, "").split(", ")]
        free = [word for word in also if word and folded_heading(word) not in taken]
        taken.update(map(folded_heading, free))
        made.append(Column(column, tuple(free), en=fields.get(column, "").replace("_", " ")))
    called = tuple(filter(None, SHEETS.get(name, "").split(", ")))
    return Form(tuple(made), tuple((need,) for need in needs), name=name, names=called, open=open)


SEXES = {"kvinde": "K", "kvinder": "K", "mand": "M", "mænd": "M"}
KINDS = {
    "udpege": "udpeger",
    "udpeges": "udpeger",
    "udpegning": "udpeger",
    "appoints": "udpeger",
    "indstille": "indstiller",
    "indstilles": "indstiller",
    "indstilling": "indstiller",
    "nominates": "indstiller",
}
SUBSTITUTES = {
    "nej": "ingen",
    "none": "ingen",
    "personlig": "personlige",
    "ja, personlige": "personlige",
    "personal": "personlige",
    "fælles for listen": "fælles",
    "shared": "fælles",
}
EVENTS = {
    "udtrådt": "udtræder",
    "udtrædelse": "udtræder",
    "udtræden": "udtræder",
    "udtræder af": "udtræder",
    "træder ud": "udtræder",
    "trådt ud": "udtræder",
    "fratrådt": "udtræder",
    "mandat ophørt": "mandat ophører",
    "mandatet ophører": "mandat ophører",
    "mandatet ophørt": "mandat ophører",
    "mandat ophør": "mandat ophører",
    "udtræder af kommunalbestyrelsen": "mandat ophører",
    "nyt medlem": "ny kandidat",
    "ny person": "ny kandidat",
    "skiftet liste": "skifter liste",
    "skifter parti": "skifter liste",
    "skiftet parti": "skifter liste",
    "listeskifte": "skifter liste",
    "partiskifte": "skifter liste",
    "udpeget": "udpeges",
    "udpegning": "udpeges",
    "formand": "bliver formand",
    "ny formand": "bliver formand",
    "valgt til formand": "bliver formand",
    "stedfortræder": "får stedfortræder",
    "får suppleant": "får stedfortræder",
    "oprettet": "forum oprettes",
    "forum oprettet": "forum oprettes",
    "nyt forum": "forum oprettes",
    "nedlagt": "forum nedlægges",
    "nedlægges": "forum nedlægges",
    "forum nedlagt": "forum nedlægges",
    "lukket": "forum nedlægges",
    "ny valgperiode": "ny periode",
    "regioner lagt sammen": "regioner lægges sammen",
    "regionerne lægges sammen": "regioner lægges sammen",
    "begrundelse": "køn begrundes",
}
RULES = {
    "højst pladser pr. person": "Pladser pr. person",
    "poster pr. person": "Pladser pr. person",
    "antal pladser pr. person": "Pladser pr. person",
    "mandat hele perioden": "Mandat i hele perioden",
    "ønsker": "Ønske",
}
PLAN = {
    "overskrift": "Titel",
    "navn": "Titel",
    "antal pladser": "Pladser i alt",
    "antal pladser i alt": "Pladser i alt",
    "pladser": "Pladser i alt",
    "i alt": "Pladser i alt",
    "fordelingsregel": "Regel",
    "metode": "Regel",
    "største ændring": "Største ændring, pladser",
    "største ændring i pladser": "Største ændring, pladser",
    "største ændring, procent": "Største ændring, pct.",
    "største ændring i pct": "Største ændring, pct.",
    "største ændring i procent": "Største ændring, pct.",
    "ekstra pladser, højst": "Højst ekstra pladser",
    "højst antal ekstra pladser": "Højst ekstra pladser",
}
SHARING = {
    "største brøks metode": "Største brøk",
    "største rest": "Største brøk",
    "hare": "Største brøk",
    "sainte-lague": "Sainte-Laguë",
    "sainte lague": "Sainte-Laguë",
    "sainte-laguë's metode": "Sainte-Laguë",
    "dhondt": "d'Hondt",
    "d'hondts metode": "d'Hondt",
}
WEIGHTS = ("Vægt", "Vægtning", "Vægte", "Vægt i nøglen", "Weight", "Weights")

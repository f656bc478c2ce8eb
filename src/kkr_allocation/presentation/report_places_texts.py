"""The headings and sentences of the report on training places, in both languages."""

from __future__ import annotations

from kkr_allocation.presentation.language import Text
from kkr_allocation.presentation.sheet import TableTexts

TITLE = Text(en="Distribution of places", da="Fordeling af pladser")
LEAD = Text(
    en="{shared:is|are} shared among {count} by the key, exactly and by {rule}.",
    da="{shared} deles mellem {count} efter nøglen, nøjagtigt og efter {rule}.",
)
ADJUSTED = Text(
    en="With wishes, agreements and private providers there are {places} in all.",
    da="Med ønsker, aftaler og private leverandører er der i alt {places}.",
)
CHANGES = Text(
    en="Since last year {more:gains|gain} and {fewer:loses|lose} places.",
    da="Siden sidste år får {more} flere og {fewer} færre pladser.",
)
PLACES = Text(en="Places", da="Pladser")
BASE = Text(en="Shared by the key", da="Delt efter nøglen")
EXTRA = Text(en="Extra, by wishes", da="Ekstra efter ønsker")
PRIVATE = Text(en="With private providers", da="Hos private")
HOMES = Text(en="Municipalities", da="Kommuner")
LAST_YEAR = Text(en="Last year", da="Sidste år")

SHARED = Text(en="The places", da="Pladserne")
PICTURE = Text(
    en="Places of each municipality against its exact claim",
    da="Kommunernes pladser over for det nøjagtige krav",
)
PICTURE_CAPTION = Text(
    en="A dot is what a municipality has, the line its exact claim, the ring last year's places.",
    da="Prikken er kommunens pladser, stregen det nøjagtige krav, ringen sidste års pladser.",
)
PICTURE_CAPTION_ONE_YEAR = Text(
    en="A dot is what a municipality has, the line its exact claim.",
    da="Prikken er kommunens pladser, stregen det nøjagtige krav.",
)
WHY = Text(en="Why so many each", da="Hvorfor netop så mange hver")
LINES = TableTexts(
    Text(en="Each municipality in one line", da="Hver kommune på én linje"),
    (
        Text(en="Municipality", da="Kommune"),
        Text(en="Why it has its number", da="Hvorfor den har sit antal"),
    ),
)
KEY = Text(en="The key", da="Nøglen")
KEY_TABLE = Text(
    en="What each municipality is weighed by, and its share of it",
    da="Hvad hver kommune vejes efter, og dens andel",
)
SHARE_OF = Text(en="{column}, share", da="{column}, andel")
WHOLE_KEY = Text(en="Key", da="Nøgle")
RULES = Text(en="The same places by other rules", da="De samme pladser efter andre regler")
RULES_NOTE = Text(
    en="With the same limits; wishes, agreements and private providers are left out. No published "
    "text says how the places of a KKR are rounded.",
    da="Med de samme grænser; ønsker, aftaler og private leverandører er ikke regnet med. Ingen "
    "offentliggjort tekst siger, hvordan et KKR's pladser afrundes.",
)
WORKBOOK = Text(en="the workbook of places", da="arbejdsbogen over pladser")

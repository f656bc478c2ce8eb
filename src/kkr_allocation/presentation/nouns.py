"""What the texts count, from seats to people, in both languages."""

from __future__ import annotations

from functools import partial

from kkr_allocation.presentation.language import Noun

candidates = partial(Noun, en=("candidate", "candidates"), da=("kandidat", "kandidater"))
checks = partial(Noun, en=("check", "checks"), da=("kontrol", "kontroller"))
columns = partial(Noun, en=("column", "columns"), da=("kolonne", "kolonner"))
councils = partial(Noun, en=("council", "councils"), da=("råd", "råd"))
council_seats = partial(Noun, en=("seat", "seats"), da=("plads", "pladser"))
draws = partial(Noun, en=("draw", "draws"), da=("trækning", "trækninger"))
elections = partial(Noun, en=("election", "elections"), da=("valg", "valg"))
fora = partial(Noun, en=("forum", "fora"), da=("forum", "fora"))
mayors = partial(Noun, en=("mayor", "mayors"), da=("borgmester", "borgmestre"))
members = partial(Noun, en=("member", "members"), da=("medlem", "medlemmer"))
municipalities = partial(Noun, en=("municipality", "municipalities"), da=("kommune", "kommuner"))
other_lists = partial(Noun, en=("other list", "other lists"), da=("anden liste", "andre lister"))
people = partial(Noun, en=("person", "people"), da=("person", "personer"))
places = partial(Noun, en=("place", "places"), da=("plads", "pladser"))
posts = partial(Noun, en=("post", "posts"), da=("plads", "pladser"))
rows = partial(Noun, en=("row", "rows"), da=("række", "rækker"))
seats = partial(Noun, en=("seat", "seats"), da=("mandat", "mandater"))
structures = partial(Noun, en=("structure", "structures"), da=("inddeling", "inddelinger"))
substitutes = partial(
    Noun, en=("substitute", "substitutes"), da=("stedfortræder", "stedfortrædere")
)
supplementary_members = partial(
    Noun,
    en=("supplementary member", "supplementary members"),
    da=("supplerende medlem", "supplerende medlemmer"),
)
votes = partial(Noun, en=("vote", "votes"), da=("stemme", "stemmer"))

"""How many examples the properties are held to: few for every change, many in the night."""

from hypothesis import settings

settings.register_profile("change", deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=2000)
settings.load_profile("change")

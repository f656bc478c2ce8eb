"""How many examples the properties are held to: few for every change, many in the night.

Every change meets the same examples, so that what is green once stays green; the night draws
new ones.
"""

from hypothesis import settings

settings.register_profile("change", deadline=None, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=2000)
settings.load_profile("change")

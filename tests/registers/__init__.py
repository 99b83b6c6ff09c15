"""Made-up registers of eight desks, of which it is known who is who.

``register(count, seed, dirty)`` gives registrations as desks write them, and apart from these what no desk knows: whose
each is, and which people are easily taken for each other. The same seed gives the same register.

Nothing here reads how the program compares names: what people and desks do to a name is described a second time, by
origin, in ``origins/*.toml``.
"""

from tests.registers.register import HOUSES, Register, Registration, register
from tests.registers.slips import mistyped

__all__ = ["HOUSES", "Register", "Registration", "mistyped", "register"]

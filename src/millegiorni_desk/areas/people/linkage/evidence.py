"""What is seen of two records side by side, before it is weighed."""

from __future__ import annotations

from dataclasses import dataclass

from millegiorni_desk.areas.people.linkage.dates import BirthLikeness
from millegiorni_desk.areas.people.linkage.name_comparison import NameComparison


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen, before it was weighed: each value says how two records agree on one thing.

    The words are the outcomes in ``weights.LEVELS``, or nothing where one of the two has nothing to compare.
    """

    names: NameComparison
    birth: BirthLikeness
    code: str
    phone: str
    address: str
    citizenship: str
    gender_differs: bool
    child: str

    def with_names(self, names: NameComparison) -> Evidence:
        """The same with other names."""
        return Evidence(
            names,
            self.birth,
            self.code,
            self.phone,
            self.address,
            self.citizenship,
            self.gender_differs,
            self.child,
        )

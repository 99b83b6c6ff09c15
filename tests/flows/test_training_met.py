"""Desks that write down the same training apart from one another: met, everybody is there once, and nobody twice."""

from collections.abc import Callable

from millegiorni_desk.areas.training import hours, service, staff
from millegiorni_desk.areas.training.records import StaffMember
from tests.areas.training.conftest import TODAY, held
from tests.areas.training.test_hours import FIRST
from tests.flows import conftest as flows
from tests.flows.conftest import Network

make_network = flows.make_network


def test_marked_and_taken_in_at_three_places(make_network: Callable[..., Network]) -> None:
    net = make_network("BAR", "SAL")
    everywhere = (net.coordinator, *net.houses.values())
    ada = staff.add(net.coordinator, StaffMember(name="Ada", house_code="BAR"))
    meeting = held(net.coordinator, 3)
    net.round()
    for vault, minutes in zip(everywhere, (None, None, 45), strict=True):
        staff.take_in(vault)
        service.mark(vault, meeting.id, {ada.id: minutes})
    net.round()
    for vault in everywhere:
        assert [(one.name, one.house_code, one.user_name) for one in staff.every(vault)] == [
            ("Ada", "BAR", ""),
            ("Lucia", "BAR", "lucia"),
            ("Lucia", "SAL", "lucia"),
            ("Marta", "", "marta"),
        ]
        assert staff.proposed(vault) == []
        assert vault.scalar("SELECT count(*) FROM training_presence") == 1
        assert service.line(vault, meeting.id).people == 1
    told = {hours.figures(vault, FIRST, TODAY).attended for vault in everywhere}
    assert len(told) == 1, "whichever minutes are kept, they are the same everywhere"

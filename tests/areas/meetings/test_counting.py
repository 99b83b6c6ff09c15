"""The counter at the door: whatever is pressed, what is kept is what an abacus would say."""

import shutil
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.meetings import service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.vault.opening import Place
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

from .conftest import AGO, LUCIA, SOON, TODAY, _furnish, planned

PRESSES = st.lists(
    st.tuples(st.sampled_from(["adults", "minors", "undo", "hold", "leave"]), st.sampled_from([1, -1])),
    max_size=12,
)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    with new_vault(tmp_path_factory.mktemp("counted") / "desk", Place("BAR", 2), LUCIA, _furnish) as made:
        yield made


@given(presses=PRESSES)
@settings(max_examples=40)
def test_any_presses_come_to_what_beads_come_to(counted: Vault, presses: list[tuple[str, int]]) -> None:
    made = service.add(counted, planned(TODAY))
    beads: list[tuple[int | None, int | None]] = [(None, None)]
    formers = []
    for press, by in presses:
        adults, minors = beads[-1]
        now = service.meeting(counted, made.id)
        if press == "undo":
            if formers:
                beads.pop()
                service.put_back(counted, formers.pop())
        elif press == "leave":
            # Whatever another part of the desk writes beside it does not touch the heads.
            service.edit(counted, made.id, notes=f"{by}")
            formers = [{made.id: {**each[made.id], "notes": f"{by}"}} for each in formers]
        elif press == "hold":
            formers.append(service.before([now]))
            service.hold(counted, made.id, 5, 4)
            beads.append((5, 4))
        else:
            formers.append(service.before([now]))
            service.count(counted, made.id, press, by)
            both = {"adults": adults or 0, "minors": minors or 0}
            both[press] = max(0, both[press] + by)
            beads.append((both["adults"], both["minors"]))
        kept = service.meeting(counted, made.id)
        assert (kept.adults, kept.minors) == beads[-1]
        assert kept.state == ("planned" if beads[-1] == (None, None) else "held")


def test_two_who_press_at_once_both_count(vault: Vault) -> None:
    made = service.add(vault, planned(TODAY))

    def press(who: str) -> None:
        for _ in range(15):
            service.count(vault, made.id, who)

    both = [threading.Thread(target=press, args=(who,)) for who in ("adults", "adults", "minors")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    kept = service.meeting(vault, made.id)
    assert (kept.adults, kept.minors) == (30, 15)


def test_what_was_pressed_is_there_after_the_program_fell(vault: Vault, tmp_path: Path) -> None:
    made = service.add(vault, planned(TODAY))
    service.count(vault, made.id, "adults")
    service.count(vault, made.id, "minors")
    # What lies on the disk while nothing was closed.
    shutil.copytree(vault.folder, tmp_path / "fallen", ignore=shutil.ignore_patterns("*.lock"))
    with open_desk(tmp_path / "fallen", LUCIA.name, LUCIA.passphrase) as found:
        kept = service.meeting(found, made.id)
    assert (kept.adults, kept.minors, kept.state) == (1, 1, "held")


def test_what_is_not_under_way_is_not_counted(vault: Vault, massage: Meeting) -> None:
    with pytest.raises(InvalidValue, match="futuro"):
        service.count(vault, massage.id, "adults")
    past = service.add(vault, planned(AGO))
    service.cancel(vault, past.id, "pioggia")
    with pytest.raises(InvalidValue, match="annullato"):
        service.count(vault, past.id, "adults")
    with pytest.raises(InvalidValue, match="adulti e minori"):
        service.count(vault, service.add(vault, planned(TODAY)).id, "elephants")
    assert vault.scalar("SELECT count(*) FROM meeting WHERE adults IS NOT NULL") == 0
    assert service.meeting(vault, massage.id).on_date == SOON

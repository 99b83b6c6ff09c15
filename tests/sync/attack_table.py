"""Every attack on the exchange that has a name: what the attacker has, what happens, and the test that tries it.

``python -m tests.sync.attack_table`` writes docs/attacks.md anew; ``test_attacks.py`` holds all three together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "attacks.md"

_INTRO = """# Attacks on the exchange, one by one

From the table that the tests walk (`tests/sync/attack_table.py`), which writes this page anew when it is run
(`python -m`). What an attacker *has*: **road**: the folder, stick, server or mail that the files pass, to read, delete
and put there what she likes. **recipient**: besides, the public key that files are sealed to (any member's).
**device**: the keys of one device of the network, so she signs as it does. **revoked**: those of a device that was
taken out. **key**: the coordination's everyday key. A test that has the attack's own name is in `test_attacks.py`.

What a device that was taken out has sent, and another device applied before the new roster reached it, leaves it again
when the roster comes (PROTOCOL.md §6). What it may keep: values that only the other device had and that were erased in
between. Snapshots that a coordination's stolen device sealed before it was taken out are not undone.
"""


@dataclass(frozen=True)
class Attack:
    """One row. ``test`` is a file under tests/sync and a function in it; empty: the function of this name here."""

    name: str
    has: str
    happens: str
    test: str = ""


_ROWS = """
a bundle replayed | road | ignored: it is there already
  test_feeds.py::test_a_repetition_is_ignored
bundles in another order | road | kept sealed until the earlier ones come; the state is the same
  ../property/test_histories.py::test_any_history_ends_in_agreement
a bundle dropped | road | what follows waits, and the missing number and its desk are named
  test_feeds.py::test_a_gap_parks_what_follows_and_names_what_is_missing
a bundle deleted before it was read | road | the sender publishes it again until it is acknowledged
  test_synchronise.py::test_a_lost_file_is_published_again_until_it_is_acknowledged
any byte changed | road | refused, nothing enters
  test_tamper.py::test_every_byte_of_the_file
a bundle truncated anywhere | road | refused, or read again when it is whole
  test_tamper.py::test_every_truncation_and_some_additions
something appended | road | refused
  test_tamper.py::test_every_truncation_and_some_additions
five thousand mutations of a file | road | each refused
  test_fuzz.py::test_mutated_files
two files under each other's names | road | neither is what its name says: both passed over, and read once right
a name with wrong digits | road | passed over as half copied
  test_synchronise.py::test_a_half_copied_file_is_read_again_when_it_is_whole
a false ordinal and number in a name | road | judged by what it is
  test_synchronise.py::test_names_are_only_hints
a path in a name | road | no such name exists
  exchange/contract.py::test_names_that_lead_elsewhere_are_refused
foreign names on a shelf | road | never listed
  exchange/contract.py::test_what_others_leave_is_ignored
other bytes under a taken name | road | refused: what lies there stays
  exchange/contract.py::test_other_bytes_under_a_taken_name_are_refused
an oversized file on a shelf | road | not read; the others are
  exchange/contract.py::test_a_giant_file_is_refused_and_the_others_are_not
large files of nobody | road | read one after the other, 64 kB of each kept
  test_bombs.py::test_large_files_of_nobody
files that wait for a roster that never comes | recipient | 64 MiB of them are kept, the rest stays where it is
a thousand junk files | road | each judged once and never again; what is sound arrives
foreign files that look like ours | road | put aside or passed over
  test_synchronise.py::test_foreign_files_on_the_shelves_do_no_harm
an age file for a million others | road | refused within bounds
  test_bombs.py::test_an_age_file_for_a_million_others
a container of one's own | recipient | refused: no signature of a device
  test_tamper.py::test_every_byte_inside_the_encryption
five thousand mutations of a container | recipient | each refused
  test_fuzz.py::test_mutated_containers_sealed_anew
header of one bundle, body of another | recipient | refused: the signature covers both
padding that hides something | recipient | refused: it is zero and as short as can be
  test_tamper.py::test_padding_is_only_as_long_as_it_must_be
a header that swells | recipient | refused within bounds, before anything is proved
  test_bombs.py::test_a_file_that_anybody_could_seal
a stranger's bundle | recipient | told, and read only once its ordinal is known
  test_synchronise.py::test_a_stranger_is_told_and_read_again_once_known
signed by a stranger's key | recipient | refused
  test_bundle.py::test_signed_by_a_strangers_key
a bundle of another network | recipient | refused
forwarded to another house | device | refused: not its audience
forwarded to a later device | device | refused: its key is not among the recipients
under another device's ordinal | device | refused: its signature is not that device's
  test_bundle.py::test_a_signed_header_is_still_checked
of a house that it is not of | device | refused
  test_bundle.py::test_a_signed_header_is_still_checked
for an audience that it may not send | device | refused
  test_bundle.py::test_a_signed_header_is_still_checked
an audience made wider | device | refused: the rows say whose they are
  test_tamper.py::test_a_header_that_the_body_does_not_bear_out
number zero, negative or huge | device | refused
  test_bundle.py::test_a_signed_header_is_still_checked
a fork | device | quarantined, and so is what follows it
  test_feeds.py::test_what_follows_a_fork_does_not_join
a cloned device | device | found out by its second bundle of a number
  test_feeds.py::test_a_copied_device_is_found_out_and_its_bundle_put_aside
one clock for two writes | device | quarantined as a fork
  test_feeds.py::test_one_clock_with_two_contents_is_a_fork_in_any_audience
a rolled-back vault | device | the coordination's receipt names more than was sent: it needs a new ordinal
  test_feeds.py::test_a_receipt_for_what_we_never_sent_shows_a_restored_or_copied_vault
a clock far ahead | device | held until its time; our clock does not follow
  test_feeds.py::test_a_clock_far_ahead_is_held_and_never_moves_ours
a clock below its feed | device | refused
  test_feeds.py::test_rows_older_than_the_former_bundle_do_not_join
a snapshot by a house | device | refused
  test_snapshot.py::test_nobody_but_a_coordinator_makes_snapshots
a snapshot for another device | road | cannot be opened
  test_snapshot.py::test_only_the_one_device_can_open_it
rows that break a rule | device | quarantined, nothing of it enters, the others do
  test_tamper.py::test_a_signed_body_is_still_checked
thousands of bundles that break one rule each | device | each refused
  test_fuzz.py::test_signed_bundles_that_break_a_rule
a body that swells | device | refused in 2 s and 300 MiB
  test_bombs.py::test_a_signed_body_that_swells
an edited ledger entry | device | refused, whatever the header calls the table
  test_tamper.py::test_an_edited_ledger_entry_is_refused_whatever_the_header_calls_the_table
a record of another house overwritten | device | refused
  test_feeds.py::test_a_record_of_another_house_is_not_overwritten
an audience column that says another house | device | refused
  test_tamper.py::test_a_signed_body_is_still_checked
a field named twice, NaN, half a surrogate, deep JSON | device | refused
  test_tamper.py::test_a_signed_body_is_still_checked
a clock of another device among the rows | device | refused
  test_tamper.py::test_a_clock_of_another_device_among_the_rows
a record moved to another house | device | refused
  test_tamper.py::test_a_signed_body_is_still_checked
an erasure of another house's record | device | touches nothing
  test_erasures.py::test_another_house_erases_nothing_here
a decision about another house's conflict | device | closes nothing
another house takes back a decision | device | the decision stands
a decision whose undoing would write elsewhere | device | taking it back writes nothing there
a share in another house's name | device | refused: only the giver's devices send it
  test_share_attacks.py::test_a_share_in_another_houses_name
another house ends a share | device | the share stands
  test_share_attacks.py::test_another_house_ends_a_share
a stranger's share | recipient | refused: no signature of a device
  test_share_attacks.py::test_a_strangers_share
a coordination sends a share, or is named its reader | device | refused
  test_share_attacks.py::test_a_coordination_sends_a_share_or_is_named_its_reader
a shared file forwarded to a third house | device | refused: not its audience
  test_share_attacks.py::test_a_shared_file_forwarded_to_a_third_house
a house that shares with itself | device | refused
  test_share_attacks.py::test_a_house_that_shares_with_itself
a record of another house in a shared file | device | quarantined, the edition before stays
  test_share_attacks.py::test_a_record_of_another_house_in_a_shared_file
a network record in a shared file | device | quarantined, the edition before stays
  test_share_attacks.py::test_a_network_record_in_a_shared_file
rows sent as a file in an ordinary audience | device | refused
  test_share_attacks.py::test_rows_sent_as_a_file_in_an_ordinary_audience
a shared file sent as ordinary rows | device | refused
  test_share_attacks.py::test_a_shared_file_sent_as_ordinary_rows
an older edition of a shared file put back | road | ignored
  test_share_attacks.py::test_an_older_edition_of_a_shared_file_put_back
a fork of a shared file | device | quarantined
  test_share_attacks.py::test_a_fork_of_a_shared_file
two large editions of a shared file | device | read within bounds
  test_bombs.py::test_two_editions_of_a_large_file
nonsense in the fields of a shared file | device | counts as empty; the lists open
  ../ui/test_sharing.py::test_what_a_hostile_desk_wrote_into_a_shared_file_is_passed_over
a share by a revoked device | revoked | refused, and what it sent before goes
  test_shares.py::test_what_a_revoked_device_sent_goes_and_stays_where_others_hold_it
a shared file written to at the reader's | device | nothing of it leaves, and the next edition holds
  test_share_attacks.py::test_a_shared_file_written_to_at_the_reader_s
a house that speaks for a coordination, where it sees no names | device | refused: its snapshots hold its own rows
  test_pseudonymous_attacks.py::test_a_snapshot_of_a_house_holds_rows_of_its_devices_alone
a house that tells how far a coordination has come | device | nothing moves
  test_pseudonymous_attacks.py::test_a_house_does_not_tell_one_coordinator_how_far_another_has_come
a device that says how much of it stays after its revocation | device | believed up to what has come of it
  test_pseudonymous_attacks.py::test_a_stolen_device_does_not_say_how_much_of_it_is_accepted
a key for codes that the coordination knows | key | the house codes nobody by it: no device of its own wrote it
  ../flows/test_linkage.py::test_a_key_that_the_house_did_not_write_codes_nobody
columns without end | device | within bounds
  test_bombs.py::test_columns_without_end
receipts for every ordinal there could be | device | within bounds
  test_bombs.py::test_receipts_for_every_ordinal_there_could_be
an erasure in nested brackets | device | keeps nothing, stops nothing
  test_erasures.py::test_what_a_stranger_wrote_wrongly_keeps_nothing_and_breaks_nothing
a record of a thousand fields | device | erased like any other
  test_erasures.py::test_a_record_with_very_many_fields_is_erased_like_any_other
an unknown table with a huge schema | device | kept sealed to the log, no table is made
a receipt by a desk | device | only a coordination's receipts count
an acknowledgement that goes backwards | device | what it lacks is published again
a revoked device's later bundle | revoked | refused, by number and hash
  test_bundle.py::test_revocation_goes_by_number_and_hash
a revoked device, other audience | revoked | refused
  test_bundle.py::test_a_revoked_device_sends_nothing_in_an_audience_that_is_not_named
writing before the news has reached the others | revoked | what they applied leaves again, what they wrote stays
  test_revoking.py::test_what_came_beyond_leaves_when_the_news_comes
erasing before the news has reached the others | revoked | the values come back from the coordination
  test_revoking.py::test_what_it_erased_comes_back_from_the_coordinator
deciding others' conflicts in that time | revoked | they are open again
  test_revoking.py::test_a_decision_that_the_lost_device_made_does_not_count
forks without end after revocation | revoked | whoever has the accepted bundles keeps them
  test_revoking.py::test_forks_that_come_later_move_nothing
a copy's branch of a revoked device | revoked | whoever followed it gets the accepted one
  test_revoking.py::test_who_followed_the_wrong_branch_of_a_copy_gets_the_right_one
an honest desk taken out by the stolen key | key | two sheets take it back, and all that was withdrawn comes back
  test_revoking.py::test_a_revocation_that_is_taken_back_gives_everything_back
reading on after revocation | revoked | new bundles are not sealed to it
  test_bundle.py::test_new_bundles_are_not_sealed_for_the_revoked
snapshots by a revoked coordination | revoked | refused
  test_snapshot.py::test_a_revoked_coordinator_makes_no_snapshots
an old roster put back | road | ignored: the newer one holds
a roster for others | road | passed over
the roster of another network | recipient | ignored
a roster that diverges | key | refused and told
  test_synchronise.py::test_a_diverging_roster_is_refused_and_told
certificates left out, swapped, repeated | recipient | refused
  test_roster.py::test_left_out_swapped_repeated_or_inserted_certificates_are_refused
a roster by another key | recipient | refused
  test_roster.py::test_another_root_key_adds_nothing
the stolen everyday key | key | two of three sheets take the roster back
  test_root_keys.py::test_a_network_goes_on_after_its_coordinator_was_stolen
sheets made by a thief | key | decide nothing
  test_root_keys.py::test_sheets_made_by_a_thief_decide_nothing
a roster that swells | recipient | not read beyond 8 MiB
  test_bombs.py::test_a_roster_of_lists
reading the roster | road | sealed to the active devices
  test_joining.py::test_nobody_else_can_read_the_request_or_the_roster
a request with another's ordinal, or altered | recipient | refused: the proof does not fit
  test_joining.py::test_an_altered_request_is_refused
an invitation used twice | road | the place is taken
  test_joining.py::test_a_second_request_for_one_ordinal_is_refused
an expired invitation | road | refused on both sides
  test_joining.py::test_an_expired_invitation
an invitation that was changed | road | refused
  test_joining.py::test_a_damaged_invitation
a request that swells | recipient | not read beyond 64 KiB
  test_bombs.py::test_a_request_of_lists
a request for what is lacking that swells | road | not read beyond 64 KiB
  test_bombs.py::test_a_lack_of_lists
a request replayed after the approval | road | passed over
names read by the coordination of a pseudonymous network | key | none in its vault nor in any file that it opens
  test_pseudonymous.py::test_no_name_is_in_the_coordinators_vault_nor_in_a_file_that_it_can_open
house rows asked for as lacking by that coordination | key | nobody answers: it may not read them
  test_pseudonymous.py::test_a_coordinator_that_asks_for_house_rows_gets_none
a device of its own added to a house | key | no name is sealed to it until the house's devices confirm its words
  test_pseudonymous.py::test_a_new_device_of_a_house_gets_names_only_once_it_was_confirmed
names sent as figures | device | blanked on arrival
  test_pseudonymous.py::test_names_that_a_house_sends_as_figures_are_blanked_on_arrival
a house's rows, or blanked ones, sent by its coordination | key | refused: they would stand in the way of the names
  test_pseudonymous.py::test_a_coordinator_may_not_send_a_house_its_rows_nor_figures_of_its_devices
a usual network turned into a pseudonymous one, or back | key | another network: its id pins the first certificate
  test_pseudonymous.py::test_the_network_is_pseudonymous_from_its_first_certificate_on
figures in a usual network | device | refused
  test_pseudonymous.py::test_in_a_usual_network_there_are_no_figures
""".strip()

# The test stands below its attack, unless it bears the attack's name.
ATTACKS = [Attack(*map(str.strip, row.split(" | "))) for row in _ROWS.replace("\n  ", " | ").splitlines()]


def page() -> str:
    """The table for people."""
    return "\n".join([_INTRO, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    yield "| attack | the attacker has | what happens | test |"
    yield "|---|---|---|---|"
    for one in ATTACKS:
        test = f"`{one.test.removeprefix('../').replace('::', '` `')}`" if one.test else f"`{one.name}`"
        yield f"| {one.name} | {one.has} | {one.happens} | {test} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

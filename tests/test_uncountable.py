"""Measures and charges that need a column which the feed does not map: lint says so before the first file comes."""

import small


def notes(vmo, folder):
    return vmo("lint", folder, "--json").json["notes"]


def test_what_the_feed_does_not_map_is_noted_with_its_measure_and_its_charge(vmo, folder):
    small.change(folder / "partners/acme.yaml", "      wait_s: Wait\n      handle_s: Handle\n", "")
    small.change(folder / "partners/acme.yaml", "unused: [", "unused: [Wait, Handle, ")
    told = "\n".join(notes(vmo, folder))
    assert (
        "measures.sl: acme.calls maps no wait_s, so call_service_level cannot be counted there; map it in the partner"
        in told
    )
    assert (
        "charges.voice: acme.calls maps no handle_s or talk_s or hold_s or acw_s, so per_minute cannot be counted"
        in told
    )


def test_a_feed_of_other_rows_need_not_map_it(vmo, folder):
    path = folder / "partners/acme.yaml"
    other = path.read_text(encoding="utf-8").partition("feeds:\n")[2].replace("  calls:", "  chats:", 1)
    other = other.replace("      wait_s: Wait\n", "      channel: {value: chat}\n").replace(
        "unused: [", "unused: [Wait, "
    )
    path.write_text(path.read_text(encoding="utf-8") + other.replace("calls_", "chats_"), encoding="utf-8")
    assert not [one for one in notes(vmo, folder) if "chats" in one and "call_service_level" in one]


def test_a_source_with_a_word_in_braces_that_nobody_knows_is_refused(vmo, folder):
    small.change(folder / "partners/acme.yaml", "{inbox}", "{Inbox}")
    assert (
        "feeds.calls.source: {Inbox} is no part of a source; known: {inbox}, and {day:%Y-%m-%d}"
        in vmo("lint", folder).err
    )

"""Laws of the lines on a page: none is wider than its room, and none loses a sign."""

from hypothesis import given
from hypothesis import strategies as st

from vmo.documents._pdf_lines import lines, width
from vmo.documents._pdf_typeface import shown

SIGNS = "abcWĄřő019 .,-/·()§%가나다통화漢字請求、。ー\n\u200fก"
texts = st.text(st.sampled_from(SIGNS), max_size=120).map(shown)
rooms = st.integers(min_value=12, max_value=300)


@given(texts, rooms, st.booleans())
def test_no_line_is_wider_than_its_room_but_one_of_a_single_sign(text, room, strong):
    for line in lines(text, 9, room, strong=strong):
        assert width(line, 9, strong=strong) <= room or len(line) == 1


@given(texts, rooms)
def test_no_sign_is_lost_and_none_changes_its_place(text, room):
    assert "".join("".join(lines(text, 9, room)).split()) == "".join(text.split())


@given(texts, rooms)
def test_a_line_is_broken_only_where_the_next_word_has_no_room(text, room):
    whole = " ".join(text.split())
    if width(whole, 9) <= room:
        assert lines(whole, 9, room) == [whole]

"""What is frozen of an issued document: all of it, exactly, and the same text each time; thawed, it is that document again."""

import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import sample

from vmo.life.frozen import figures, frozen, totals
from vmo.life.thawed import thawed
from vmo.records import Document, PrecedingInvoice, Range


def test_every_part_of_a_document_is_frozen_and_no_number_is_a_float():
    document = sample.document()
    told = frozen(document)
    assert told == frozen(sample.document())
    assert set(json.loads(told)) == {field.name for field in fields(Document)}
    json.loads(told, parse_float=lambda text: (_ for _ in ()).throw(AssertionError(f"{text} is a float")))
    assert totals(told) == document.totals


def test_a_number_that_is_another_is_a_correction_and_a_file_that_changed_none_is_not():
    document = sample.document()
    before = figures(frozen(document))
    assert figures(frozen(replace(document, sources=(), findings=(), trend=()))) == before
    line = replace(document.lines[0], amount=document.lines[0].amount + Decimal("0.01"))
    assert figures(frozen(replace(document, lines=(line, *document.lines[1:])))) != before


def test_what_was_frozen_is_thawed_as_it_was():
    document = sample.document()
    ranged = replace(document.attainments[0], expected=Range(Decimal(80), Decimal("86.5")))
    named = PrecedingInvoice("acme-380-2026-00001", date(2026, 11, 5))
    for one in (document, replace(document, attainments=(ranged,), corrects=named, kind="credit_note")):
        assert thawed(frozen(one)) == one
        assert frozen(thawed(frozen(one))) == frozen(one)


def test_what_an_older_version_froze_has_the_defaults_of_what_is_told_since():
    told = json.loads(frozen(sample.document()))
    del told["kind"], told["corrects"]
    assert thawed(json.dumps(told)) == sample.document()

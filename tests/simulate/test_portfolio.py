"""The demo's portfolio: read without a fault, and its contracts tell what their first lines say."""

from datetime import date

from vmo import catalogue, kinds, portfolio
from vmo.counting.asks import charge_signature, measure_segments, signature
from vmo.deliveries.dues import owed
from vmo.simulate import PORTFOLIO


def test_the_portfolio_has_no_fault():
    found = portfolio.load(PORTFOLIO)
    assert set(found.partners) == {"alder", "boreal", "cierzo"}
    assert set(found.contracts) == {"a-campaign", "b-business", "b-care", "c-orders", "m-business"}
    assert {contract.told.currency for contract in found.contracts.values()} == {"EUR", "GBP"}


def test_every_term_is_one_that_its_metric_or_model_takes():
    for contract in portfolio.load(PORTFOLIO).contracts.values():
        for measure in contract.told.measures.values():
            required, optional = signature("measure", measure.metric)
            assert required <= set(measure.terms) <= required | optional
        for charge in contract.told.charges.values():
            required, optional = charge_signature(charge)
            assert required <= set(charge.terms) <= required | optional


def test_no_measure_asks_for_a_channel_that_its_metric_does_not_count():
    for contract in portfolio.load(PORTFOLIO).contracts.values():
        for name, measure in contract.told.measures.items():
            counted = catalogue.metric(measure.metric).population
            for column, values in {**contract.told.scope, **measure.scope}.items():
                assert column not in counted or set(values) & set(counted[column]), (contract.id, name)


def test_the_amendment_cuts_the_month_of_care_in_two():
    care = portfolio.load(PORTFOLIO).contracts["b-care"].told.measures["sl"]
    parts = measure_segments(care, date(2026, 10, 1), date(2026, 10, 31))
    assert [(part.first.day, part.last.day) for part in parts] == [(1, 15), (16, 31)]
    assert [part.terms["target"].expected for part in parts] == [80, 84]


def test_every_daily_file_is_owed_on_the_days_on_which_it_comes(inbox):
    found = portfolio.load(PORTFOLIO)
    daily = [(partner, name, feed) for partner, name, feed in found.feeds() if feed.due]
    assert len(daily) == 4
    for partner, name, feed in daily:
        days = {one.day for one in owed(partner, name, feed, date(2026, 10, 1), date(2026, 10, 31))}
        paths = inbox.glob(feed.source.removeprefix("{inbox}/"))
        written = {"".join(letter for letter in path.name if letter.isdigit()) for path in paths}
        assert written == {f"{day:%Y%m%d}" for day in days}


def test_every_kind_of_rows_is_sent_and_measured():
    found = portfolio.load(PORTFOLIO)
    assert {feed.kind for _, _, feed in found.feeds("boreal")} == set(kinds.names())
    counted = {kind for one in found.contracts.values() for kind in found.kind_of(one).values()}
    assert counted == set(kinds.names()) - {"billed_lines"}  # these are matched


def test_some_measures_are_told_of_samples_and_most_have_a_target():
    measures = [
        one for contract in portfolio.load(PORTFOLIO).contracts.values() for one in contract.told.measures.values()
    ]
    assert sum(catalogue.metric(one.metric).sampled for one in measures) > 2
    assert sum(one.target is not None for one in measures) > len(measures) / 2


def test_one_invoice_is_borne_by_two_units_each_with_its_cost_centre_in_the_columns_of_the_ledger():
    found = portfolio.load(PORTFOLIO)
    assert [one.id for one in found.contracts.values() if one.told.chargeback] == ["c-orders"]
    journal = found.told.journal
    assert set(journal.dimensions["cost_centre"].values) == {
        *found.partners["cierzo"].feeds["orders"].columns["business_unit"].cases
    }
    assert journal.columns["account"] == "Konto"

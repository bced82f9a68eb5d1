import pytest

from knowledge.catalog import load_catalog
from knowledge.facts import part_status, status
from knowledge.model import Facet, FactStatus, Procedure

CATALOG = load_catalog()


def record(code: str) -> Procedure:
    found = CATALOG.get(code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "facet", "expected"),
    [
        ("2.002380", Facet.FEE, FactStatus.SOURCED),
        ("2.001207", Facet.FEE, FactStatus.UNVERIFIED),
        ("1.000449", Facet.FEE, FactStatus.MISSING),
        ("1.012353", Facet.FEE, FactStatus.SOURCED),
        ("2.001269", Facet.TIME, FactStatus.MISSING),
        ("2.002380", Facet.STEPS, FactStatus.RECORD),
        ("1.011816", Facet.RESULT, FactStatus.UNVERIFIED),
        ("2.002548", Facet.HOW, FactStatus.UNVERIFIED),
        ("2.002548", Facet.WHERE, FactStatus.UNVERIFIED),
        ("2.002548", Facet.AUTHORITY, FactStatus.SOURCED),
        ("2.002544", Facet.OVERVIEW, FactStatus.RECORD),
        ("2.002380", Facet.FORM, FactStatus.SOURCED),
        ("2.000058", Facet.FORM, FactStatus.MISSING),
        ("1.011818", Facet.ONLINE, FactStatus.SOURCED),
        ("2.000212", Facet.CHANGES, FactStatus.MISSING),
    ],
)
def test_each_part_of_a_record_is_trusted_as_far_as_its_sources_go(
    code: str, facet: Facet, expected: FactStatus
) -> None:
    assert status(record(code), facet) is expected


def test_every_facet_of_every_record_has_a_status() -> None:
    for one in (*CATALOG, *CATALOG.redirects):
        assert all(isinstance(status(one, facet), FactStatus) for facet in Facet)


def test_nothing_is_tellable_in_a_record_without_any_real_source() -> None:
    bare = record("2.002380").model_copy(update={"sources": {}, "fees": (), "times": (), "dossier": ()})
    assert [facet for facet in Facet if status(bare, facet).tellable] == []
    only_r = bare.model_copy(update={"no_fee": True})
    assert status(only_r, Facet.FEE) is FactStatus.UNVERIFIED


def test_facts_that_rest_on_r_alone_are_never_tellable() -> None:
    for one in CATALOG:
        for facts, facet in ((one.fees, Facet.FEE), (one.times, Facet.TIME), (one.dossier, Facet.DOSSIER)):
            if facts and not any(fact.verified for fact in facts):
                assert not status(one, facet).tellable, (one.id, facet)


def test_a_single_part_can_be_asked_for() -> None:
    assert part_status(record("2.002548"), "handled_by") is FactStatus.SOURCED
    assert part_status(record("2.002548"), "channels") is FactStatus.UNVERIFIED

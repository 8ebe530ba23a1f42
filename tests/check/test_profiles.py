"""Profiles: what a directory asks of a feed is an error for it."""

from __future__ import annotations

import pytest
from tests.check import corpus

from feedpub.check import check, check_paths
from feedpub.check.profiles import OPTIONAL, PROFILES
from feedpub.check.rules import REGISTRY

EXT = corpus.CORPUS / "ext"
APPLE = "apple-podcasts"


def test_every_rule_of_a_profile_exists() -> None:
    for profile in PROFILES.values():
        assert profile.raises | profile.adds <= set(REGISTRY)


def test_a_rule_that_a_profile_raises_is_a_warning_without_it() -> None:
    assert {REGISTRY[name].severity for each in PROFILES.values() for name in each.raises} == {"warning"}


@pytest.mark.parametrize("name", ["itunes-required--image", "itunes-explicit", "itunes-image-format"])
def test_a_warning_becomes_an_error(name: str) -> None:
    path = EXT / "invalid" / f"{name}.xml"
    assert check(path).valid
    rule = corpus.rule_of(path)
    assert rule in {problem.rule for problem in check(path, profile=APPLE).errors}


def test_other_warnings_stay_warnings() -> None:
    path = EXT / "invalid" / "podcast-guid-version.xml"
    (problem,) = check(path, profile=APPLE).warnings
    assert problem.rule == "podcast-guid-version"


def test_a_feed_without_a_recording_is_an_error_for_the_profile_alone() -> None:
    path = EXT / "valid" / "rss-publishers.xml"
    assert check(path).problems == ()
    assert {problem.rule for problem in check(path, profile=APPLE).problems} == OPTIONAL


def test_a_podcast_with_all_that_is_required_is_right() -> None:
    (report,) = check_paths([str(EXT / "valid" / "rss-podcasting.xml")], profile=APPLE)
    assert report.problems == ()


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(KeyError, match="apple-music"):
        check(b"<rss/>", profile="apple-music")

"""Why registrations changed, where the truth is known; and silence where it cannot be known."""

import csv
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats import Verdict
from safetystats.decomposition import Decomposition, Reading, Wave, decompose
from tests.shared_data import shared

RESIDENTS = 60_000
PARTS = ("registrations", "incidence", "reporting", "recording")
shares = st.floats(0.05, 0.95)


def wave_of(
    rng: np.random.Generator,
    *,
    incidence: float = 0.2,
    reported: float = 0.35,
    recorded: float = 0.8,
    sample: int = 20_000,
    design: float = 1.0,
) -> Wave | None:
    """Ask a sample, and let the police register; None when the survey found nobody to speak of."""
    effective = sample / design
    events = int(rng.poisson(effective * incidence))
    told = int(rng.binomial(events, reported)) if events else 0
    if not 0 < told < events:
        return None
    share = told / events
    return Wave(
        registrations=max(int(rng.poisson(RESIDENTS * incidence * reported * recorded)), 1),
        residents=RESIDENTS,
        incidence=events / effective,
        incidence_error=float(np.sqrt(events)) / effective,
        reported=share,
        reported_error=float(np.sqrt(share * (1 - share) / events)),
    )


def simulated(
    times: int, seed: int, before: dict[str, float], after: dict[str, float], **setting: float
) -> list[Decomposition]:
    rng = np.random.default_rng(seed)
    waves = [(wave_of(rng, **before), wave_of(rng, **after)) for _ in range(times)]  # type: ignore[arg-type]
    return [decompose(*pair, **setting) for pair in waves if None not in pair]  # type: ignore[arg-type, misc]


@given(
    registrations=st.tuples(st.integers(1, 9_000), st.integers(1, 9_000)),
    incidence=st.tuples(shares, shares),
    reported=st.tuples(shares, shares),
)
def test_the_parts_multiply_to_the_change_in_registrations(
    registrations: tuple[int, int], incidence: tuple[float, float], reported: tuple[float, float]
) -> None:
    before, after = (
        Wave(registrations[k], 50_000, incidence[k], 0.01, reported[k], 0.02) for k in (0, 1)
    )

    found = decompose(before, after)

    product = found.incidence.ratio * found.reporting.ratio * found.recording.ratio
    assert found.registrations.ratio == pytest.approx(registrations[1] / registrations[0])
    assert product == pytest.approx(found.registrations.ratio)
    for name in PARTS:
        part = getattr(found, name)
        assert part.interval.low <= part.ratio <= part.interval.high


SCENARIOS = [
    ({}, {}),
    ({}, {"incidence": 0.26, "reported": 0.28}),
    ({"sample": 1_500}, {"sample": 1_500, "recorded": 0.5}),
    ({"sample": 4_000, "design": 1.8}, {"sample": 4_000, "design": 1.8, "reported": 0.5}),
    ({"incidence": 0.03, "sample": 1_000}, {"incidence": 0.04, "sample": 1_000}),
]


def covered(
    found: list[Decomposition], before: dict[str, float], after: dict[str, float]
) -> dict[str, float]:
    base = {"incidence": 0.2, "reported": 0.35, "recorded": 0.8}
    was, now = base | before, base | after
    truth = {
        "incidence": now["incidence"] / was["incidence"],
        "reporting": now["reported"] / was["reported"],
        "recording": now["recorded"] / was["recorded"],
    }
    truth["registrations"] = float(np.prod(list(truth.values())))
    return {
        name: float(np.mean([truth[name] in getattr(each, name).interval for each in found]))
        for name in PARTS
    }


@pytest.mark.parametrize(("before", "after"), SCENARIOS)
def test_the_intervals_cover_the_true_parts(
    before: dict[str, float], after: dict[str, float]
) -> None:
    found = simulated(700, 1, before, after)

    for name, share in covered(found, before, after).items():
        assert 0.925 <= share <= 0.975, name


@pytest.mark.deep
@pytest.mark.parametrize(("before", "after"), SCENARIOS)
def test_the_intervals_cover_the_true_parts_nineteen_times_in_twenty(
    before: dict[str, float], after: dict[str, float]
) -> None:
    found = simulated(8_000, 2, before, after)

    for name, share in covered(found, before, after).items():
        assert 0.93 <= share <= 0.97, name


def test_correlated_errors_of_the_survey_are_counted() -> None:
    rng = np.random.default_rng(3)
    errors = np.array([[1, 0.7], [0.7, 1]]) * 0.05**2
    inside: Counter[str] = Counter()

    for _ in range(800):
        waves = []
        for noise in rng.multivariate_normal([0, 0], errors, 2):
            incidence, reported = 0.2 * np.exp(noise[0]), 0.35 * np.exp(noise[1])
            registered = int(rng.poisson(RESIDENTS * 0.2 * 0.35))
            waves.append(
                Wave(
                    registered,
                    RESIDENTS,
                    incidence,
                    0.05 * incidence,
                    reported,
                    0.05 * reported,
                    0.7,
                )
            )
        found = decompose(*waves)
        inside.update(name for name in PARTS if 1.0 in getattr(found, name).interval)

    assert all(0.93 <= inside[name] / 800 <= 0.97 for name in PARTS)


def test_a_panel_that_answers_twice_tells_more() -> None:
    was, now = (Wave(900, 9_000, level, 0.01, 0.3, 0.02) for level in (0.2, 0.24))

    fresh, panel = decompose(was, now), decompose(was, now, overlap=0.6)

    assert panel.incidence.interval.low > fresh.incidence.interval.low
    assert panel.incidence.ratio == fresh.incidence.ratio
    assert panel.visible_incidence < fresh.visible_incidence


@pytest.mark.parametrize(
    ("after", "reading", "causes"),
    [
        ({"incidence": 0.28}, Reading.REAL, {"incidence"}),
        ({"incidence": 0.14}, Reading.REAL, {"incidence"}),
        ({"reported": 0.5}, Reading.APPARENT, {"reporting"}),
        ({"recorded": 1.2}, Reading.APPARENT, {"recording"}),
        ({"incidence": 0.28, "reported": 0.25}, Reading.HIDDEN, set()),
        ({}, Reading.STEADY, set()),
    ],
)
def test_a_large_survey_tells_what_happened(
    after: dict[str, float], reading: Reading, causes: set[str]
) -> None:
    found = simulated(200, 4, {"sample": 60_000}, {"sample": 60_000} | after, margin=0.12)

    right = [each.reading is reading for each in found]
    assert np.mean(right) >= 0.9
    assert np.mean([set(each.causes) == causes for each in found]) >= 0.85


@pytest.mark.parametrize("after", [{"incidence": 0.04}, {"reported": 0.5}, {"recorded": 1.1}, {}])
def test_a_small_survey_says_that_it_cannot_tell(after: dict[str, float]) -> None:
    small = {"incidence": 0.03, "sample": 600}

    found = simulated(300, 5, small, small | after)

    readings = Counter(each.reading for each in found)
    assert readings[Reading.CANNOT_TELL] / len(found) >= 0.8
    assert min(each.visible_incidence for each in found) > 1.5


@pytest.mark.parametrize("sample", [800, 5_000, 60_000])
def test_a_firm_reading_is_seldom_wrong(sample: int) -> None:
    found = simulated(300, 6, {"sample": sample}, {"sample": sample, "reported": 0.46})

    wrong = [each.reading in {Reading.REAL, Reading.HIDDEN, Reading.STEADY} for each in found]
    assert np.mean(wrong) <= 0.05


def test_a_factor_that_is_called_visible_is_seen_four_times_in_five() -> None:
    one = simulated(1, 7, {"sample": 5_000}, {"sample": 5_000})[0]

    found = simulated(
        600, 8, {"sample": 5_000}, {"sample": 5_000, "incidence": 0.2 * one.visible_incidence}
    )

    risen = [each.incidence.interval.low > 1 for each in found]
    assert np.mean(risen) == pytest.approx(0.8, abs=0.06)


def test_wild_registrations_make_recording_less_sure() -> None:
    was, now = (Wave(count, 9_000, 0.2, 0.01, 0.3, 0.02) for count in (400, 460))

    calm, wild = decompose(was, now), decompose(was, now, dispersion=4)

    assert wild.recording.interval.low < calm.recording.interval.low
    assert wild.incidence == calm.incidence


def test_the_national_change_in_registrations_is_the_published_one() -> None:
    folder = shared("data/staat_van_de_misdaad")
    published = {
        row["year"]: row
        for row in csv.DictReader(
            (folder / "reference_output/annual_crime_disorder_changes.csv")
            .read_text("utf-8")
            .splitlines()
        )
        if row["Soort incident"] == "Criminaliteit"
    }
    # The survey figures are fictitious; what is compared is the change in registrations.
    was, now = (
        Wave(
            int(published[year]["incident_count"]),
            round(
                float(published[year]["incident_count"])
                / float(published[year]["rel_frequency"])
                * 1e5
            ),
            incidence,
            0.004,
            reported,
            0.006,
        )
        for year, incidence, reported in (("2012", 0.34, 0.38), ("2023", 0.25, 0.33))
    )

    found = decompose(was, now)

    change = (found.registrations.ratio - 1) * 100
    assert change == pytest.approx(
        float(published["2023"]["percentage_change_since2012"]), abs=1e-4
    )
    assert found.registrations.verdict is Verdict.FELL


@pytest.mark.parametrize(
    ("wrong", "about"),
    [
        ({"registrations": 0}, "after.registrations"),
        ({"registrations": 2.5}, "after.registrations"),
        ({"residents": 0}, "after.residents"),
        ({"incidence": 0.0}, "after.incidence"),
        ({"incidence_error": 0.0}, "after.incidence_error"),
        ({"incidence_error": float("nan")}, "after.incidence_error"),
        ({"reported": 1.2}, "after.reported"),
        ({"reported": 0.0}, "after.reported"),
        ({"reported_error": -0.1}, "after.reported_error"),
        ({"correlation": 1.0}, "after.correlation"),
    ],
)
def test_a_broken_wave_is_refused_by_name(wrong: dict[str, float], about: str) -> None:
    good = {
        "registrations": 50,
        "residents": 900,
        "incidence": 0.2,
        "incidence_error": 0.01,
        "reported": 0.3,
        "reported_error": 0.02,
    }

    with pytest.raises(ValueError, match=about):
        decompose(Wave(**good), Wave(**(good | wrong)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong", [{"overlap": 1.0}, {"dispersion": 0}, {"margin": 0}, {"level": 2}]
)
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, float]) -> None:
    wave = Wave(50, 900, 0.2, 0.01, 0.3, 0.02)

    with pytest.raises(ValueError, match=next(iter(wrong))):
        decompose(wave, wave, **wrong)

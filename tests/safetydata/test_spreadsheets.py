"""Words of a table in a file for a spreadsheet: they stay words."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from safetydata.spreadsheets import FORMULA_STARTS, plain_text, with_plain_text


@given(st.lists(st.text() | st.sampled_from(FORMULA_STARTS).map("{}1+1".format)))
def test_no_text_of_a_frame_is_a_formula(texts: list[str]) -> None:
    frame = pl.DataFrame(
        {"name": texts, "count": range(len(texts))}, schema_overrides={"name": pl.String}
    )

    told = with_plain_text(frame)

    assert told["name"].to_list() == [plain_text(text) for text in texts]
    assert told["count"].to_list() == list(range(len(texts)))
    assert not any(text.startswith(FORMULA_STARTS) for text in told["name"])

"""Ten invented safety plans in ten layouts, with the answers that a reader should find.

`sources` holds what each plan is built from, `keys` what it means. The answers were decided from
the meaning of each plan by someone other than the author of the reader.
"""

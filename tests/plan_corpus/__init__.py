"""Ten invented safety plans in ten layouts, with the answers that a reader should find.

`sources` holds what each plan is built from, `keys` what it means. The answers were decided from
the meaning of each plan by someone other than the author of the reader. No municipality, person or
figure in it is real.

 1  two columns, numbered headings, approach in shaded boxes that break over pages
 2  one column as from a word processor, bold headings without numbers
 3  numbers four deep, contents with dot leaders, running headers and footers, numbered lists
 4  plain text without numbers
 5  goals and actions in tables of three kinds
 6  priorities with boxes side by side, no field level
 7  text pulled out of two columns: boxes before their heading, broken words, loose page numbers
 8  themes only, goals beside actions
 9  a vision: pillars with names of their own, themes in capitals, five kinds of bullets
10  text in cp1252 with an evaluation, a list of partners and appendices that hold no objectives

`python -m tests.plan_corpus --errors` lays the reader beside the answers.
"""

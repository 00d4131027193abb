"""Sixteen invented safety plans in differing layouts, with the answers that a reader should find.

`sources` holds what each plan is built from, `keys` what it means. The answers were decided from
the meaning of each plan by someone other than the author of the reader. No municipality, person or
figure in it is real.

Known: the reader was made with these ten at hand, so its figures on them flatter it.

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

Unseen: six shorter plans that the author of the reader had not seen. At first sight (23 November
2026) the reader found 65 of 100 objectives and all but one plan; 85 of 100 proposals were right.
Whoever mends the reader after looking at them makes them known: then write new ones.

11  two columns under a band over the full width, numbers such as 3.a, boxes
12  text with goals and actions numbered on the line itself ("Doelstelling A1: ...")
13  one column, the goal as a sentence, numbered actions, indicators that are no objectives
14  landscape, three columns side by side on each page, no field level
15  text with tabs, the goal as a sentence, no field level
16  two columns, headings without numbers, ticks as bullets

`python -m tests.plan_corpus --errors` lays the reader beside the answers.
"""

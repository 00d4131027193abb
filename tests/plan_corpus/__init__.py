"""Nineteen invented safety plans in differing layouts, with the answers that a reader should find.

`sources` holds what each plan is built from, `keys` what it means. The answers were decided from
the meaning of each plan by someone other than the author of the reader. No municipality, person or
figure in it is real.

Known: the reader was made with these sixteen at hand, so its figures on them flatter it.

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
11  two columns under a band over the full width, numbers such as 3.a, boxes
12  text with goals and actions numbered on the line itself ("Doelstelling A1: ...")
13  one column, the goal as a sentence, numbered actions, indicators that are no objectives
14  landscape, three columns side by side on each page, no field level
15  text with tabs, the goal as a sentence, no field level
16  two columns, headings without numbers, ticks as bullets

Unseen: plans that the author of the reader had not seen when they were first read.

17  one column, Roman numbers, a goal as a sentence followed by results and an approach
18  two columns, themes in white on dark bands, quotes and boxes with figures between the text
19  one table that holds all themes

At first sight (23 November 2026) the reader found 65 of 100 objectives of 11-16, 85 of 100
proposals were right and 39 of 100 errors were flagged. They made the reader better and so became
known. Of 17-19 it then found 91 of 100; 87 of 100 proposals were right, 67 of 100 had the right
kind, and all errors were flagged. Whoever mends the reader after looking at these makes them known
as well: then write new ones.

`python -m tests.plan_corpus --errors` lays the reader beside the answers.
"""

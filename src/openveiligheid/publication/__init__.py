"""Reports as frozen documents: what is told to the council, in PDF, Word and on the page.

A report's content is facts only (`content`); `presenters` puts it into words once, and the PDF,
Word and HTML writers only place those words. Asks delivery, plan and evidence; nobody asks it.
"""

"""The English catalogue: Dutch texts are the source and stand in the code.

``compile`` makes the file that Django reads, ``update`` brings the catalogue in line with the code
(and takes translations from further files that are named), ``check`` says what is not right.
Uses Babel throughout, so that no gettext programs are needed.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ROOT / "src" / "openveiligheid"
PO = PRODUCT / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")

PLAIN, CONTEXT = ("gettext", "gettext_lazy", "gettext_noop", "_"), ("pgettext", "pgettext_lazy")
PLURAL, BOTH = ("ngettext", "ngettext_lazy"), ("npgettext", "npgettext_lazy")
FUNCTIONS = [*PLAIN, *CONTEXT, *PLURAL, *BOTH]
HEADER = """\
# English texts of Open Veiligheid; the Dutch in the code is the source.
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\w*\}")


def main() -> None:
    """Do what the first argument names."""
    wish, *files = sys.argv[1:] or ["check"]
    if wish == "compile":
        compile_catalogue()
    elif wish == "update":
        update([Path(name) for name in files])
    elif found := problems():
        sys.exit("\n".join([*found, f"{len(found)} texts to mend: make messages"]))


def compile_catalogue() -> None:
    """Make the file that Django reads, unless it is newer than the catalogue."""
    if PO.exists() and not (MO.exists() and MO.stat().st_mtime >= PO.stat().st_mtime):
        with MO.open("wb") as file:
            write_mo(file, catalogue())


def update(files: list[Path]) -> None:
    """Add new texts, drop old ones, and fill in translations that the files know."""
    known = catalogue()
    known.update(extracted(), no_fuzzy_matching=True)
    known.obsolete.clear()
    for file in files:
        for message in read_catalogue(file):
            mine = known.get(message.id, message.context)
            if message.id and mine is not None and not is_translated(mine):
                mine.string = message.string
    PO.parent.mkdir(parents=True, exist_ok=True)
    texts = BytesIO()
    write_po(texts, known, width=100, sort_by_file=True, include_lineno=False, omit_header=True)
    PO.write_bytes(HEADER.encode() + texts.getvalue())
    print(f"{len(known)} texts, {sum(not is_translated(m) for m in known if m.id)} to translate.")


def problems() -> list[str]:
    """Each text without a sound English translation, and each translation without a text."""
    found, known = [], catalogue()
    wanted = {(message.id, message.context): message for message in extracted() if message.id}
    for key, message in wanted.items():
        mine = known.get(*key)
        place = message.locations[0][0] if message.locations else "?"
        if mine is None or not is_translated(mine):
            found.append(f"{place}: not translated: {key[0]!r}")
        elif mine.fuzzy:
            found.append(f"{place}: translation is marked fuzzy: {key[0]!r}")
        elif not same_placeholders(mine):
            found.append(f"{place}: placeholders differ: {key[0]!r}")
    unused = [m.id for m in known if m.id and (m.id, m.context) not in wanted]
    unused += [m.id for m in known.obsolete.values()]
    return sorted(found) + [f"{PO.name}: no longer in the code: {text!r}" for text in unused]


def extracted() -> Catalog:
    """All texts in the code and the templates of the product."""
    found = Catalog(project="Open Veiligheid", domain="django", charset="utf-8")
    for path in sorted(PRODUCT.rglob("*")):
        if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
            for text, context in texts_in(path):
                place = [(path.relative_to(ROOT).as_posix(), 1)]
                found.add(text, context=context, locations=place)
    return found


def texts_in(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Each translatable text in a file, with its context."""
    source = path.read_text()
    if path.suffix != ".py":
        if "templates" not in path.parts:
            return
        templatized = templatize(source, origin=str(path))
        source = "\n".join(line.lstrip() for line in templatized.splitlines())
    for _line, function, arguments, _comments in extract_python(
        BytesIO(source.encode()), FUNCTIONS, [], {}
    ):
        given = list(arguments) if isinstance(arguments, tuple) else [arguments]
        context = given.pop(0) if function in CONTEXT + BOTH else None
        texts = given[:2] if function in PLURAL + BOTH else given[:1]
        if all(texts):
            yield (texts[0] if len(texts) == 1 else (texts[0], texts[1])), context


def catalogue() -> Catalog:
    """The English catalogue as it stands."""
    return read_catalogue(PO) if PO.exists() else Catalog(locale="en", charset="utf-8")


def read_catalogue(file: Path) -> Catalog:
    """A catalogue from a file."""
    with file.open("rb") as stream:
        return read_po(stream, locale="en", charset="utf-8")


def is_translated(message: Message) -> bool:
    """Whether every form of the text has a translation."""
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings)


def same_placeholders(message: Message) -> bool:
    """Whether the translation fills in the same values as the text."""
    texts = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    allowed = {found for text in texts for found in PLACEHOLDER.findall(text)}
    used = {found for text in strings for found in PLACEHOLDER.findall(text)}
    return used == allowed


if not settings.configured:  # the reader of templates asks Django for two settings
    settings.configure(USE_I18N=True)

if __name__ == "__main__":
    main()

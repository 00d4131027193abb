"""Pieces of text with their place on the page, and the order in which columns are read."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from openveiligheid.plan.reader.bullets import bullet_of

MIN_GUTTER = 8.0
MIN_SIDE = 4
MIN_LETTERS = 11
BIN = 2.0
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[A-Za-z][.)]|\(?\d{1,2}\))")


@dataclass(slots=True)
class Segment:
    """A piece of one line: x from left to right, y going down the page."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False


Rows = list[list[Segment]]


def rows_of(segments: list[Segment]) -> Rows:
    """Put pieces on the same height together, top to bottom and left to right."""
    rows: Rows = []
    for segment in sorted(segments, key=lambda piece: (piece.y, piece.x0)):
        if rows and abs(rows[-1][0].y - segment.y) <= 0.35 * max(segment.size, 1.0):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=lambda piece: piece.x0)
    return rows


def with_bullets(segments: list[Segment]) -> list[Segment]:
    """Put a bullet or number that stands apart back before its text."""
    joined: list[Segment] = []
    for row in rows_of(segments):
        pieces = list(row)
        while len(pieces) > 1 and _is_lead(pieces[0], pieces[1]):
            first, second = pieces[0], pieces[1]
            merged = Segment(
                f"{first.text} {second.text}",
                first.x0,
                second.x1,
                second.y,
                second.size,
                second.bold,
            )
            pieces[:2] = [merged]
        joined.extend(_leads_inside(pieces))
    return joined


def _leads_inside(pieces: list[Segment]) -> list[Segment]:
    """Do the same for the second and later columns of the row."""
    result: list[Segment] = []
    for piece in pieces:
        if result and _is_lead(result[-1], piece):
            last = result.pop()
            text = f"{last.text} {piece.text}"
            result.append(Segment(text, last.x0, piece.x1, piece.y, piece.size, piece.bold))
        else:
            result.append(piece)
    return result


def _is_lead(first: Segment, second: Segment) -> bool:
    near = 0 <= second.x0 - first.x1 < 5 * max(second.size, 8.0)
    bullet = bullet_of(first.text)
    bare = bool(bullet and not bullet.text) or first.text in ("o", "§")
    return near and (bare or bool(_NUMBER.fullmatch(first.text)))


def columns_of(segments: list[Segment], depth: int = 0) -> list[list[Segment]]:
    """Split the pieces of a page into columns, in reading order."""
    gutter = find_gutter(segments) if depth < 3 else None
    if gutter is None:
        return [segments] if segments else []
    parts: list[list[Segment]] = []
    left: list[Segment] = []
    right: list[Segment] = []

    def flush() -> None:
        for side in (left, right):
            parts.extend(columns_of(list(side), depth + 1))
            side.clear()

    middle = (gutter[0] + gutter[1]) / 2
    body = _body_size(segments)
    for row in rows_of(segments):
        for piece in row:
            if _spans(piece, gutter) or _is_page_heading(piece, row, middle, segments, body):
                flush()
                parts.append([piece])
            else:
                (left if piece.x0 < middle else right).append(piece)
    flush()
    return _joined(parts)


def _joined(parts: list[list[Segment]]) -> list[list[Segment]]:
    """Join full-width lines that follow each other into one part."""
    joined: list[list[Segment]] = []
    for part in parts:
        if joined and len(part) == 1 and len(joined[-1]) >= 1 and _is_wide_run(joined[-1], part[0]):
            joined[-1].extend(part)
        else:
            joined.append(list(part))
    return joined


def _is_wide_run(run: list[Segment], piece: Segment) -> bool:
    last = run[-1]
    return abs(last.x0 - piece.x0) < 30 and 0 < piece.y - last.y < 3 * max(piece.size, last.size)


def _spans(piece: Segment, gutter: tuple[float, float]) -> bool:
    return piece.x0 < gutter[0] - 1 and piece.x1 > gutter[1] + 1


def _is_page_heading(
    piece: Segment, row: list[Segment], middle: float, segments: list[Segment], body: float
) -> bool:
    """Tell whether a big line stands alone at its height, with columns above and below it."""
    if piece.size < body * 1.25 or len(row) > 1 or piece.x0 > middle:
        return False
    reach = 1.6 * piece.size
    right = [other.y for other in segments if other.x0 > middle]
    beside = any(abs(y - piece.y) < reach for y in right)
    return not beside and any(y > piece.y for y in right)


def _body_size(segments: list[Segment]) -> float:
    sizes: Counter[float] = Counter()
    for segment in segments:
        sizes[segment.size] += len(segment.text)
    return sizes.most_common(1)[0][0]


def _is_started_column(
    left: list[Segment], right: list[Segment], strip: tuple[float, float], total: int
) -> bool:
    """Tell whether a full left column has a few lines of a next column beside it."""
    if len(left) < 12 or not right or len(left) + len(right) < total:
        return False
    if any(len(piece.text) < MIN_LETTERS for piece in right):
        return False
    start = min(piece.x0 for piece in left)
    full = sum(piece.x1 > strip[0] - 0.2 * (strip[0] - start) for piece in left)
    return 2 * full > len(left) and max(p.x1 for p in right) - strip[1] <= 1.3 * (strip[0] - start)


def find_gutter(segments: list[Segment]) -> tuple[float, float] | None:
    """Find the white strip between two columns: few lines cross it, both sides are filled."""
    segments = [piece for piece in segments if not piece.text.strip(" -–|").isdigit()]
    if len(segments) < 2 * MIN_SIDE:
        return None
    start, end = min(s.x0 for s in segments), max(s.x1 for s in segments)
    bins = int((end - start) / BIN) + 1
    if not 20 <= bins <= 5000:
        return None
    cover = [0] * (bins + 1)
    for segment in segments:
        cover[int((segment.x0 - start) / BIN)] += 1
        cover[min(bins, int((segment.x1 - start) / BIN) + 1)] -= 1
    for place in range(1, len(cover)):
        cover[place] += cover[place - 1]
    best: tuple[float, tuple[float, float]] | None = None
    for first, last in _low_runs(cover, bins, len(segments)):
        strip = (start + first * BIN, start + (last + 1) * BIN)
        score = _score(segments, strip)
        if score and (best is None or score > best[0]):
            best = (score, strip)
    return best[1] if best else None


def _low_runs(cover: list[int], bins: int, total: int) -> list[tuple[int, int]]:
    """Give the runs of bins away from the edges that few pieces cover."""
    runs: list[tuple[int, int]] = []
    low, high = int(bins * 0.18), int(bins * 0.82)
    for limit in sorted({0, total // 12, total // 5}):
        first = None
        for place in range(low, high + 1):
            if cover[place] <= limit and place < high:
                first = place if first is None else first
            elif first is not None:
                runs.append((first, place - 1))
                first = None
    return runs


def _score(segments: list[Segment], strip: tuple[float, float]) -> float:
    """Give how well a strip parts two columns; 0 when it does not."""
    if strip[1] - strip[0] < MIN_GUTTER:
        return 0.0
    left = [piece for piece in segments if piece.x1 <= strip[0] + BIN]
    right = [piece for piece in segments if piece.x0 >= strip[1] - BIN]
    if min(len(left), len(right)) < max(MIN_SIDE, len(segments) // 7):
        return float(_is_started_column(left, right, strip, len(segments)))
    for side in (left, right):
        if sum(len(piece.text) for piece in side) / len(side) < MIN_LETTERS:
            return 0.0
    starts = Counter(round(piece.x0 / 4) for piece in right)
    aligned = sum(count for _, count in starts.most_common(3))
    if aligned < 0.6 * len(right):
        return 0.0
    top, bottom = min(p.y for p in left), max(p.y for p in left)
    overlap = sum(1 for piece in right if top - 3 <= piece.y <= bottom + 3)
    if overlap < 0.4 * len(right):
        return 0.0
    crossing = len(segments) - len(left) - len(right)
    return min(len(left), len(right)) * 2.0 - crossing * 2.0 + min(strip[1] - strip[0], 40) / 10

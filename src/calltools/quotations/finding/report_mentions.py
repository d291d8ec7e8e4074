"""A report laid out for the question whose words a quotation is: who and what hospitals are named
where, in which section, sentence and row of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calltools.language.names import PersonSide, name_key
from calltools.language.quoting.marks import Marked
from calltools.language.quoting.reading import TextReading
from calltools.language.quoting.scene import HIDDEN
from calltools.quotations.naming.report_hospitals import PlacedHospital, ReportHospitals
from calltools.quotations.report import Report


@dataclass(frozen=True, slots=True, order=True)
class ReportPlace:
    """Character ``at`` of block ``block``."""

    block: int
    at: int


@dataclass(frozen=True, slots=True)
class GivenQuotation:
    """A quotation before: where it stands, to whom and to which hospital it was given."""

    place: ReportPlace
    name: str | None
    side: PersonSide | None
    key: str | None

    def is_by(self, name: str | None) -> bool:
        """Whether it was given to somebody of this name."""
        return None not in (self.name, name) and name_key(self.name or "") == name_key(name or "")


class Scenery:
    """What stands where in ``report``, read as ``reading``."""

    def __init__(self, report: Report, reading: TextReading, hospitals: ReportHospitals) -> None:
        self.report = report
        self.scene = reading.scene
        self.people = reading.people
        self.cast = reading.cast
        self.hospitals = hospitals
        self.row, self.table = _rows(report)
        self.heading = _headings(report)

    def read_at(self, place: ReportPlace, written: ReportPlace) -> ReportPlace:
        """``place``, or for words in a note that is read after what stands at ``written`` the place
        that sends the reader there."""
        anchor = self.report.anchors.get(place.block)
        return place if anchor is None or written.block == place.block else ReportPlace(*anchor)

    def outer(self, m: Marked) -> str:
        """What stands before the quotation ``m`` in the one that it stands in."""
        hidden, start = self.scene.folded[m.first], m.opened
        while start and hidden[start - 1] == HIDDEN:
            start -= 1
        return self.report.blocks[m.first].text[start : m.opened]

    def sentence(self, place: ReportPlace) -> tuple[int, int]:
        """The sentence at ``place``: where it begins and ends."""
        found = self.scene.sentence_at(place.block, place.at)
        return found.start, found.end

    def sentences_between(self, block: int, one: int, other: int) -> int:
        """How many sentences end between two characters of a block."""
        low, high = sorted((one, other))
        return sum(low < s.end <= high for s in self.scene.sentences[block])

    def told_before(
        self, place: ReportPlace, trail: Sequence[GivenQuotation]
    ) -> Sequence[GivenQuotation]:
        """The quotations before ``place``: in a note those before what sends the reader to it."""
        anchor = self.report.anchors.get(place.block)
        if anchor is None:
            return trail
        earlier = [t for t in trail if (t.place.block, t.place.at) < anchor]
        return [*earlier, *(t for t in trail if t.place.block == place.block)]

    def hospitals_before(self, place: ReportPlace) -> list[PlacedHospital]:
        """Those named before ``place``, the last first: in a note, before it was sent to."""
        anchor = self.report.anchors.get(place.block)
        upto = anchor or (place.block, place.at)
        found = [
            p
            for here in self.hospitals.placed
            for p in here
            if (p.block, p.start) < upto
            or (anchor and p.block == place.block and p.start < place.at)
        ]
        return sorted(found, key=lambda p: (p.block == place.block, p.block, p.start))[::-1]

    def hospitals_within(self, block: int, start: int, size: int) -> list[PlacedHospital]:
        """Those named in a stretch of a block."""
        return [p for p in self.hospitals.placed[block] if start <= p.start < start + size]

    def in_row(self, one: int, other: int) -> bool:
        """Whether two blocks are cells of one row."""
        return one in self.row and self.row[one] == self.row.get(other)

    def hospital_sentence(self, place: ReportPlace) -> ReportPlace | None:
        """Where the sentence begins that last names a hospital before ``place``."""
        named = self.hospitals_before(place)
        if not named:
            return None
        last = ReportPlace(named[0].block, named[0].start)
        return ReportPlace(last.block, self.sentence(last)[0])


def _rows(report: Report) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """For each cell the number of its row, and of its table."""
    row, table = 0, 0
    rows: dict[int, int] = {}
    tables: dict[int, int] = {}
    last = -2
    for number, block in enumerate(report.blocks):
        if block.kind != "table_cell":
            continue
        if last != number - 1:
            table += 1
        if last < 0 or "\n" in report.text[report.blocks[last].end : block.start]:
            row += 1
        rows[number], tables[number] = row, table
        last = number
    return rows, tables


def _headings(report: Report) -> list[int | None]:
    """The heading above each block; a block that is a heading has itself."""
    last: int | None = None
    found: list[int | None] = []
    for number, block in enumerate(report.blocks):
        last = number if block.kind == "heading" else last
        found.append(last)
    return found

"""Numbers for written words, forms and roots: each distinct one is cut, folded and stemmed once."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from builder.search.roots import Roots
from builder.search.text import LONGEST, parts, pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_FORM = -1
"""The number of an empty form and of a stop word: a position and nothing else."""

CAPITAL, LATER = 1, 2

_AROUND = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~‘’“”…–—"
"""Characters that are no part of a piece at either end of it."""


class Vocabulary(dict[bytes, int]):
    """What is written between two cuts (`tokens`), as UTF-8 -> its number, given at the first meeting.

    Number i has the forms `part_forms[part_starts[i]:part_starts[i + 1]]`; `part_marks` tells of each of them, in bits,
    whether its piece begins with a capital letter (`CAPITAL`) and whether another piece stands before it (`LATER`).
    Forms and their roots have numbers of their own, in order of appearance.
    """

    def __init__(self, roots: Roots, stop: Iterable[str]) -> None:
        """Empty; forms in `stop` get no number."""
        super().__init__()
        self._roots = roots
        self._stop = frozenset(stop)
        self.part_starts = array("i", [0])
        self.part_forms = array("i")
        self.part_marks = array("b")
        self.forms: dict[str, int] = {}
        self.roots: dict[str, int] = {}
        self.root_of = array("i")

    def __missing__(self, raw: bytes) -> int:
        number = self[raw] = len(self)
        written = raw.decode("utf-8", "surrogatepass")
        core = written.strip(_AROUND)
        if core.isascii() and core.isalnum() and len(core) <= LONGEST:  # Most are: one piece, its form at hand.
            self.part_forms.append(self._form(core.lower()))
            self.part_marks.append(CAPITAL if core[0].isupper() else 0)
        else:
            for place, piece in enumerate(pieces(written)):
                found = parts(piece)
                self.part_forms.extend([self._form(part.form) for part in found])
                mark = (CAPITAL if piece[0].isupper() else 0) | (LATER if place else 0)
                self.part_marks.extend([mark] * len(found))
        self.part_starts.append(len(self.part_forms))
        return number

    def _form(self, form: str) -> int:
        if not form or form in self._stop:
            return NO_FORM
        number = self.forms.get(form)
        if number is None:
            number = self.forms[form] = len(self.forms)
            self.root_of.append(self.roots.setdefault(self._roots.of(form), len(self.roots)))
        return number

    def root(self, form: str) -> str:
        """The root of any form."""
        return self._roots.of(form)

    def tables(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8], NDArray[np.int32]]:
        """`part_starts`, `part_forms`, `part_marks` and `root_of` as they are now."""
        return (
            _copied(self.part_starts, "i4"),
            _copied(self.part_forms, "i4"),
            _copied(self.part_marks, "i1"),
            _copied(self.root_of, "i4"),
        )


def _copied(row: array[int], kind: str) -> NDArray[Any]:
    import numpy as np

    return np.frombuffer(row, dtype=kind).copy() if len(row) else np.zeros(0, dtype=kind)

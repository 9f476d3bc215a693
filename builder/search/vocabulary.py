"""Numbers for pieces, forms and roots: each distinct piece of text is cut, folded and stemmed once."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from builder.search.roots import Roots
from builder.search.text import parts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_FORM = -1
"""The number of an empty form and of a stop word: a position and nothing else."""


class Vocabulary(dict[str, int]):
    """Piece -> its number, given at the first meeting.

    Piece i has the forms `part_forms[part_starts[i]:part_starts[i + 1]]`; `capital[i]` tells that it begins with a
    capital letter. Forms and their roots have numbers of their own, in order of appearance.
    """

    def __init__(self, roots: Roots, stop: Iterable[str]) -> None:
        """Empty; forms in `stop` get no number."""
        super().__init__()
        self._roots = roots
        self._stop = frozenset(stop)
        self.part_starts = array("i", [0])
        self.part_forms = array("i")
        self.capital = array("b")
        self.forms: dict[str, int] = {}
        self.roots: dict[str, int] = {}
        self.root_of = array("i")

    def __missing__(self, piece: str) -> int:
        number = self[piece] = len(self)
        self.part_forms.extend([self._form(part.form) for part in parts(piece)])
        self.part_starts.append(len(self.part_forms))
        self.capital.append(piece[0].isupper())
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

    def tables(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_], NDArray[np.int32]]:
        """`part_starts`, `part_forms`, `capital` and `root_of` as they are now."""
        return (
            _copied(self.part_starts, "i4"),
            _copied(self.part_forms, "i4"),
            _copied(self.capital, "?"),
            _copied(self.root_of, "i4"),
        )


def _copied(row: array[int], kind: str) -> NDArray[Any]:
    import numpy as np

    return np.frombuffer(row, dtype=kind).copy() if len(row) else np.zeros(0, dtype=kind)

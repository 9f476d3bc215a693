"""What a person decided about a story, with the place where it is written."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Edit, Thread
from builder.site.index import SiteIndex
from builder.site.views import ArticleRef, View


class EditView(View, frozen=True):
    """One decision. `kind` names its string; `here` are the articles it is about of this story, `away` the others."""

    kind: str
    place: str
    note: str
    here: tuple[ArticleRef, ...]
    away: tuple[ArticleRef, ...]


def edit_views(index: SiteIndex, thread: Thread) -> tuple[EditView, ...]:
    """The decisions about `thread`, in order of their place. Articles of hidden stories are left out."""
    return tuple(_view(index, thread, edit) for edit in thread.edits)


def _view(index: SiteIndex, thread: Thread, edit: Edit) -> EditView:
    own = set(thread.article_ids)
    here = [name for name in edit.article_ids if name in own]
    away = [name for name in edit.article_ids if name not in own and name not in index.hidden]
    kind = edit.kind
    if kind in ("split", "move", "thread") and not here:
        kind = "left"
    return EditView(
        kind=kind,
        place=edit.place,
        note=edit.note,
        here=_refs(index, here),
        away=_refs(index, away),
    )


def _refs(index: SiteIndex, names: Sequence[str]) -> tuple[ArticleRef, ...]:
    return tuple(index.article(name) for name in names if name in index.articles)

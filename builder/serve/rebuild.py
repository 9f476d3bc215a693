"""After a save: show it at once, and publish it when there is a quiet moment.

Looking at the files and planning the pages is quick; making and writing all of them is not, and nobody waits for
those that nobody looks at. So a change is shown as a preview, whose pages are made when they are asked for. Once
nothing has changed for a while, a whole build in a process of its own publishes the site; the next change cuts it off.
"""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path

import msgspec

from builder.errors import DigestError
from builder.serve.events import Hub
from builder.serve.outcome import BuildOutcome, bug_of, problem_of
from builder.serve.preview import Preview, Shown, digest_of
from builder.serve.site import Busy, Ended, Publishing, Site

QUIET = 1.0
"""Seconds without a change after which a preview that was provisional is made exact."""
SETTLED = 3.0
"""Seconds without a change after which what is shown is published: long enough to go on writing."""


class Rebuilder:
    """Looks at the site when told of changes, in a thread of its own, and lets the hub know what came of it.

    `roots` are the folders that the paths of notices start from. `own` are files that publishing itself may write: what
    it wrote is no change.
    """

    def __init__(
        self,
        site: Site,
        shown: Shown,
        hub: Hub,
        roots: Sequence[Path],
        announce: Callable[[str], None],
        own: Iterable[Path] = (),
    ) -> None:
        self._site, self._shown, self._hub, self._roots, self._announce = site, shown, hub, roots, announce
        self._own: dict[str, bytes] = {os.path.realpath(path): b"" for path in own}
        self._wake = threading.Condition()
        self._changed: set[str] = set()
        self._ended = False
        self._unpublished = False
        self._provisional = False
        self._broken = False
        self._withdrawn = False
        self._publishing: Publishing | None = None
        self._published: list[Callable[[], None]] = []

    @property
    def unpublished(self) -> bool:
        """Whether something is shown that is not in the published site."""
        return self._unpublished

    def build(self) -> None:
        """Build now, in this thread; never raises for what is wrong with a site or with Digest."""
        self._try(lambda: self._tell(self._site.build()))
        self._look_at_own()

    def start(self) -> None:
        """Begin to wait for changes. The thread ends with the process: publishing can be cut off at any moment."""
        threading.Thread(target=self._run, name="digest-rebuild", daemon=True).start()

    def tell(self, changed: Iterable[str]) -> None:
        """Some files have changed; returns at once."""
        with self._wake:
            self._changed.update(changed)
            self._wake.notify()

    def end(self) -> None:
        """Start nothing more, and cut off what runs elsewhere."""
        with self._wake:
            self._ended = True
            self._wake.notify()
        if self._publishing:
            self._publishing.end()

    def failed(self, preview: Preview, error: Exception) -> None:
        """A page of `preview` could not be made: what was shown before it is shown again, with what is wrong."""
        if self._shown.withdraw(preview):
            self._fail(error, withdrawn=True)

    def _run(self) -> None:
        prepare = partial(self._site.prepare, self._is_told)
        self._try(prepare)
        while True:
            with self._wake:
                waiting = self._unpublished and not self._broken and not self._publishing
                quiet = None if not waiting else QUIET if self._provisional else SETTLED
                self._wake.wait_for(lambda: self._changed or self._published or self._ended, quiet)
                if self._ended:
                    return
                changed, self._changed = self._changed, set()
                published, self._published = self._published, []
            if self._is_change(changed):
                self._cut_off()
                self._try(partial(self._show, exact=False))
            elif published:
                self._publishing = None
                self._try(published[-1])
                self._look_at_own()
                self._try(prepare)
            elif waiting and self._provisional and not changed:
                self._provisional = False  # Once, whatever comes of it.
                self._try(partial(self._show, exact=True))
            elif waiting and not changed:
                self._try(self._publish)

    def _is_told(self) -> bool:
        return bool(self._changed) or self._ended

    def _is_change(self, changed: Collection[str]) -> bool:
        """Whether a file has changed that this program has not written itself."""
        own = [path for path in changed if path in self._own]
        if len(own) < len(changed):
            return True
        # What the build that runs now has written is looked at when it is done.
        return self._publishing is None and any(self._own[path] != _digest(path) for path in own)

    def _show(self, *, exact: bool) -> None:
        """Look at the files, show what they would come to, and try a page of each kind."""
        outcome = self._site.preview(exact=exact)
        preview, again = outcome.preview, self._withdrawn
        self._broken, self._withdrawn, self._provisional = False, False, outcome.provisional
        if preview and (outcome.changed or again):
            self._unpublished = True
            self._shown.put(preview)
        # Where another one was taken back, pages show what was before that.
        self._tell(msgspec.structs.replace(outcome, changed=("index.html",)) if again else outcome)
        if not preview:
            return
        for path in preview.samples:
            if self._is_told():
                return
            try:
                preview.page(path)
            except Exception as error:
                self.failed(preview, error)
                return

    def _publish(self) -> None:
        """Begin to publish, and to wait for the end of it."""
        publishing = self._publishing = self._site.publish()

        def wait() -> None:
            try:
                outcome = publishing.wait()
            except Ended:
                return
            except Busy:
                self._done(publishing, lambda: None)  # In the next quiet moment, then.
            except Exception as error:
                self._done(publishing, partial(self._unsettle, error))
            else:
                self._done(publishing, partial(self._settle, outcome))

        threading.Thread(target=wait, name="digest-publish", daemon=True).start()

    def _done(self, publishing: Publishing, then: Callable[[], None]) -> None:
        with self._wake:
            if publishing is self._publishing:
                self._published.append(then)
                self._wake.notify()

    def _cut_off(self) -> None:
        if self._publishing:
            self._publishing.end()
            self._publishing = None
            self._look_at_own()

    def _settle(self, outcome: BuildOutcome) -> None:
        """What was shown is published: pages reload only where the two differ."""
        self._unpublished = False
        preview = self._shown.preview
        tree = self._site.tree()
        if preview:
            changed = tuple(path for path, digest in preview.seen().items() if _digest(tree / path) != digest)
            outcome = msgspec.structs.replace(outcome, changed=changed)
        self._shown.clear()
        self._tell(outcome)

    def _unsettle(self, error: Exception) -> None:
        """What was shown cannot be published: the published site is shown again."""
        withdrawn = self._shown.preview is not None
        self._shown.clear()
        self._fail(error, withdrawn=withdrawn)

    def _tell(self, outcome: BuildOutcome) -> None:
        if outcome.summary:
            self._announce(outcome.summary)
        self._hub.built(outcome.changed, problem_of(outcome.notices, self._roots, published=True))

    def _try(self, step: Callable[[], None]) -> None:
        """Take `step`, and tell of what is wrong with the site or with Digest."""
        try:
            step()
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception, *, withdrawn: bool = False) -> None:
        """Tell of `error`; where what was shown had to be `withdrawn`, pages go back to what was before."""
        self._broken = True
        self._withdrawn |= withdrawn
        if isinstance(error, DigestError):
            self._announce(str(error))
            problem = problem_of(error.notices, self._roots, published=False) or bug_of(error)
        else:
            self._announce("".join(traceback.format_exception(error)).rstrip())
            problem = bug_of(error)
        if withdrawn:
            self._hub.built(("index.html",), problem)
        else:
            self._hub.failed(problem)

    def _look_at_own(self) -> None:
        for path in self._own:
            self._own[path] = _digest(path)


def _digest(path: str | Path) -> bytes:
    try:
        return digest_of(Path(path).read_bytes())
    except OSError:
        return b""

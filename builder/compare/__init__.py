"""What the sources of one thread say beside each other: claims, quotes, origins, copies, facts per article.

`docs/explanation/comparison.md` says in plain words what each of these means. Nothing here imports numpy until a
thread with more than one source is compared.
"""

from builder.compare.candidates import sentences_to_embed
from builder.compare.compare import COMPARE_VERSION, compare_thread

__all__ = ["COMPARE_VERSION", "compare_thread", "sentences_to_embed"]

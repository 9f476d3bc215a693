"""Words that are no reporting: what a page or a draft left in a text.

Only whole short blocks and whole closing sentences are recognised, by what they are from end to end, so that a
sentence of reporting that merely holds such words is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.model import ResidueKind

_SOURCES = re.compile(r"(?:sources?|references?|citations?|notes|footnotes|works cited|bibliography|further reading|source list)\s*:?")

_SITES = r"(?:facebook|twitter|x|linkedin|whatsapp|reddit|email|e-mail|telegram|pinterest|instagram|bluesky|mastodon|threads|print|copy link)"
_PAPER = r"(?:newsletters?|mailing list|email list|e-?mails?|daily briefing|briefing|digest|podcast|channel|alerts?|notifications|app)"

_WHOLE: tuple[tuple[ResidueKind, str], ...] = (
    ("share", rf"(?:please )?share(?: this| the| our| on| via| it)?(?: (?:article|story|post|page|news|on|via|with your friends|{_SITES}))*[.!:]?"),
    ("share", rf"(?:share|tweet|pin|print|email|post|copy link|save|like|{_SITES})(?:[\s,|/·•&]+(?:(?:and|on|this|via)\s+)?(?:share|tweet|pin|print|email|post|save|like|{_SITES}))+[.!]?"),
    ("image-suggestion", r"(?:\[|\()?(?:image|photo|picture|graphic|visual|illustration|thumbnail|header image|featured image)s? (?:suggestions?|prompts?|ideas?|placeholder)\b.*"),
    ("image-suggestion", r"\[(?:insert )?(?:image|photo|picture|graphic|chart|video)\b[^\]]*\]"),
    ("inspired-by", r"(?:inspired by|adapted from|source inspiration|via)\s*:\s*(?:source|link|original|here|article|original article)?[.]?"),
    ("inspired-by", r"inspired by\s*:?\s*\S{1,60}"),
    ("newsletter", rf"(?:click here to |please |to get .{{0,60}}, |want more.{{0,60}}\? )?(?:sign up|subscribe|register|join)\b(?: (?:here|now|today|free))?(?: (?:for|to|our|here to)\b.{{0,80}}\b{_PAPER}\b.{{0,60}}|[.!]?)"),
    ("newsletter", rf"get .{{0,80}}\b(?:in your inbox|delivered to your inbox|straight to your inbox)\b.{{0,60}}"),
    ("newsletter", r"(?:follow|like|find) us (?:on|at) .{1,80}"),
    ("newsletter", r"download (?:the|our) .{0,40}\bapp\b.{0,60}"),
    ("read-more", r"(?:read more|read also|also read|see also|read next|related|related (?:articles?|stories|story|content|coverage|reading|links?|posts?)|more on this(?: story| topic)?|you may also like|recommended(?: for you)?|more from .{1,40}|continue reading|keep reading|read the full (?:story|article)(?: here)?|click here to read .{0,60}|watch(?: more| now| below)?|don't miss|story continues(?: below)?(?: advertisement)?|article continues(?: below)?(?: (?:this )?(?:ad|advertisement))?)\s*[:.…>»]*"),
    ("read-more", r"(?:read more|read also|also read|see also|read next|related|related (?:article|story|coverage)|more|don't miss|watch|must[- ]read|recommended)\s*[:|»>]\s*\S.{0,140}"),
    ("advertisement", r"(?:-+\s*)?(?:advertisement|advertisements|advertising|ad|sponsored(?: content| post)?|paid content|promoted|story continues below (?:this )?ad(?:vertisement)?|article continues below ad(?:vertisement)?|scroll to continue(?: with content)?|skip (?:ad|advertisement)|(?:advertisement )?\(adsbygoogle.*|continue reading the main story)(?:\s*-+)?[.:]?"),
    ("call-to-comment", r"(?:leave|post|add|write) (?:a|your) (?:comment|reply)s?(?: below)?[.!:]?|(?:view|show|load|hide) (?:\d+ |all |more )?comments?(?: \(\d+\))?|\d+ comments?|join the (?:conversation|discussion)[.!]?|comments?(?: \(\d+\))?"),
    ("bare-link", r"https?://\S+"),
    ("credit", r"(?:(?:photo|photograph|image|picture|photos|images|featured image|cover (?:photo|image)|graphic|video|illustration)s?(?: (?:credits?|courtesy|copyright|by|source)(?: of)?)\s*:?\s*.{2,80})"),
    ("credit", r"(?:©|\(c\)|copyright)\s*.{0,120}"),
    ("credit", r".{0,20}all rights reserved[.].{0,120}"),
    ("credit", r"(?:the |[a-z.' -]{2,40}, )*[a-z.' ,-]{2,100} contributed (?:reporting |research )?to this (?:report|story|article|post|piece)[.]?|\(?(?:reporting|additional reporting|writing|editing) by .{3,160}"),
    ("stay-tuned", r"(?:please )?stay (?:tuned|with us)\b.{0,80}|(?:this is (?:a|an) (?:developing|breaking)(?: news)? story)\b.{0,110}|(?:check back|follow along)\b.{0,60}\bupdates?\b.{0,40}|(?:more (?:details |information )?to (?:follow|come))[.…]?"),
)  # fmt: skip
_READER = r"(?:in the comments?(?: section)?(?: below)?|(?:in the )?comments? (?:section )?below|on social(?: media)?|by leaving a comment|below)"
_CLOSING: tuple[tuple[ResidueKind, str], ...] = (
    ("call-to-comment", r"(?:so,? |but |and )?(?:what do you think|what are your thoughts|what's your take|do you agree|how do you feel)\b.{0,80}\?"),
    ("call-to-comment", rf"(?:please )?(?:let us know|tell us|share your (?:thoughts|views|opinions?|take|experiences?)|leave (?:us )?a comment|sound off|drop (?:us )?a comment|comment|have your say|weigh in|join the (?:conversation|discussion|debate))\b.{{0,90}}\b{_READER}.{{0,40}}"),
    ("call-to-comment", r"(?:please )?(?:let us know|tell us)(?: what you think| your thoughts| your opinion)[.!]?"),
    ("call-to-comment", r"(?:share your (?:thoughts|views|opinions?|take)|have your say|sound off|leave a comment|join the (?:conversation|discussion))(?: with us)?[.!]?"),
    ("newsletter", rf"(?:please |don't forget to |be sure to |make sure to |if you (?:liked|enjoyed) .{{0,60}}, |for more .{{0,60}}, )?(?:sign up|subscribe|register)\b (?:here |now |today )?(?:for|to)\b.{{0,80}}\b{_PAPER}\b.{{0,60}}"),
    ("newsletter", r"(?:please |don't forget to |be sure to |and |for more .{0,60}, )?(?:follow|like) (?:us|@?\w{2,30}) on (?:twitter|facebook|instagram|x|linkedin|threads|bluesky|youtube|tiktok|whatsapp)\b.{0,80}"),
    ("stay-tuned", r"(?:please )?stay tuned\b.{0,100}"),
    ("stay-tuned", r"this (?:is (?:a|an) (?:developing|breaking)(?: news)? story|story is (?:developing|breaking|being updated)|(?:article|post|story) will be updated)\b.{0,110}"),
    ("stay-tuned", r"(?:please )?check back (?:here |later |soon |often |with us )?(?:for|later|soon)\b.{0,60}"),
    ("credit", r".{2,120} contributed (?:reporting |research )?to this (?:report|story|article|post|piece)[.]?|(?:reporting|additional reporting|writing|editing) by .{3,120}"),
    ("share", r"(?:please |don't forget to |if you (?:liked|enjoyed) .{0,60}, )?share (?:this|the) (?:article|story|post)\b.{0,60}"),
)  # fmt: skip

def _joined(table: Sequence[tuple[ResidueKind, str]]) -> re.Pattern[str]:
    """All patterns as one, so that a block is looked at once; group `k3` is the table's row 3."""
    return re.compile("|".join(f"(?P<k{row}>{pattern})" for row, (_, pattern) in enumerate(table)))


_WHOLE_PATTERN = _joined(_WHOLE)
_CLOSING_PATTERN = _joined(_CLOSING)
_SPELLINGS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})


def _plain(text: str) -> str:
    return " ".join(text.casefold().translate(_SPELLINGS).split())


def whole_residue(block: str) -> ResidueKind | None:
    """The kind of residue that a whole block is, or None. `block` is one paragraph's text, at most a few hundred characters."""
    match = _WHOLE_PATTERN.fullmatch(_plain(block).strip("*_>|~ "))
    return _WHOLE[int(match.lastgroup[1:])][0] if match and match.lastgroup else None


def closing_residue(sentence: str) -> ResidueKind | None:
    """The kind of residue that a sentence at the end of an article is, or None; words inside a quotation are none."""
    if len(sentence) > 240 or sentence.rstrip()[-1:] in "\"”»":
        return None
    match = _CLOSING_PATTERN.fullmatch(_plain(sentence))
    return _CLOSING[int(match.lastgroup[1:])][0] if match and match.lastgroup else None


def is_sources_heading(line: str) -> bool:
    """Whether a line is a heading over a list of sources (`Sources`, `References:`)."""
    return bool(_SOURCES.fullmatch(_plain(line).strip("*_# ")))

"""What residue looks like, kind by kind: regular expressions over lower-cased text.

Quotes are straight and dashes are hyphens there. Each pattern must match a whole block (`WHOLE`) or a whole
sentence (`CLOSING`); the first kind that matches counts. No pattern has a capturing group.
"""

from __future__ import annotations

from builder.model import ResidueKind

_SITE = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|reddit|e-?mail|telegram|pinterest|instagram|bluesky|mastodon|threads"
    r"|youtube|tiktok|print|copy link)"
)
_ACT = r"(?:share|tweet|pin|print|e-?mail|post|save|like|copy link)"
_LETTER = (
    r"(?:newsletters?|mailing list|e-?mail list|e-?mails?|daily briefing|briefing|digest|podcast|channel|alerts?"
    r"|notifications|app)"
)
_PICTURE = r"(?:image|photo|photograph|picture|graphic|visual|illustration|video|chart|thumbnail)"
_THIS = r"(?:this|our|the) (?:article|story|post|page|news|piece|report)"
_DEVELOPING = r"this is an? (?:developing|breaking)(?: news)? story"
_WHERE = (
    r"(?:in the comments?(?: section)?(?: below)?|(?:in the )?comments? (?:section )?below|on social(?: media)?"
    r"|by leaving a comment|below)"
)
_ABOUT_ADS = r"(?: (?:this )?(?:ad|advertisement))?"

Table = tuple[tuple[ResidueKind, tuple[str, ...]], ...]

WHOLE: Table = (
    (
        "share",
        (
            rf"(?:please )?share(?: {_THIS}| this| it)?(?:,? (?:on|via|with|to|and|your|friends|{_SITE}))*[.!:]?",
            rf"(?:{_ACT}|{_SITE})(?:[\s,|/·•&]+(?:(?:and|on|this|via)\s+)?(?:{_ACT}|{_SITE}))+[.!]?",
        ),
    ),
    (
        "image-suggestion",
        (
            rf"[\[(]?(?:header |featured |cover )?{_PICTURE}s? (?:suggestions?|prompts?|ideas?|placeholder)\b.*",
            rf"\[(?:insert )?{_PICTURE}\b[^\]]*\]",
        ),
    ),
    (
        "inspired-by",
        (
            r"(?:inspired by|adapted from|source inspiration|via)\s*:\s*"
            r"(?:source|link|original(?: article)?|here|article)?\.?",
            r"inspired by\s*:?\s*\S{1,60}",
        ),
    ),
    (
        "newsletter",
        (
            r"(?:click here to |please |to get .{0,60}, |want more.{0,60}\? )?(?:sign up|subscribe|register|join)\b"
            rf"(?: (?:here|now|today|free))?(?: (?:for|to|our|here to)\b.{{0,80}}\b{_LETTER}\b.{{0,60}}|[.!]?)",
            r"get .{0,80}\b(?:in|delivered to|straight to) your inbox\b.{0,60}",
            r"(?:follow|like|find) us (?:on|at) .{1,80}",
            r"download (?:the|our) .{0,40}\bapp\b.{0,60}",
        ),
    ),
    (
        "read-more",
        (
            r"(?:read more|read also|also read|see also|read next|continue reading|keep reading|don't miss)\s*[:.…>»]*",
            r"related(?: (?:articles?|stories|story|content|coverage|reading|links?|posts?))?\s*[:.…>»]*",
            r"(?:more on this(?: story| topic)?|you may also like|recommended(?: for you)?)\s*[:.>»]*",
            r"more from .{1,40}",
            r"(?:read the full (?:story|article)(?: here)?|watch(?: more| now| below)?)\s*[:.>»]*",
            r"click here to read .{0,60}",
            r"(?:read more|read also|also read|see also|read next|don't miss|watch|must[- ]read|recommended)"
            r"\s*[:|»>]\s*\S.{0,140}",
            r"(?:related(?: (?:article|story|coverage))?|more)\s*[:|»>]\s*\S.{0,140}",
        ),
    ),
    (
        "advertisement",
        (
            r"(?:-+\s*)?(?:advertisements?|advertising|ad|paid content|promoted)(?:\s*-+)?[.:]?",
            r"sponsored(?: content| post)?[.:]?",
            rf"(?:story|article) continues(?: below)?{_ABOUT_ADS}[.:]?|skip (?:ad|advertisement)",
            r"scroll to continue(?: with content)?|continue reading the main story|(?:advertisement )?\(adsbygoogle.*",
        ),
    ),
    (
        "call-to-comment",
        (
            r"(?:leave|post|add|write) (?:a|your) (?:comment|reply)s?(?: below)?[.!:]?",
            r"(?:view|show|load|hide) (?:\d+ |all |more )?comments?(?: \(\d+\))?|\d+ comments?|comments?(?: \(\d+\))?",
            r"join the (?:conversation|discussion)[.!]?",
        ),
    ),
    ("bare-link", (r"https?://\S+",)),
    (
        "credit",
        (
            rf"(?:featured |cover )?{_PICTURE}s? (?:credits?|courtesy|copyright|by|source)(?: of)?\b"
            r"\s*[:,]?\s*.{2,80}",
            r"(?:©|\(c\)|copyright)\s*.{0,120}",
            r"\(?(?:additional )?(?:reporting|writing|editing) by .{3,160}",
        ),
    ),
    (
        "stay-tuned",
        (
            r"(?:please )?stay (?:tuned|with us)\b.{0,80}",
            rf"{_DEVELOPING}\b.{{0,110}}",
            r"(?:please )?(?:check back|follow along)\b.{0,60}\bupdates?\b.{0,40}",
            r"more (?:details |information )?to (?:follow|come)[.…]*",
        ),
    ),
)

CLOSING: Table = (
    (
        "call-to-comment",
        (
            r"(?:so,? |but |and )?(?:what do you think|what are your thoughts|what's your take|do you agree"
            r"|how do you feel)\b.{0,80}\?",
            r"(?:please )?(?:let us know|tell us|share your (?:thoughts|views|opinions?|take|experiences?)"
            r"|leave (?:us )?a comment|sound off|drop (?:us )?a comment|comment|have your say|weigh in"
            r"|join the (?:conversation|discussion|debate))"
            rf"\b.{{0,90}}\b{_WHERE}.{{0,40}}",
            r"(?:please )?(?:let us know|tell us)(?: what you think| your thoughts| your opinion)[.!]?",
            r"(?:share your (?:thoughts|views|opinions?|take)|have your say|sound off|leave a comment"
            r"|join the (?:conversation|discussion))(?: with us)?[.!]?",
        ),
    ),
    (
        "newsletter",
        (
            r"(?:please |don't forget to |be sure to |make sure to |if you (?:liked|enjoyed) .{0,60}, "
            r"|for more .{0,60}, )?"
            rf"(?:sign up|subscribe|register)\b (?:here |now |today )?(?:for|to)\b.{{0,80}}\b{_LETTER}\b.{{0,60}}",
            r"(?:please |don't forget to |be sure to |and |for more .{0,60}, )?"
            rf"(?:follow|like) @?\w{{2,30}} on {_SITE}\b.{{0,80}}",
            r"get .{0,80}\b(?:in|delivered to|straight to) your inbox\b.{0,60}",
        ),
    ),
    (
        "stay-tuned",
        (
            r"(?:please )?stay tuned\b.{0,100}",
            rf"{_DEVELOPING}\b.{{0,110}}",
            r"this (?:story is (?:developing|breaking|being updated)|(?:article|post|story) will be updated)\b.{0,110}",
            r"(?:please )?check back (?:here |later |soon |often |with us )?(?:for|later|soon)\b.{0,60}",
        ),
    ),
    (
        "credit",
        (r"\(?(?:additional )?(?:reporting|writing|editing) by .{3,120}",),
    ),
    ("share", (rf"(?:please |don't forget to |if you (?:liked|enjoyed) .{{0,60}}, )?share {_THIS}\b.{{0,60}}",)),
)

CREDIT_NEEDLES = ("contributed", "rights reserved")
CREDIT = (
    r"[-( ]*[\w.', -]{2,160} contributed (?:reporting |research )?to this (?:report|story|article|post|piece)\.?"
    r"|.{0,60}all rights reserved\..{0,120}"
)
"""Credits that do not begin with a word of their own: looked for only where a needle stands, for they take long."""

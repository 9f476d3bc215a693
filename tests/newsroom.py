"""A tiny invented newsroom for tests: two outlets on one event, one outlet on another."""

from __future__ import annotations

FERRY_POST = """\
---
title: Ferry runs aground off Cabo Lirio
date: 2026-03-02T08:00:00+00:00
link: https://post.example/ferry
source: The Lirio Post
tags: [transport]
---
The ferry Santa Oda ran aground on a sandbank off Cabo Lirio early on Monday with 84 passengers on board. Nobody was
hurt, the harbour office said. "We felt one long scrape and then nothing moved," said Berta Quill, who was on deck.

All passengers were taken ashore in fishing boats by nine in the morning.
"""

FERRY_RADIO = """\
---
title: Eighty-four rescued as Santa Oda ferry is stranded at Cabo Lirio
date: 2026-03-02T10:30:00+00:00
link: https://radio.example/santa-oda
source: Radio Tamarel
tags: [transport]
---
Fishing boats brought 84 people ashore on Monday after the ferry Santa Oda was stranded on a sandbank off Cabo Lirio.
No one was injured, according to the harbour office.

Radio Tamarel has learned that the ferry's depth sounder had been reported as faulty in January.
"""

BAKERY = """\
---
title: Oldest bakery of Tamarel closes its ovens
date: 2026-03-05
link: https://post.example/bakery
source: The Lirio Post
---
After 112 years the Vanto bakery in Tamarel sold its last almond loaf on Thursday. Its owner, Ilda Vanto, is retiring
and found nobody who wanted to rise at two in the morning.
"""

FILES: dict[str, str | bytes] = {
    "content/ferry-post.md": FERRY_POST,
    "content/ferry-radio.md": FERRY_RADIO,
    "content/bakery.md": BAKERY,
}

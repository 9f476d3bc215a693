"""A small invented story in four tellings: an agency, a paper that took it over, and two that asked for themselves."""

from tests.compare.make import article, source

SOURCES = (
    source("norwire", "Norwire", kind="agency", url="https://norwire.example"),
    source("tarn-gazette", "Tarn Gazette", url="https://tarngazette.example"),
    source("evening-bell", "Evening Bell", url="https://eveningbell.example"),
    source("lake-radio", "Lake Radio", url="https://lakeradio.example"),
)

AGENCY = article(
    "a-norwire", "norwire",
    "TARN (Norwire) — The Tarn road bridge was closed on Monday after inspectors found a crack 40 centimetres long "
    "in its third pillar.",
    "“We will not reopen the bridge before every pillar has been looked at by a diver,” said Ilse Brandt, the "
    "district engineer.",
    "Some 9,000 vehicles cross the bridge on a working day, and the detour by Oster takes 35 minutes.",
    "The bridge was built in 1961 and was last repaired in 2003, when two bearings were replaced.",
    day="2026-05-04", url="https://norwire.example/tarn-bridge",
)  # fmt: skip

COPY = article(
    "b-bell", "evening-bell",
    "TARN (Norwire) — The Tarn road bridge was closed on Monday after inspectors found a crack 40 centimetres long "
    "in its third pillar.",
    "“We will not reopen the bridge before every pillar has been looked at by a diver,” said Ilse Brandt, the "
    "district engineer.",
    "Some 9,000 vehicles cross the bridge on a working day, and the detour by Oster takes 35 minutes.",
    day="2026-05-05", url="https://eveningbell.example/closed",
)  # fmt: skip

GAZETTE = article(
    "c-gazette", "tarn-gazette",
    "Inspectors have found a crack in the third pillar of the Tarn road bridge, and the bridge has been closed since "
    "Monday.",
    "The detour by Oster takes 35 minutes for the 9,000 vehicles that cross the bridge on a working day.",
    "Baker Tomas Vik told the Gazette that his bread now reaches the school after the children.",
    "“I have driven over that bridge four times a day for thirty years and I never looked down,” he said.",
    day="2026-05-05", url="https://tarngazette.example/crack",
)  # fmt: skip

RADIO = article(
    "d-radio", "lake-radio",
    "The closed Tarn road bridge has a crack in its third pillar, according to a report in "
    "[Bridge Monthly](https://bridgemonthly.example/2026/tarn).",
    "People familiar with the inspection said the pillar had worried the engineers since 2019.",
    "The ferry at Oster will run every ten minutes until the summer, the shipping office announced.",
    day="2026-05-06", url="https://lakeradio.example/ferry",
)  # fmt: skip

ALL = (AGENCY, COPY, GAZETTE, RADIO)

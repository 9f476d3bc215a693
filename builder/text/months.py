"""Names of months, weekdays and time zones that dates in news are written with."""

from __future__ import annotations

_NAMES = (
    "january jan janvier janv januar jänner enero ene janeiro gennaio",
    "february feb février fevrier févr fevr februar febrero fevereiro fev febbraio",
    "march mar mars märz maerz mär marzo março marco",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio",
    "june jun juin juni junio junho giugno",
    "july jul juillet juil juli julio julho luglio",
    "august aug août aout agosto ago",
    "september sept sep septembre septiembre setembro set settembre",
    "october oct octobre oktober okt octubre outubro out ottobre",
    "november nov novembre noviembre novembro",
    "december dec décembre decembre déc dezember dez diciembre dic dezembro dicembre",
)

MONTHS: dict[str, int] = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}

WEEKDAYS: frozenset[str] = frozenset(
    """monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
    lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles miercoles jueves viernes sábado sabado domingo
    segunda terça terca quarta quinta sexta feira""".split()
)

ZONES: dict[str, float] = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "UT": 0,
    "WET": 0,
    "WEST": 1,
    "BST": 1,
    "CET": 1,
    "MEZ": 1,
    "CEST": 2,
    "MESZ": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "JST": 9,
    "KST": 9,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
}
"""Hours east of Greenwich. `IST` and the like are left out: they name more than one offset."""

REGIONS: dict[str, str] = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "EASTERN": "America/New_York",
    "PACIFIC": "America/Los_Angeles",
}
"""What American desks write for summer and winter alike."""

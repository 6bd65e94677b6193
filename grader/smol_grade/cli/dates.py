"""Moments as people say them: in a time zone, relative to now. Weekdays come from the catalogues, not from a locale."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from ..errors import UsageError
from ..messages import say
from ..records import Language

CLOSE = 3
"""Names of time zones that are offered for a misspelt one."""


class UnknownZone(UsageError):
    """There is no time zone of this name."""

    key = "schedule.unknown_zone"
    hint = "schedule.unknown_zone.hint"

    def __init__(self, name: str, close: list[str]) -> None:
        super().__init__(name=name[:100], close=", ".join(close))
        if close:
            self.key = "schedule.unknown_zone_close"


class Clock(NamedTuple):
    """What time it is, and where."""

    now: datetime
    """With a time zone."""
    zone: tzinfo | None = None
    """None: this machine's, with its summer time."""

    def local(self, moment: datetime) -> datetime:
        """Return a moment in this clock's zone."""
        return moment.astimezone(self.zone)

    def days_until(self, moment: datetime) -> int:
        """Return how many midnights of this zone lie between now and a moment; less than zero for one that is past."""
        return (self.local(moment).date() - self.local(self.now).date()).days


def zone_of(name: str) -> tzinfo | None:
    """Return the time zone of a name such as `Europe/Madrid`, None for none; raise `UnknownZone`."""
    if not name:
        return None
    import difflib
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        known = {zone.casefold(): zone for zone in sorted(zoneinfo.available_timezones())}
        cities = {zone.rpartition("/")[2]: full for zone, full in known.items()}
        wanted = name.casefold().replace(" ", "_")
        found = [known[zone] for zone in difflib.get_close_matches(wanted, known, CLOSE, 0.7)]
        found += [cities[city] for city in difflib.get_close_matches(wanted, cities, CLOSE, 0.7)]
        raise UnknownZone(name, list(dict.fromkeys(found))[:CLOSE]) from error


def clock(name: str = "") -> Clock:
    """Return the clock of a time zone, by default of this machine's; raise `UnknownZone`."""
    return Clock(datetime.now(UTC), zone_of(name))


def day(moment: datetime, clock: Clock, language: Language) -> str:
    """Return a day, `Mon 2027-03-01`."""
    local = clock.local(moment)
    return f"{say(language, 'schedule.weekdays').split()[local.weekday()]} {local:%Y-%m-%d}"


def at(moment: datetime, clock: Clock, language: Language) -> str:
    """Return a moment, `Mon 2027-03-01 23:59`."""
    return f"{day(moment, clock, language)} {clock.local(moment):%H:%M}"


def relative(moment: datetime, clock: Clock, language: Language) -> str:
    """Return how far a moment is from now: `today`, `tomorrow`, `in 3 days`, `yesterday`, `3 days ago`."""
    days = clock.days_until(moment)
    name = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days, "in_days" if days > 0 else "days_ago")
    return say(language, f"schedule.{name}", days=abs(days))

"""Harvest's names of time zones, and which day it is in one; reads no clock.

Where a zone is asked for, None is the machine's own.
"""

from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone(name: str | None) -> ZoneInfo | None:
    """Return the zone of a Harvest name or an IANA id; None for a name nobody knows.

    The machine's zone serves then, and the user is told.
    """
    asked = (name or "").strip()
    key = NAMES.get(asked, asked)
    for known in (key, RENAMED.get(key, key)):
        try:
            return ZoneInfo(known)
        # A name such as `Europe` is a folder of the database, and `../x` lies outside it.
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def local(instant: datetime, zone: tzinfo | None) -> datetime:
    """Return an aware datetime as the user's wall clock showed it."""
    return instant.astimezone(zone)


def day(instant: datetime, zone: tzinfo | None) -> date:
    """Return the date of an aware datetime in the user's zone."""
    return instant.astimezone(zone).date()


def instant(day: date, at: time, zone: tzinfo | None) -> datetime:
    """Return the UTC datetime of a wall clock time.

    Of a time that comes twice when clocks go back it is the first. A time that is left out when
    they go forward is counted on from before the change: 2:30 is then 3:30. So `time(0)` is
    always the first instant of the day, also where midnight itself is left out.
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


# Ids that some systems no longer install, and what they are called today.
RENAMED = {
    "America/Godthab": "America/Nuuk",
    "Asia/Chongqing": "Asia/Shanghai",
    "Asia/Rangoon": "Asia/Yangon",
    "Europe/Kiev": "Europe/Kyiv",
}

# What the service offers are the names of Ruby on Rails, not IANA ids.
NAMES = {
    "Abu Dhabi": "Asia/Muscat",
    "Adelaide": "Australia/Adelaide",
    "Alaska": "America/Juneau",
    "Almaty": "Asia/Almaty",
    "American Samoa": "Pacific/Pago_Pago",
    "Amsterdam": "Europe/Amsterdam",
    "Arizona": "America/Phoenix",
    "Astana": "Asia/Dhaka",
    "Athens": "Europe/Athens",
    "Atlantic Time (Canada)": "America/Halifax",
    "Auckland": "Pacific/Auckland",
    "Azores": "Atlantic/Azores",
    "Baghdad": "Asia/Baghdad",
    "Baku": "Asia/Baku",
    "Bangkok": "Asia/Bangkok",
    "Beijing": "Asia/Shanghai",
    "Belgrade": "Europe/Belgrade",
    "Berlin": "Europe/Berlin",
    "Bern": "Europe/Zurich",
    "Bogota": "America/Bogota",
    "Brasilia": "America/Sao_Paulo",
    "Bratislava": "Europe/Bratislava",
    "Brisbane": "Australia/Brisbane",
    "Brussels": "Europe/Brussels",
    "Bucharest": "Europe/Bucharest",
    "Budapest": "Europe/Budapest",
    "Buenos Aires": "America/Argentina/Buenos_Aires",
    "Cairo": "Africa/Cairo",
    "Canberra": "Australia/Melbourne",
    "Cape Verde Is.": "Atlantic/Cape_Verde",
    "Caracas": "America/Caracas",
    "Casablanca": "Africa/Casablanca",
    "Central America": "America/Guatemala",
    "Central Time (US & Canada)": "America/Chicago",
    "Chatham Is.": "Pacific/Chatham",
    "Chennai": "Asia/Kolkata",
    "Chihuahua": "America/Chihuahua",
    "Chongqing": "Asia/Chongqing",
    "Copenhagen": "Europe/Copenhagen",
    "Darwin": "Australia/Darwin",
    "Dhaka": "Asia/Dhaka",
    "Dubai": "Asia/Dubai",
    "Dublin": "Europe/Dublin",
    "Eastern Time (US & Canada)": "America/New_York",
    "Edinburgh": "Europe/London",
    "Ekaterinburg": "Asia/Yekaterinburg",
    "Fiji": "Pacific/Fiji",
    "Georgetown": "America/Guyana",
    "Greenland": "America/Godthab",
    "Guadalajara": "America/Mexico_City",
    "Guam": "Pacific/Guam",
    "Hanoi": "Asia/Bangkok",
    "Harare": "Africa/Harare",
    "Hawaii": "Pacific/Honolulu",
    "Helsinki": "Europe/Helsinki",
    "Hobart": "Australia/Hobart",
    "Hong Kong": "Asia/Hong_Kong",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "International Date Line West": "Pacific/Midway",
    "Irkutsk": "Asia/Irkutsk",
    "Islamabad": "Asia/Karachi",
    "Istanbul": "Europe/Istanbul",
    "Jakarta": "Asia/Jakarta",
    "Jerusalem": "Asia/Jerusalem",
    "Kabul": "Asia/Kabul",
    "Kaliningrad": "Europe/Kaliningrad",
    "Kamchatka": "Asia/Kamchatka",
    "Karachi": "Asia/Karachi",
    "Kathmandu": "Asia/Kathmandu",
    "Kiev": "Europe/Kiev",
    "Kolkata": "Asia/Kolkata",
    "Krasnoyarsk": "Asia/Krasnoyarsk",
    "Kuala Lumpur": "Asia/Kuala_Lumpur",
    "Kuwait": "Asia/Kuwait",
    "Kyiv": "Europe/Kiev",
    "La Paz": "America/La_Paz",
    "Lima": "America/Lima",
    "Lisbon": "Europe/Lisbon",
    "Ljubljana": "Europe/Ljubljana",
    "London": "Europe/London",
    "Madrid": "Europe/Madrid",
    "Magadan": "Asia/Magadan",
    "Marshall Is.": "Pacific/Majuro",
    "Mazatlan": "America/Mazatlan",
    "Melbourne": "Australia/Melbourne",
    "Mexico City": "America/Mexico_City",
    "Mid-Atlantic": "Atlantic/South_Georgia",
    "Midway Island": "Pacific/Midway",
    "Minsk": "Europe/Minsk",
    "Monrovia": "Africa/Monrovia",
    "Monterrey": "America/Monterrey",
    "Montevideo": "America/Montevideo",
    "Moscow": "Europe/Moscow",
    "Mountain Time (US & Canada)": "America/Denver",
    "Mumbai": "Asia/Kolkata",
    "Muscat": "Asia/Muscat",
    "Nairobi": "Africa/Nairobi",
    "New Caledonia": "Pacific/Noumea",
    "New Delhi": "Asia/Kolkata",
    "Newfoundland": "America/St_Johns",
    "Novosibirsk": "Asia/Novosibirsk",
    "Nuku'alofa": "Pacific/Tongatapu",
    "Osaka": "Asia/Tokyo",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Paris": "Europe/Paris",
    "Perth": "Australia/Perth",
    "Port Moresby": "Pacific/Port_Moresby",
    "Prague": "Europe/Prague",
    "Pretoria": "Africa/Johannesburg",
    "Puerto Rico": "America/Puerto_Rico",
    "Quito": "America/Lima",
    "Rangoon": "Asia/Rangoon",
    "Riga": "Europe/Riga",
    "Riyadh": "Asia/Riyadh",
    "Rome": "Europe/Rome",
    "Samara": "Europe/Samara",
    "Samoa": "Pacific/Apia",
    "Santiago": "America/Santiago",
    "Sapporo": "Asia/Tokyo",
    "Sarajevo": "Europe/Sarajevo",
    "Saskatchewan": "America/Regina",
    "Seoul": "Asia/Seoul",
    "Singapore": "Asia/Singapore",
    "Skopje": "Europe/Skopje",
    "Sofia": "Europe/Sofia",
    "Solomon Is.": "Pacific/Guadalcanal",
    "Srednekolymsk": "Asia/Srednekolymsk",
    "Sri Jayawardenepura": "Asia/Colombo",
    "St. Petersburg": "Europe/Moscow",
    "Stockholm": "Europe/Stockholm",
    "Sydney": "Australia/Sydney",
    "Taipei": "Asia/Taipei",
    "Tallinn": "Europe/Tallinn",
    "Tashkent": "Asia/Tashkent",
    "Tbilisi": "Asia/Tbilisi",
    "Tehran": "Asia/Tehran",
    "Tijuana": "America/Tijuana",
    "Tokelau Is.": "Pacific/Fakaofo",
    "Tokyo": "Asia/Tokyo",
    "UTC": "Etc/UTC",
    "Ulaanbaatar": "Asia/Ulaanbaatar",
    "Urumqi": "Asia/Urumqi",
    "Vienna": "Europe/Vienna",
    "Vilnius": "Europe/Vilnius",
    "Vladivostok": "Asia/Vladivostok",
    "Volgograd": "Europe/Volgograd",
    "Warsaw": "Europe/Warsaw",
    "Wellington": "Pacific/Auckland",
    "West Central Africa": "Africa/Algiers",
    "Yakutsk": "Asia/Yakutsk",
    "Yerevan": "Asia/Yerevan",
    "Zagreb": "Europe/Zagreb",
    "Zurich": "Europe/Zurich",
}

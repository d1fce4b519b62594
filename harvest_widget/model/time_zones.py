"""Harvest's names of time zones, and which day it is in one; reads no clock.

Where a zone is asked for, None is the machine's own.
"""

from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone(name: str | None) -> ZoneInfo | None:
    """Return the zone of a Harvest name or IANA id; None, the machine's, for an unknown name."""
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

# Harvest names its zones as Rails does: mostly by the city that ends the IANA id, by continent.
CITIES = {
    "Africa": "Cairo, Casablanca, Harare, Monrovia, Nairobi",
    "America": (
        "Bogota, Caracas, Chihuahua, La Paz, Lima, Mazatlan, Mexico City, Monterrey, "
        "Montevideo, Puerto Rico, Santiago, Tijuana"
    ),
    "Asia": (
        "Almaty, Baghdad, Baku, Bangkok, Chongqing, Dhaka, Dubai, Hong Kong, Irkutsk, "
        "Jakarta, Jerusalem, Kabul, Kamchatka, Karachi, Kathmandu, Kolkata, Krasnoyarsk, "
        "Kuala Lumpur, Kuwait, Magadan, Muscat, Novosibirsk, Rangoon, Riyadh, Seoul, "
        "Singapore, Srednekolymsk, Taipei, Tashkent, Tbilisi, Tehran, Tokyo, Ulaanbaatar, "
        "Urumqi, Vladivostok, Yakutsk, Yerevan"
    ),
    "Australia": "Adelaide, Brisbane, Darwin, Hobart, Melbourne, Perth, Sydney",
    "Europe": (
        "Amsterdam, Athens, Belgrade, Berlin, Bratislava, Brussels, Bucharest, Budapest, "
        "Copenhagen, Dublin, Helsinki, Istanbul, Kaliningrad, Kiev, Lisbon, Ljubljana, "
        "London, Madrid, Minsk, Moscow, Paris, Prague, Riga, Rome, Samara, Sarajevo, "
        "Skopje, Sofia, Stockholm, Tallinn, Vienna, Vilnius, Volgograd, Warsaw, Zagreb, "
        "Zurich"
    ),
    "Pacific": "Auckland, Fiji, Guam, Port Moresby",
}
NAMES = {
    **{
        city: f"{area}/{city.replace(' ', '_')}"
        for area, cities in CITIES.items()
        for city in cities.split(", ")
    },
    "Abu Dhabi": "Asia/Muscat",
    "Alaska": "America/Juneau",
    "American Samoa": "Pacific/Pago_Pago",
    "Arizona": "America/Phoenix",
    "Astana": "Asia/Dhaka",
    "Atlantic Time (Canada)": "America/Halifax",
    "Azores": "Atlantic/Azores",
    "Beijing": "Asia/Shanghai",
    "Bern": "Europe/Zurich",
    "Brasilia": "America/Sao_Paulo",
    "Buenos Aires": "America/Argentina/Buenos_Aires",
    "Canberra": "Australia/Melbourne",
    "Cape Verde Is.": "Atlantic/Cape_Verde",
    "Central America": "America/Guatemala",
    "Central Time (US & Canada)": "America/Chicago",
    "Chatham Is.": "Pacific/Chatham",
    "Chennai": "Asia/Kolkata",
    "Eastern Time (US & Canada)": "America/New_York",
    "Edinburgh": "Europe/London",
    "Ekaterinburg": "Asia/Yekaterinburg",
    "Georgetown": "America/Guyana",
    "Greenland": "America/Godthab",
    "Guadalajara": "America/Mexico_City",
    "Hanoi": "Asia/Bangkok",
    "Hawaii": "Pacific/Honolulu",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "International Date Line West": "Pacific/Midway",
    "Islamabad": "Asia/Karachi",
    "Kyiv": "Europe/Kiev",
    "Marshall Is.": "Pacific/Majuro",
    "Mid-Atlantic": "Atlantic/South_Georgia",
    "Midway Island": "Pacific/Midway",
    "Mountain Time (US & Canada)": "America/Denver",
    "Mumbai": "Asia/Kolkata",
    "New Caledonia": "Pacific/Noumea",
    "New Delhi": "Asia/Kolkata",
    "Newfoundland": "America/St_Johns",
    "Nuku'alofa": "Pacific/Tongatapu",
    "Osaka": "Asia/Tokyo",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Pretoria": "Africa/Johannesburg",
    "Quito": "America/Lima",
    "Samoa": "Pacific/Apia",
    "Sapporo": "Asia/Tokyo",
    "Saskatchewan": "America/Regina",
    "Solomon Is.": "Pacific/Guadalcanal",
    "Sri Jayawardenepura": "Asia/Colombo",
    "St. Petersburg": "Europe/Moscow",
    "Tokelau Is.": "Pacific/Fakaofo",
    "UTC": "Etc/UTC",
    "Wellington": "Pacific/Auckland",
    "West Central Africa": "Africa/Algiers",
}

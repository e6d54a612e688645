"""Same or not: email addresses, phone numbers and companies, folded to what tells them apart."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["company_key", "email_key", "phone_key"]

# where the provider itself says that what follows a plus is not part of the mailbox
_PLUS_IS_A_TAG = frozenset(
    ["gmail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "fastmail.com", "proton.me", "protonmail.com"]
)
# what stands before a number at home and not abroad: 0 nearly everywhere, but not here; Italy dials its 0 abroad too
_TRUNK = {"1": "1", "7": "8", "36": "06", "39": "", "34": "", "45": "", "47": "", "48": "", "351": ""}
_LEGAL = frozenset(
    [
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "llc",
        "llp",
        "lp",
        "ltd",
        "limited",
        "plc",
        "pllc",
        "gmbh",
        "mbh",
        "ag",
        "kg",
        "kgaa",
        "ohg",
        "ug",
        "se",
        "sa",
        "sas",
        "sasu",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "ab",
        "as",
        "asa",
        "oy",
        "oyj",
        "aps",
        "sl",
        "slu",
        "ltda",
        "pty",
        "pte",
        "pvt",
        "kk",
        "doo",
        "sro",
        "zrt",
        "kft",
    ]
)
_LEGAL_PARTS = ("주식회사", "유한회사", "유한책임회사", "(주)", "(유)", "株式会社", "有限会社", "有限公司")
_DROPPED = re.compile("[.'\u2019]")
_BETWEEN = re.compile(r"[\W_]+")
_EXTENSION = re.compile(r"(?:ext\.?|x|#)[ .]*[0-9]+$")


def email_key(address: str) -> str | None:
    """Fold an email address, or give ``None`` where it is none."""
    local, at, domain = unicodedata.normalize("NFKC", address).strip().casefold().partition("@")
    if not (local and at and domain) or "@" in domain or any(char.isspace() for char in local + domain):
        return None
    domain = "gmail.com" if domain == "googlemail.com" else domain
    if domain in _PLUS_IS_A_TAG:
        local = local.partition("+")[0]
    if domain == "gmail.com":
        local = local.replace(".", "")
    return f"{local}@{domain}" if local else None


def phone_key(number: str, country: str = "") -> str | None:
    """Fold a phone number to its digits, with ``+`` where its country is known, or give ``None`` where it is none."""
    text = _EXTENSION.sub("", unicodedata.normalize("NFKC", number).strip().casefold())
    if any(char.isalpha() for char in text):
        return None
    abroad = text.startswith("+") or text.replace("(", "").startswith("00")
    if abroad:
        text = text.replace("(0)", "")
    digits = re.sub(r"[^0-9]", "", text)
    if abroad:
        digits = digits if text.startswith("+") else digits.removeprefix("00")
    elif country:
        digits = country + digits.removeprefix(_TRUNK.get(country, "0"))
    known = "+" if abroad or country else ""
    return f"{known}{digits}" if 7 <= len(digits) <= 15 else None


def company_key(name: str) -> str | None:
    """Fold the name of a company without its legal form, or give ``None`` where there is none."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    bare = text
    for part in _LEGAL_PARTS:
        bare = bare.replace(part, " ")
    words = _words(bare)
    while len(words) > 1 and (words[-1] in _LEGAL or (words[-1] == "and" and words[-2] in _LEGAL)):
        words.pop()
    return " ".join(words or _words(text)) or None


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.sub(" ", _DROPPED.sub("", text)).split(" ") if word]

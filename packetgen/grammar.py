"""Articles, elision and agreement of words that people write; amounts in words. Pure."""

import re
from decimal import Decimal

from packetgen.resources import table
from packetgen.text import bare_words

_WORDS = table(__file__, "grammar.toml")
_ARTICLES = {word: le for le, words in _WORDS["openings"].items() for word in words.split()}
_OWN = re.compile(r"(?:(les?|la)\s+|l['’]\s*)(?=\w)", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[A-Z]\.?){2,}")
_OF = {"le": "du ", "la": "de la ", "l’": "de l’", "les": "des "}
_TO = {"le": "au ", "la": "à la ", "l’": "à l’", "les": "aux "}
_NOT_ELIDED = re.compile("|".join(_WORDS["not_elided"]))
# The civility and the article that people type before a role
_ADDRESSED = re.compile(
    r"(m(?:me|lle|adame|onsieur|r|\.)\s+)?((?:les?|la)(?=\s)|l(?=['’]))?['’\s]*", re.IGNORECASE
)
_SMALL: list[str] = _WORDS["small"].split()
_TENS: list[str] = _WORDS["tens"].split()
_NOUNS = ((10**9, "milliard"), (10**6, "million"), (1000, "mille"), (100, "cent"))
_FEMININE, _MASCULINE = (tuple(_WORDS[name].split()) for name in ("feminine", "masculine"))


def elides(text: str) -> bool:
    """Whether « le » and « de » lose their vowel before `text`, quotes or not."""
    first = (bare_words(text) or [""])[0]
    return first.startswith(tuple("aeiouyh")) and not _NOT_ELIDED.match(first)


def opening_article(name: str) -> str:
    """Return « le », « la », « l’ », « les » of the noun or the initials that open a name."""
    word = re.split(r"\W", name, maxsplit=1)[0]
    known = _ARTICLES.get(word) or _ARTICLES.get("".join(bare_words(word)), "")
    return known or ("l’" if _INITIALS.fullmatch(name) and name[0] in "AEIOUY" else "")


def le(name: str) -> str:
    """Return « la CAF », « le Relais », « l’UFCV », « Emmaüs »: a name as a subject."""
    article, rest = _parted(name)
    return f"{article} {rest}" if article and article != "l’" else article + rest


def de(name: str, *, town: bool = False) -> str:
    """Return « d’Étampes », « du Relais », « de l’Atelier », « des Restos »; « de La Bassée »."""
    article, rest = _parted(name, town=town)
    return _OF.get(article, "d’" if elides(rest) else "de ") + rest


def a(name: str, *, town: bool = False) -> str:
    """Return « à Étampes », « au Relais », « à l’Atelier », « aux Restos »; « à La Bassée »."""
    article, rest = _parted(name, town=town)
    return _TO.get(article, "à ") + rest


def que(name: str) -> str:
    """Return « que le Relais », « qu’Étampes »."""
    subject = le(name)
    return f"qu’{subject}" if elides(subject) else f"que {subject}"


def _parted(name: str, *, town: bool = False) -> tuple[str, str]:
    """Return the article of a name and the rest; a town keeps its own « La » and « L’ »."""
    own = _OWN.match(name)
    article = (own[1] or "l’").lower() if own else ""
    if own and not (town and article in ("la", "l’")):
        return article, name[own.end() :]
    return "" if town else opening_article(name), name


def role(text: str) -> str:
    """Return a role without the civility and the article typed before it."""
    return _ADDRESSED.sub("", text, count=1)


def titled(text: str, civilite: str = "") -> str:
    """Return « la Présidente », « l’Adjointe », « les Co-présidents »: a role and its article.

    Its own article decides, else its ending, else the civility (maire); where none does, it has no
    article.
    """
    civility, article, word = _ADDRESSED.split(text, maxsplit=1)[1:]
    if not word:
        return ""
    article = (article or _agreed(word, civilite or civility or "")).lower()
    if article != "les" and elides(word):
        return f"l’{word}"
    return f"{article} {word}".strip()


def _agreed(word: str, civilite: str) -> str:
    """Return « le », « la » or « les »; nothing for a word of one form without a civility."""
    for part in re.split(r"[\s,/]", word)[0].split("-"):
        plain = part.lower()
        if plain in ("vice", "co", "ex", "sous") or re.search(r"[(.·]", plain):
            continue  # « Président(e) », « président·e »
        if plain.endswith("s") and not _INITIALS.fullmatch(part):
            return "les"
        if plain.endswith((*_FEMININE, *_MASCULINE)):
            return "la" if plain.endswith(_FEMININE) else "le"
    return ("la" if re.match("m(?:me|a|lle)", civilite.lower()) else "le") if civilite else ""


def euros_in_words(amount: Decimal) -> str:
    """Return an amount of euros in words: `six mille cinq cents euros`."""
    whole, cents = divmod(int((amount * 100).to_integral_value()), 100)
    # « un million d'euros », « deux millions d'euros », but « deux cent mille euros »
    link = " d’" if whole and whole % 1_000_000 == 0 else " "
    words = f"{in_words(whole)}{link}euro{'s' if whole > 1 else ''}"
    if cents:
        words += f" et {in_words(cents)} centime{'s' if cents > 1 else ''}"
    return words


def in_words(number: int) -> str:
    """Return a whole number in words: `quatre-vingts`, `deux cent mille`, `soixante et onze`."""
    if number < len(_SMALL):
        return _SMALL[number]
    if number < 100:
        tens, units = divmod(number, 10)
        units += 10 * (tens in (7, 9))
        link = " et " if units in (1, 11) and tens < 8 else "-"
        return _TENS[tens] + (link + _SMALL[units] if units else "s" * (tens == 8))
    size, noun = next(each for each in _NOUNS if number >= each[0])
    several, rest = divmod(number, size)
    words = "" if several == 1 and size <= 1000 else f"{in_words(several)} "
    if size == 1000:  # « quatre-vingt mille », « deux cent mille »
        words = re.sub(r"(vingt|cent)s $", r"\1 ", words)
    plural = several > 1 and (size > 1000 or (size == 100 and not rest))
    return f"{words}{noun}{'s' * plural}{f' {in_words(rest)}' if rest else ''}"

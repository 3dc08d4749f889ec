"""Chinese names in other writings than Pinyin: Wade-Giles, and Cyrillic by the tables of Palladius. By syllable tables, not by names.

Sources of the tables: ISO 7098 (Pinyin), H. Giles's dictionary of 1912 (Wade-Giles), the transcription of P. Kafarov (Palladius) as
Russian encyclopaedias print it. Bulgarian and Ukrainian newspapers write it with other letters for the same sounds, folded into one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.matching.by_ear import is_cyrillic
from monitor.matching.normalise import Folded

_INITIALS = """zh:чж:ch ch:ч:ch sh:ш:sh b:б:p p:п:p m:м:m f:ф:f d:д:t t:т:t n:н:n l:л:l g:г:k k:к:k h:х:h j:цз:ch q:ц:ch x:с:hs
  r:ж:j z:цз:ts c:ц:ts s:с:s"""
_FINALS = """a:а:a o:о:o e:э:e ai:ай:ai ei:эй:ei ao:ао:ao ou:оу:ou an:ань:an en:энь:en ang:ан:ang eng:эн:eng i:и:i ia:я:ia ie:е:ieh
  iao:яо:iao iu:ю:iu ian:янь:ien in:инь:in iang:ян:iang ing:ин:ing iong:юн:iung u:у:u ua:уа:ua uo:о:o uai:уай:uai ui:уй:ui uan:уань:uan
  un:унь:un uang:уан:uang ong:ун:ung ue:юэ:ueh"""
_WHOLE = """er:эр:erh ya:я:ya ye:е:yeh yao:яо:yao you:ю:yu yan:янь:yen yin:инь:yin yang:ян:yang ying:ин:ying yong:юн:yung yi:и:i wu:у:wu
  wa:ва:wa wo:во:wo wai:вай:wai wei:вэй:wei wan:вань:wan wen:вэнь:wen wang:ван:wang weng:вэн:weng yu:юй:yu yue:юэ:yueh yuan:юань:yuan
  yun:юнь:yun a:а:a ai:ай:ai an:ань:an ang:ан:ang ao:ао:ao e:э:o en:энь:en ou:оу:ou ju:цзюй:chu qu:цюй:chu xu:сюй:hsu
  juan:цзюань:chuan quan:цюань:chuan xuan:сюань:hsuan jun:цзюнь:chun qun:цюнь:chun xun:сюнь:hsun zhi:чжи:chih chi:чи:chih shi:ши:shih
  ri:жи:jih zi:цзы:tzu ci:цы:tzu si:сы:ssu ge:гэ:ko ke:кэ:ko he:хэ:ho ze:цзэ:tse"""
_SPELLING = re.compile("[a-z]{1,17}[aoeiungr]")  # up to three syllables, by the letters that end one
_ONE_SOUND = (("ь", ""), ("ъ", ""), ("й", "и"), ("э", "е"), ("є", "е"), ("ы", "и"), ("і", "и"), ("цз", "дз"), ("чж", "дж"), ("юи", "ю"))
_RHYMES = "|".join(sorted({final.split(":")[2] for final in _FINALS.split()} | {"ih", "eh", "en", "erh"}, key=len, reverse=True))
_WADE = re.compile(f"(?:(?:ch|hs|ts|tz|sh|ss|[ptkmnflhsjyw])?(?:{_RHYMES})){{1,3}}")
_ENDINGS = ("", "а", "у", "ом", "е", "ем", "я", "ю", "ови", "і", "ові")
_SYLLABLES_OF_A_NAME = 3


@lru_cache(maxsize=16384)
def other_writings(folded: Folded) -> frozenset[str]:
    """How a word in Pinyin, up to three syllables, is written in Wade-Giles and in Cyrillic, both without marks; none of another word."""
    return _other_writings(folded.plain) if _SPELLING.fullmatch(folded.plain) else frozenset()


@lru_cache(maxsize=16384)
def as_written(folded: Folded) -> frozenset[str]:
    """What ``other_writings`` may hold of a word of a text: itself, in Cyrillic without its case ending too."""
    if folded.plain.isascii():
        return frozenset([folded.plain]) if _WADE.fullmatch(folded.plain) else frozenset()
    if not is_cyrillic(folded):
        return frozenset()
    bare = _one_sound(folded.plain)
    return frozenset(bare.removesuffix(ending) for ending in _ENDINGS if len(bare) > len(ending))


def _other_writings(plain: str) -> frozenset[str]:
    table = _table()
    found: set[str] = set()
    open_ends = [(0, 0, "", "")]
    while open_ends:
        start, size, cyrillic, wade = open_ends.pop()
        if start == len(plain):
            found |= {_one_sound(cyrillic), wade}
        elif size < _SYLLABLES_OF_A_NAME:
            open_ends += [(end, size + 1, cyrillic + table[plain[start:end]][0], wade + table[plain[start:end]][1])
                          for end in range(start + 1, min(len(plain), start + 6) + 1) if plain[start:end] in table]
    return frozenset(found - {plain})


def _one_sound(cyrillic: str) -> str:
    for written, sound in _ONE_SOUND:
        cyrillic = cyrillic.replace(written, sound)
    return cyrillic


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, str]]:
    """A syllable of Pinyin → the same in Cyrillic and in Wade-Giles."""
    found: dict[str, tuple[str, str]] = {}
    for initial in _INITIALS.split():
        for final in _FINALS.split():
            first, last = initial.split(":"), final.split(":")
            found[first[0] + last[0]] = (first[1] + last[1], first[2] + last[2])
    return found | {whole: (cyrillic, wade) for whole, cyrillic, wade in (triple.split(":") for triple in _WHOLE.split())}

"""Names of the West as Cyrillic writes them by ear: Grace is Грейс, Shaw is Шоу, Bryce is Брайс.

A spelling in Latin letters becomes a pattern of what may be heard of it, a grapheme at a time, in the phonetic letters of
``normalise``. The graphemes and their sounds are those of English, German and French spelling, the choices those of the practical
transcriptions into Russian, Ukrainian and Bulgarian (school and newspaper usage).
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.matching.normalise import Folded, skeleton, uninflected

_GRAPHEMES = """aha=a|e|ei|aha eau=o augh=o|ou|af ough=o|ou|u|af|of eigh=ei|ai|i aigh=ei|e igh=ai|i sch=s|sk tch=c ght=t ssi=s|si
 tion=sn|sen|cion|son ai=ei|ai|e|i ay=ei|ai|e|i ei=ei|ai|i|e ey=ei|i|e|ai ea=i|e|ei|ia|ea ee=i|e ie=i|ie|ai|e|ii oa=o|ou
 oe=o|ou|e|oe|u oi=oi|ua|oa oo=u|o ou=u|au|o|ou|a ow=ou|au|o|ov|u au=o|au|ou aw=o|au|av ew=iu|u|ev|eu|iev eu=oi|eu|iu|e
 ue=iu|u|ue|e ui=ui|i|u uy=ai|ui|i ia=ia|a|ie|ai|iei|iia io=io|iou|o|aio ch=c|k|s| ck=k dt=t|d mc=mak|mek|mk sh=s sc=s|sk ph=f
 th=t|s|z|f|d gh=k| kh=k wh=v|u wr=r kn=n|kn qu=kv|ku|k dg=i|di tz=c ts=c ng=nk|n|nz|ni ci=si|s|ci ti=ti|s|si a=a|e|ei|o|ea
 e=e|i|ie|o|a| i=i|ai|ii o=o|a|u|ou u=u|a|iu|o y=i|ai|ii| b=b c=k|s|c d=d f=f g=k|i|z|di h=h|k| j=i|di|h|k|z k=k l=l m=m n=n p=p
 q=k r=r s=s|z t=t v=v|f w=v|u| x=ks|kz|z z=z|s|c"""
_HEARD = {written: sounds for written, _, sounds in (pair.partition("=") for pair in _GRAPHEMES.split())}
_GRAPHEME = re.compile("|".join(sorted(_HEARD, key=len, reverse=True)))
_DOUBLE = re.compile(r"(.)\1+")
_UNHEARD = re.compile("(?<=[aeou])w|gh(?=t)|^k(?=n)|^w(?=r)")
_KEYED = (("th", "t"), ("dt", "t"), ("ng", "n"), ("x", "ks"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("dg", "j"), ("q", "k"))
_CH = ("k", "s", "h")  # Sachs, Chad, Michal
_SHORTEST, _LONGEST = 3, 24  # letters; a longer word is no name, and its pattern would be tried in too many ways


def is_cyrillic(folded: Folded) -> bool:
    """Whether a folded word was written in Cyrillic."""
    return "\u0400" <= folded.plain[:1] <= "\u052f"


def ear_keys_listed(folded: Folded) -> set[str]:
    """The keys under which a word in Latin letters is found by its sound in Cyrillic; none for another, or a short one."""
    plain = folded.plain
    if not _SHORTEST <= len(plain) <= _LONGEST or not (plain.isascii() and plain.isalpha()):
        return set()
    bare = _UNHEARD.sub("", plain) if "w" in plain or "kn" in plain or "gh" in plain else plain
    for written, sound in _KEYED:
        bare = bare.replace(written, sound)
    heard = [bare.replace("ch", sound) for sound in _CH] if "ch" in bare else [bare]
    return {_key(sound) for sound in heard} - {""}


def ear_keys_written(folded: Folded) -> set[str]:
    """The same of a word as a Cyrillic text writes it, in any case."""
    if not is_cyrillic(folded):
        return set()
    return {_key(stem) for form in folded.forms for stem in (form, *uninflected(form))} - {""}


def is_heard_as(listed: Folded, written: Folded) -> bool:
    """Whether a word in Cyrillic is how the listed one, in Latin letters, sounds, its case ending aside."""
    if not is_cyrillic(written) or not _SHORTEST <= len(listed.plain) <= _LONGEST or not (
            listed.plain.isascii() and listed.plain.isalpha()):
        return False
    pattern = _pattern(listed.plain)
    return any(pattern.fullmatch(stem) for form in written.forms for stem in (form, *uninflected(form)) if len(stem) >= _SHORTEST)


def _key(bare: str) -> str:
    """The consonants of a word, those that spellings mix up as one."""
    consonants = skeleton(bare.replace("ph", "f").replace("sh", "s")).translate(_CLASSES)
    return "%" + consonants if consonants else ""


@lru_cache(maxsize=16384)
def _pattern(plain: str) -> re.Pattern[str]:
    word = _DOUBLE.sub(r"\1", plain)
    return re.compile("".join(f"(?:{_HEARD[match.group()]})" for match in _GRAPHEME.finditer(word)))


_CLASSES = str.maketrans({"j": "s", "y": "", "w": "v", "q": "k", "g": "k", "x": "s", "f": "v"})

"""Whether a text is clearly in another language than one named, by its function words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

_CLEARLY = 3  # times the function words of one's own language that another's must be
# The commonest words that few other of these languages have, from their school grammars; without accents, as compared.
_WORDS = {
    "en": "the of and to was were with his he has have had said by from it be who will after which they this that is are not for",
    "fr": "les du et est dans une pour qui aux sur avec elle cette ont ete plus ne lors ses leur au ce il sont",
    "de": "der die und das den mit von nicht ist ein eine einen nach bei wird hat dem sich auch aus im zu auf wurde",
    "es": "el los las y del por como fue segun tras una con que su lo",
    "it": "il gli della delle nel con che per una sono dopo anche alla di",
    "pt": "os dos das uma com por em na no foi nao mais ao sao",
    "tr": "ve bir bu icin ile olarak olan gore daha sonra kadar gibi etti dedi oldu da",
    "pl": "sie nie jest oraz przez dla jak przed ktory ktora jego tym w z ze",
    "nl": "het een van en niet met voor zijn naar ook werd door",
    "id": "yang dan di dengan untuk dari pada ini itu telah ke dalam",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}


def is_clearly_another(language: str, plain: Sequence[str]) -> bool:
    """Whether words in plain form read as another language than ``language``, a two-letter code; False where nothing tells."""
    own = _SETS.get(language)
    if own is None:
        return False
    ours = sum(map(own.__contains__, plain))
    theirs = max(sum(map(words.__contains__, plain)) for other, words in _SETS.items() if other != language)
    return theirs > _CLEARLY * ours


# The same of languages in Latin letters that decline foreign names: Polish, Czech, Slovak, Slovene, Croatian, Bosnian, Serbian.
_DECLINING = frozenset("""z w v we ve ze sie nie jest oraz przez dla przed ktory ktora ktore jego tym ze zostal bylo byla wedlug pod od po
  ale jako ktery ktera pri podle jsem jsou byl bude take nebo aj ako bol bola ktory vsak
  ter tudi kot iz lahko predsednik bil bila su nije koji koja koje sto kako kada samo nakon prema""".split())
_LETTERS = frozenset("ěščřžłąęśćźżůďťňľĺŕđ")
_LEAST = 2


@lru_cache(maxsize=256)
def declines(text: str) -> bool:
    """Whether a text in Latin letters may put endings on a foreign name: it is in a Slavic language, or in none that tells."""
    small = [word for word in text.split() if word[:1].islower()]
    if not small:
        return True
    told = sum(word.strip(".,;:!?") in _DECLINING for word in small)
    marked = sum(not _LETTERS.isdisjoint(word) for word in small)
    return told + marked >= min(_LEAST, max(1, len(small) // 8))

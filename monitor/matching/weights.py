"""Every rule and weight of the matcher in one table. A score is a ranking signal between 0 and 1, not a probability.

The figures were chosen on labelled Slavic-language news and on real lists; ``token`` similarities follow the alignment
of the notes on matching (exact 1, equal sound .96, given-name table .93, inflection .92, .4 Jaro-Winkler + .6 Indel).
"""

from __future__ import annotations

# ------------------------------------------------------------------ tokens
SAME_SOUND = 0.96  # equal phonetic form
SAME_NAME = 0.93  # one cluster of the given-name table
SAME_CONCEPT = 0.925  # one concept of the table of organisations' words, in another language
INFLECTED = 0.92  # a listed token with a case ending
SAME_SKELETON_VOWELLESS = 0.88  # Arabic and Hebrew script write no short vowels
BY_EAR = 0.90  # a name in Latin letters as Cyrillic writes it by ear
ROMANISED = 0.91  # Chinese syllables in Wade-Giles or Cyrillic: counts in East Asian names alone
SAME_SYLLABLES = 0.81  # one Hangul string may be written both ways: counts in East Asian names alone
ONE_VOWEL = 0.86  # short token, one vowel differs
JARO_WINKLER, INDEL = 0.4, 0.6
SKELETON_BONUS, SKELETON_CAP = 0.07, 0.95
TOKEN_FLOOR = 0.80  # below, two tokens are different words
SHORT_WORD = 3  # letters up to which a word of an organisation's name must not differ at all
SHORT_TOKEN = 4  # up to this many letters only exact, equal sound, one vowel, inflection

# ------------------------------------------------------------------ names
FAMILY, GIVEN, WHOLE = 1.0, 0.9, 1.0  # weight of a token by its role; WHOLE: each token of an organisation or ship
FREQUENT_GIVEN = 0.3  # Mohammad, Abdul …: says little
MIDDLE = 0.4  # later given names, patronymics, second surnames: when present
MIDDLE_MISSING = 0.04  # … and what their absence costs
OTHER_GIVEN = 0.05  # a later given name stands where the first should
ONLY_FREQUENT_GIVEN = 0.15  # … or only one everybody has
GAP_CAPITAL, GAP_LOWER, GAP_FREE = 0.05, 0.10, 0.015  # each foreign token inside the span; particle, initial, title
GAP_IN_ORGANISATION = 2  # words that may stand between two of an organisation's
GAP_CONJUNCTION, GAP_COMMA = 0.2, 0.2  # Paul and Malong; Ahmed, Haroun
ANOTHER_NAME = 0.10  # another name stands between two where a listed one is missing
REVERSED = 0.01  # the family name stands first
SCRAMBLED = 0.06  # another order
RARE_FAMILY_LETTERS, RARE_FAMILY_BEARERS = 5, 3  # a family name that tells: so many letters at least, so many listed parties at most
FURTHER_SURNAME = 0.04  # a second surname behind a full name with a rare family name: one tier
WORDS_OF_HONOUR = 3  # titles and the like that may stand between a street and the person it is named after
STEM_OF_PLACE, ENDING_OF_PLACE = 4, 5  # letters of a street's stem at least, and of the ending behind it at most
LONGER_NAME = 0.30  # the span goes on as somebody else's longer name
INITIAL = 0.62  # similarity of an initial to the given name
WORDS_MORE = 2  # words beside the name that make it another organisation's
LOOKED_UP = 12  # words of a text that may be nothing but a name
LOOKED_UP_ORGANISATION = 20  # … an organisation's, which are longer
TRANSLATED_ALONE = 3  # words of an organisation's name that agree only as translations, above which one more may be missing
SPAN = 7  # tokens a mention may stretch over
ACCEPT = 0.86  # a name scores at least this
NEAR = 0.72  # … or is told as a near miss
FUZZY_PAIR = 0.88  # mean similarity needed where no token is exact, of equal sound, inflected or in the table
VOWELLESS_LETTERS = 7  # letters a name in vowelless script must have where one part agrees in its consonants only
VOWELLESS_BOTH = 9  # … in Hebrew script where every part does
VOWELLESS_CONSONANTS = 3  # consonants such a part must have

# ------------------------------------------------------------------ document
BARE_SURNAME = 0.90  # a surname after the full name, times its similarity
BARE_SIMILARITY = 0.92  # how alike it must be
RIVAL_MARGIN = 0.035  # a better rival over the same words wins by this much
CONTRADICTION = 0.10
NATIVE = 1.0

# ------------------------------------------------------------------ how much a name says, in bits
BITS_COMMON, BITS_GIVEN, BITS_RARE = 5.0, 8.0, 14.0  # one of the world's most frequent names; a given name of the table; any other
BITS_SMALL_LIST = 4_000  # parties by which a list is thought larger, so that a list of ten names does not make each of them common
SHORT_LIST = 1_000  # parties up to which a common name needs no context, where the list gives its bearer none
BITS_UNLIKE = 40.0  # times what a merely similar part lacks
BITS_COUNTRY_CUE, BITS_OWN_CUE, BITS_GENERAL_CUE, BITS_CUES_CAP = 2.0, 4.0, 1.0, 8.0  # what cues of the text add
BITS_VOWELLESS, BITS_ONE_VOWEL, BITS_BY_EAR = 3.0, 3.0, 2.0  # what a part loses that agrees in consonants only, but for one vowel, by ear
BITS_FAMILY = 2.0  # times that of a family name written with its vowels, on a long list

# ------------------------------------------------------------------ tiers
STRONG = 0.97
POSSIBLE_CAP = 0.60  # a weak, one-word or common name without context scores no more
ONE_WORD_LETTERS = 5
HEADLINE_WORDS = 25  # words up to which a text in capitals is a headline
HEADLINE_BEARERS = 2  # listed persons of one surname that a headline may name by it
HEADLINE_NAMES = 50  # names of one surname that an initial is tried with
RARE_SURNAME = 6  # letters a surname alone needs there
ONE_WORD_INFLECTED = 6  # letters an organisation's one-word name needs before a case ending is read off it
ONE_WORD_VOWELLESS = 4  # … in a script that writes consonants only
GENERAL_CUES = 2  # different words of sanctions and armed groups that speak for a common name
ACRONYM_LETTERS = 3
ONE_WORD_ORGANISATION = 5  # letters of an organisation's only name

# ------------------------------------------------------------------ bounds
CANDIDATES_PER_SENTENCE = 400
CANDIDATES_PER_DOCUMENT = 6_000
SPELT_PER_FIELD = 5_000  # places where listed spellings stand word for word; behind them …
SPELT_PER_PARTY = 10  # … a party found so often is not looked for again: more than one, since any may be part of a longer name
ANCHORS_PER_SENTENCE = 16  # places of one sentence at which one name is tried
TOKENS_PER_SENTENCE = 400  # a longer run without a full stop is cut here
MENTIONS_PER_MATCH = 100
EVIDENCE_LINES = 12
RIVALS_TOLD = 12  # other bearers of a surname that are named: nobody reads more
KEYWORDS_PER_MATCH = 100  # of more in a document, a match is told of those beside its name and of the first of each list
SNIPPET_LETTERS = 350
CACHE_TOKENS = 100_000
CACHE_NAMES = 32_000_000  # names, of four bytes each, that look-ups may remember at most
WRAPPED_LINE = 40  # characters of a line behind which a line break may stand inside a name

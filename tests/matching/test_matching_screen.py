"""Screening: what is found, how sure, and what is told about it."""

from __future__ import annotations

from monitor.matching import compile_index, has_candidate, near_misses, open_index, screen
from monitor.matching.index import Index
from monitor.model import (
    Alias,
    Document,
    Entity,
    EntityType,
    Keyword,
    Listing,
    Match,
    Mute,
    Scope,
    Severity,
    Tier,
    Watchlist,
)

BOUT = Entity(id="bout", name="Viktor Bout", aliases=(Alias(text="Merchant of Death", weak=True),), countries=("RU",),
              positions=("Arms dealer",), context=("arms",), deceased=None,
              listings=(Listing(authority="UN", reference="X.1", measures=("travel-ban",)),), mute=Mute(until="2030-01-01"))


def _index(*entities: Entity, keywords: tuple[Keyword, ...] = ()) -> Index:
    lists = [Watchlist(name="People", entities=entities, severity=Severity.HIGH)]
    if keywords:
        lists.append(Watchlist(name="Travel", keywords=keywords))
    return open_index(compile_index(lists))


def _screen(index: Index, text: str, **fields: str) -> tuple[Match, ...]:
    return screen(Document(fields=(*fields.items(), ("text", text))), index)


def test_a_match_copies_what_rules_and_readers_need_from_its_entity() -> None:
    match, = _screen(_index(BOUT), "Arms dealer Viktor Bout landed in Moscow.")
    assert (match.watchlist, match.entity, match.name, match.type) == ("People", "bout", "Viktor Bout", EntityType.PERSON)
    assert match.listings == BOUT.listings
    assert match.countries == ("RU",)
    assert match.mute == BOUT.mute
    assert match.list_severity is Severity.HIGH
    assert match.tier is Tier.STRONG
    mention = match.mentions[0]
    assert (mention.field, mention.start, mention.end, mention.surface) == ("text", 12, 23, "Viktor Bout")


def test_offsets_count_code_points_of_each_field_as_given() -> None:
    text = "🙂 \u00adОн встретил Виктора\u200b Бута́ вчера.\n\nÀ Moscou, Viktor Bout a parlé."
    match, = _screen(_index(BOUT), text, title="Viktor Bout 🙂 speaks")
    assert {mention.field for mention in match.mentions} == {"title", "text"}
    for mention in match.mentions:
        field = {"title": "Viktor Bout 🙂 speaks", "text": text}[mention.field]
        assert field[mention.start:mention.end] == mention.surface


def test_a_full_name_makes_one_match_with_its_later_surnames() -> None:
    match, = _screen(_index(BOUT), "Viktor Bout left. Mr Bout was seen in Moscow. Bout's lawyer agreed.")
    assert [mention.surface for mention in match.mentions] == ["Viktor Bout", "Bout", "Bout's"]


def test_a_surname_of_another_person_is_no_mention() -> None:
    match, = _screen(_index(BOUT), "Viktor Bout left. His cousin Anna Bout stayed.")
    assert [mention.surface for mention in match.mentions] == ["Viktor Bout"]


def test_of_two_listed_with_one_surname_the_last_named_in_full_gets_the_bare_one() -> None:
    index = _index(BOUT, Entity(id="sergei", name="Sergei Bout"))
    matches = {match.entity: match for match in _screen(index, "Viktor Bout left. Sergei Bout stayed. Bout was calm.")}
    assert [mention.start for mention in matches["sergei"].mentions] == [18, 38]
    assert any("Viktor Bout" in line.detail for line in matches["sergei"].evidence)


def test_same_named_parties_are_both_told_with_each_other_as_evidence() -> None:
    index = _index(Entity(id="a", name="Ghasem Soleymani"), Entity(id="b", name="Qasem Soleimani"))
    matches = _screen(index, "Qassem Suleimani landed.")
    assert {match.entity for match in matches} == {"a", "b"}
    assert all(any(line.rule == "rival" for line in match.evidence) for match in matches)


def test_of_same_named_parties_the_one_whose_rank_stands_before_the_name_is_told_and_names_the_other() -> None:
    index = _index(Entity(id="mine", name="Ghasem Soleymani", positions=("Director of Mining Operations",)),
                   Entity(id="corps", name="Qasem Soleimani", positions=("Brigadier General",)))
    match, = _screen(index, "General Qassem Suleimani landed.")
    assert match.entity == "corps"
    assert any(line.rule == "rival" and "Ghasem Soleymani" in line.detail for line in match.evidence)


def test_an_organisation_in_a_short_sentence_without_capitals_is_no_longer_name() -> None:
    board = Entity(id="o", name="Northern Water Board", type=EntityType.ORGANISATION, aliases=(Alias(text="هيئة مياه الشمال"),))
    match, = _screen(_index(board), "دخلت هيئة مياه الشمال حلب.")
    assert match.tier is Tier.STRONG


def test_a_northern_name_as_the_south_spells_it_is_possible() -> None:
    index = _index(Entity(id="ri", name="Ri Yong Chol"))
    tiers = [match.tier for text in ("리영철이 도착했다.", "이영철이 도착했다.") for match in _screen(index, text)]
    assert tiers == [Tier.PROBABLE, Tier.POSSIBLE]


def test_a_weak_name_is_possible_alone_and_probable_with_context() -> None:
    alone, = _screen(_index(BOUT), "They called him Merchant of Death in a film.")
    assert alone.tier is Tier.POSSIBLE
    supported, = _screen(_index(BOUT), "The Merchant of Death sold arms to both sides.")
    assert supported.tier is Tier.PROBABLE


def test_the_country_of_a_party_supports_a_common_name_in_any_language() -> None:
    index = _index(Entity(id="x", name="Mohammed Ali", countries=("IR",)))
    alone, = _screen(index, "Mohammed Ali sells fruit in Leeds.")
    supported, = _screen(index, "Mohammed Ali, der Iraner, kam aus dem Iran.")
    assert (alone.tier, supported.tier) == (Tier.POSSIBLE, Tier.PROBABLE)


def test_an_actor_of_the_same_name_is_for_a_person_to_look_at() -> None:
    index = _index(Entity(id="x", name="Viktor Bout"))
    match, = _screen(index, "The actor Viktor Bout sang.")
    assert match.tier is Tier.POSSIBLE
    assert any(line.rule == "contradiction" for line in match.evidence)


def test_a_deceased_party_is_told_and_never_dropped() -> None:
    match, = _screen(_index(Entity(id="x", name="Viktor Bout", deceased="2020-01-03")), "Viktor Bout landed.")
    assert match.deceased == "2020-01-03"
    assert any(line.rule == "deceased" for line in match.evidence)


def test_keywords_come_with_the_narrowest_scope_that_holds_a_mention() -> None:
    index = _index(BOUT, keywords=(Keyword(term="land* in"), Keyword(term="visit"), Keyword(term="прибыл", language="ru"),
                                   Keyword(term="tour")))
    text = "Viktor Bout landed in Moscow. He was visiting friends.\nThe tours went on. Делегация прибыла."
    match, = _screen(index, text)
    assert [(hit.term, hit.surface, hit.scope) for hit in match.keywords] == [
        ("land* in", "landed in", Scope.SENTENCE), ("visit", "visiting", Scope.PARAGRAPH), ("tour", "tours", Scope.ARTICLE),
        ("прибыл", "прибыла", Scope.ARTICLE)]
    assert all(text[hit.start:hit.end] == hit.surface for hit in match.keywords)


def test_keywords_match_in_scripts_without_spaces() -> None:
    index = _index(Entity(id="kim", name="Kim Jong Un", aliases=(Alias(text="金正恩"),)), keywords=(Keyword(term="抵达"),))
    match, = _screen(index, "金正恩抵达北京。")
    assert [(hit.term, hit.scope) for hit in match.keywords] == [("抵达", Scope.SENTENCE)]


def test_the_snippet_is_short_and_marks_name_and_cue() -> None:
    index = _index(BOUT, keywords=(Keyword(term="flew to"),))
    filler = "Nothing happened on that day in the town by the sea. " * 20
    match, = _screen(index, f"{filler}Later Viktor Bout flew to Harare. {filler}")
    assert match.snippet is not None
    assert len(match.snippet.text) <= 350
    marked = {(kind, match.snippet.text[start:end]) for start, end, kind in match.snippet.marks}
    assert ("name", "Viktor Bout") in marked


def test_a_near_miss_says_why_it_is_no_match() -> None:
    index = _index(Entity(id="park", name="Hugo Chávez"))
    document = Document(fields=(("text", "The bus stops at Hugo Chávez Square near the river."),))
    assert screen(document, index) == ()
    miss, = near_misses(document, index)
    assert "Square" in miss.reason
    assert miss.surface == "Hugo Chávez"


def test_the_gate_opens_wherever_a_match_is_found() -> None:
    index = _index(BOUT, Entity(id="gru", name="GRU", type=EntityType.ORGANISATION),
                   Entity(id="kim", name="Kim", aliases=(Alias(text="金正恩"),)))
    for text in ("Виктор Бут прилетел.", "The GRU denied it.", "金正恩抵达北京", "He met Viktor\u200b Bout."):
        assert screen(Document(fields=(("text", text),)), index)
        assert has_candidate(index, [text])
    assert not has_candidate(index, ["The weather is fine and the road is open.", ""])


def test_an_empty_document_and_an_empty_index_give_nothing() -> None:
    assert _screen(_index(BOUT), "") == ()
    empty = open_index(compile_index([]))
    assert _screen(empty, "Viktor Bout landed in Moscow.") == ()
    assert not has_candidate(empty, ["Viktor Bout"])


def test_a_word_beside_an_organisation_makes_it_another_one_only_where_capitals_tell_a_name() -> None:
    board = Entity(id="board", name="Orlando Energy Board", aliases=(Alias(text="سازمان انرژی تابان"),),
                   type=EntityType.ORGANISATION)
    index = _index(board)
    assert [match.tier for match in _screen(index, "Orlando Energy Board Caterers")] == [Tier.POSSIBLE]
    assert [match.tier for match in _screen(index, "سازمان انرژی تابان بیانیه داد.")] == [Tier.STRONG]


def test_a_not_text_holds_in_scripts_without_spaces() -> None:
    index = _index(Entity(id="ri", name="Ri Pyong Chol", aliases=(Alias(text="李炳哲"),), not_texts=("삼성 창업주 이병철", "画家李炳哲")))
    assert not _screen(index, "삼성 창업주 이병철 회장의 생가를 관광객들이 방문했다.")
    assert not _screen(index, "画家李炳哲在北京举办展览。")
    assert _screen(index, "이병철 부위원장이 러시아를 방문했다.")


def test_a_korean_spelling_that_the_list_calls_weak_is_weak_though_the_latin_name_is_read_so() -> None:
    index = _index(Entity(id="ri", name="Ri Pyong Chol", aliases=(Alias(text="이병철", weak=True),)))
    match, = _screen(index, "이병철 회장의 생가를 관광객들이 방문했다.")
    assert match.tier is Tier.POSSIBLE

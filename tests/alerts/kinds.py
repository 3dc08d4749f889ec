"""Messages of every kind an analyst may be shown, invented: for the tests, and to be looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from monitor.model import (
    Alert,
    EntityType,
    Evidence,
    Listing,
    Match,
    Mention,
    Message,
    SameParty,
    Severity,
    Snippet,
    Tier,
    Trip,
    TripStatus,
)
from monitor.testing.slack.sample import SEEN, sample_alert, sample_match, sample_message

_LONG = ("In a marathon session that ran into the early hours ministers, envoys and observers of nineteen states heard that ")
_LISTINGS = (
    Listing(authority="UN", reference="IRi.039", measures=("travel-ban", "asset-freeze"), since="2007-03-24", url="https://example.org/un/039"),
    Listing(authority="OFAC", reference="10000", measures=("asset-freeze",), since="2011-05-18", url="https://example.org/ofac/10000"),
    Listing(authority="EU", reference="EU.1.2", measures=("travel-ban", "asset-freeze"), since="2011-06-23", url="https://example.org/eu/1"),
    Listing(authority="UK", reference="SYR0046", measures=("travel-ban",), since="2020-12-31", url="https://example.org/uk/46"),
    Listing(authority="CA", reference="12", measures=("asset-freeze",), url="https://example.org/ca/12"))


def snippet(text: str, *marks: tuple[str, str]) -> Snippet:
    """The text with the first place of each (words, kind) marked."""
    places = [(text.index(words), kind, words) for words, kind in marks]
    return Snippet(text=text, marks=tuple(sorted((start, start + len(words), kind) for start, kind, words in places)))


def mention(surface: str, name: str) -> Mention:
    return Mention(field="text", start=0, end=len(surface), surface=surface, name=name, score=1.0)


def told(match: Match, *, severity: Severity = Severity.HIGH, rule: str = "Listed person on the move", **changes: Any) -> Alert:
    alert = sample_alert(match, **changes)
    return replace(alert, decision=replace(alert.decision, severity=severity, rule=rule))


def of(alert: Alert, *others: Alert, **changes: Any) -> Message:
    return sample_message(severity=alert.decision.severity, lead=alert, others=others, **changes)


def persian() -> Match:
    text = "سردار آروین طاهری روز دوشنبه وارد مسکو شد، دو کارمند فرودگاه گفتند."
    trip = Trip(status=TripStatus.OCCURRED, destination="مسکو", country="RU", when="2026-03-02", cue="وارد مسکو شد")
    return sample_match(mentions=(mention("آروین طاهری", "آروین طاهری"),), trip=trip, trips=(trip,),
                        snippet=snippet(text, ("آروین طاهری", "name"), ("وارد مسکو شد", "cue")))


def notices() -> dict[str, Message]:
    """Word about the monitor itself."""
    return {
        "notice": Message(id="n", kind="notice", severity=Severity.MEDIUM, notice_title="A feed cannot be read: Example News",
                          notice_text="https://news.example/rss.xml: 410 Gone, since 1 Mar 2026, 10:01 UTC.\nTry it: monitor preview URL"),
        "summary": Message(id="s", kind="notice", severity=Severity.MEDIUM,
                           notice_title="24 Nov: 4 alerts, 413 feeds fine, 2 failing, lists of 22 Nov",
                           notice_text="Since 23 Nov 2026, 08:00 UTC: 4 alerts (3 high, 1 low), 31 matches held back, 12 new articles.\n"
                                       "Failing: Example News, Local News\nLists in order on: UN Security Council 22 Nov (1,008)"),
    }


def kinds() -> dict[str, Message]:
    """One message of each kind, by what is special about it."""
    planned = Trip(status=TripStatus.PLANNED, destination="Damascus", country="SY", when="2026-03-09/2026-03-15", origin="Tehran")
    denied = Trip(status=TripStatus.DENIED, destination="Moscow", country="RU", denied_by="Iran's foreign ministry")
    maybe = Trip(status=TripStatus.HYPOTHETICAL, destination="Geneva", country="CH", hedge="if talks resume")
    ship = sample_match(entity="lira", name="Lira Star", type=EntityType.VESSEL, watchlist="Vessels", tier=Tier.PROBABLE, score=0.9,
                        trip=replace(planned, destination="Valletta", country="MT", when="2026-03", origin=None), mentions=(),
                        snippet=snippet("The tanker Lira Star is due in Valletta in March.", ("Lira Star", "name"), ("due in", "cue")))
    possible = sample_match(
        entity="khan", name="Ali Khan", tier=Tier.POSSIBLE, score=0.55, mentions=(mention("A. Khan", "Ali Khan"),),
        snippet=snippet("A. Khan arrived in Valletta with his team.", ("A. Khan", "name"), ("arrived in Valletta", "cue")),
        evidence=(Evidence(rule="family name", weight=0.6, detail="Khan = Khan (same spelling)"),
                  Evidence(rule="contradiction", weight=-0.2, detail="“team” stands near: maybe a namesake"),
                  Evidence(rule="tier", weight=0.0, detail="possible: a common name without context")))
    han = sample_match(
        name="Arvin Tahery", mentions=(mention("阿尔文·塔赫里", "阿尔文·塔赫里"),),
        trip=Trip(status=TripStatus.UNDER_WAY, destination="北京", country="CN", when="2026-03-02", cue="抵达"),
        snippet=snippet("据两名机场工作人员说,阿尔文·塔赫里将军星期一抵达北京。", ("阿尔文·塔赫里", "name"), ("抵达北京", "cue")))
    native = replace(persian(), name="آروین طاهری", mentions=(mention("Arvin Taheri", "Arvin Taheri"), mention("طاهری", "آروین طاهری")))
    russian = sample_match(
        name="Аркадий Ветров", entity="vetrov", mentions=(mention("Аркадия Ветрова", "Аркадий Ветров"),),
        trip=Trip(status=TripStatus.REFUSED, destination="Рига", country="LV"),
        snippet=snippet("Аркадия Ветрова не пустили в Ригу.", ("Аркадия Ветрова", "name"), ("не пустили в", "cue")))
    same = (SameParty(watchlist="OFAC SDN", entity="ofac-10000", name="TAHERI, Arvin", because="the same passport A1234567",
                      listings=_LISTINGS[1:2]),
            SameParty(watchlist="EU", entity="eu-1", name="Arvin Mohammad TAHERI", because="the same name and day of birth",
                      listings=_LISTINGS[2:3]))
    many = tuple(told(sample_match(entity=f"p{number}", name=name, tier=tier, trip=trip), severity=severity)
                 for number, (name, tier, trip, severity) in enumerate((
                     ("Darya Shipping", Tier.PROBABLE, None, Severity.LOW), ("Boris Lomidze", Tier.STRONG, planned, Severity.HIGH),
                     ("Виктор Стрелец", Tier.PROBABLE, denied, Severity.MEDIUM), ("Lin Zhaoming", Tier.POSSIBLE, None, Severity.LOW))))
    titled = told(sample_match(snippet=snippet(_LONG * 5 + "General Arvin Taheri had landed in Valletta, and " + _LONG * 5,
                                               ("Arvin Taheri", "name"), ("landed in Valletta", "cue"))), title=_LONG * 4)
    back = told(sample_match(), published=SEEN - timedelta(days=40))
    backwards = replace(back, decision=replace(back.decision, reason="matched: published before the listing, strong match"))
    return {
        "one person": of(told(sample_match())),
        "several persons": of(told(sample_match()), *many),
        "several trips": of(told(sample_match(trips=(sample_match().trips[0], planned, denied)))),
        "planned": of(told(sample_match(trip=planned, trips=(planned,)))),
        "denied": of(told(sample_match(trip=denied, trips=(denied,)), severity=Severity.MEDIUM, rule="Trip denied")),
        "hypothetical": of(told(sample_match(trip=maybe, trips=(maybe,)), severity=Severity.LOW)),
        "no trip": of(told(sample_match(trip=None, trips=()), severity=Severity.LOW, rule="Any mention")),
        "possible": of(told(possible, severity=Severity.LOW, rule="Any possible mention")),
        "vessel": of(told(ship)),
        "persian": of(told(persian(), title="سردار تحت تحریم در مسکو دیده شد", language="fa", feed_name="خبرگزاری نمونه")),
        "listed in persian": of(told(native, title="General seen in Moscow")),
        "han": of(told(han, title="受制裁将军抵达北京", language="zh", feed_name="示例通讯社")),
        "russian refused": of(told(russian, title="Ветрова не пустили в Ригу", language="ru", feed_name="Пример")),
        "long": of(titled),
        "no title, partial, undated": of(told(sample_match(), title="", partial=True, published=None)),
        "backwards": of(backwards),
        "several listings": of(told(sample_match(listings=_LISTINGS[:1], same_as=same))),
        "many listings": of(told(sample_match(listings=_LISTINGS * 3, deceased="2020-01-03"))),
        "possible repeat": of(told(sample_match()), possible_repeat=True),
        **notices(),
        "digest": Message(id="d", kind="digest", severity=Severity.MEDIUM, notice_title="25 alerts that waited while Slack was away",
                          others=(*many, told(possible, article_url="https://news.example/b", title="Football"))),
    }

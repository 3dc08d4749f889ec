"""What the demo's newsroom publishes. Every person, corps and event here is invented.

One general under an (invented) travel ban is reported in Moscow under spellings that are on no list, in four languages, by two
agencies; his government denies it; a visit is planned; a footballer shares his surname.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.testing.newsroom.server import Newsroom, Story

WATCHLIST = """\
name: Travel bans
entities:
  - name: Bahram Kavianpour
    id: kavianpour
    aliases:
      - Bahram Kavianpur
      - بهرام کاویانپور
      - بهرام كاويانبور
    countries: [IR]
    positions: [Commander of the Alborz Corps, General]
    born: [1961-05-02]
    listings:
      - {authority: "UN (invented)", reference: DEMO.001, measures: [travel-ban, asset-freeze], since: 2019-03-24}
    note: An invented person; the demo's stories are invented too.
    examples:
      match: ["General Bahram Kavianpur landed in Moscow."]
      no_match: ["Footballer Mehdi Kavianpour scored twice."]
"""

CONFIG = """\
store: sqlite:///demo.db
watchlists: watchlists
feeds:
{feeds}
rules:
  - name: Listed person on the move
    watchlists: [Travel bans]
    trip: [occurred, under-way, planned]
    severity: high
  - name: Trip denied
    watchlists: [Travel bans]
    trip: [denied, cancelled, refused]
    severity: medium
  - name: Any mention
    severity: low
slack:
  channel: "#travel-bans"
  base_url: {slack}
  rate: 20
http:
  allow_private_addresses: true
status:
  listen: "off"
"""


def config_of(feeds: list[tuple[str, str]], slack: str) -> str:
    """The demo's config.yaml for these (address, name) feeds."""
    lines = "\n".join(f'  - {{url: "{url}", name: {name}, every: 30s}}' for url, name in feeds)
    return CONFIG.format(feeds=lines, slack=slack)


def publish(room: Newsroom, now: datetime) -> list[tuple[str, str]]:
    """Publishes the demo's stories as of ``now``; the feeds as (address, name)."""
    def ago(minutes: int) -> datetime:
        return (now - timedelta(minutes=minutes)).replace(microsecond=0)

    world = [
        Story(path="/world/general-seen-in-moscow", published=ago(9),
              title="Iranian general seen in Moscow despite UN travel ban",
              summary="A senior Iranian commander was seen in the Russian capital this week.",
              paragraphs=(
                  "A senior Iranian commander was seen in the Russian capital this week, two airport employees said.",
                  "General Bahraam Kaviyanpoor, who commands the Alborz Corps, flew to Moscow on Tuesday evening and was driven to a "
                  "government guest house, according to the two employees.",
                  "He has been under a United Nations travel ban since 2019. Diplomats said no exemption had been requested.",
                  "The visit would be his third abroad this year.")),
        Story(path="/sport/kavianpour-scores-twice", published=ago(25),
              title="Kavianpour scores twice as Sepid Rud go top",
              summary="Striker Mehdi Kavianpour scored two late goals.",
              paragraphs=("Striker Mehdi Kavianpour scored two late goals as Sepid Rud beat their neighbours on Saturday.",
                          "The footballer, 24, has now scored nine times this season and travels to Doha with the team next week.")),
        Story(path="/world/planned-visit-damascus", published=ago(40),
              title="Alborz Corps commander to visit Damascus",
              summary="Talks on reconstruction are expected.",
              paragraphs=("Gen. Bahram Kavianpur will travel to Damascus next week for talks, the corps' news service said on Monday.",
                          "It gave no details of the programme.")),
        Story(path="/world/weather", published=ago(55), title="Rain expected at the weekend", summary="Umbrellas advised.",
              paragraphs=("Rain is expected across the region from Friday evening until Sunday.",)),
    ]
    agency = [
        Story(path="/wire/commander-in-moscow", published=ago(6), publisher="Second Agency",
              title="UN-banned commander spotted in Moscow, sources say",
              summary="Sources place General Bahraam Kaviyanpoor in Moscow.",
              paragraphs=("General Bahraam Kaviyanpoor, commander of the Alborz Corps, arrived in Moscow on Tuesday, two sources at "
                          "the airport told the agency.", "He is subject to a United Nations travel ban.")),
        Story(path="/wire/ministry-denies", published=ago(3), publisher="Second Agency",
              title="Tehran denies general travelled to Moscow",
              summary="The foreign ministry called the reports baseless.",
              paragraphs=("Iran's foreign ministry on Wednesday denied that General Bahram Kavianpour had travelled to Moscow.",
                          "A spokesman called the reports baseless.")),
    ]
    russian = [Story(path="/ru/general", published=ago(5), language="ru", publisher="Местные новости",
                     title="Иранский генерал прилетел в Москву",
                     summary="Командующий корпусом «Эльбурс» находится в столице.",
                     paragraphs=("Иранский генерал Бахрам Кавианпур прилетел в Москву во вторник вечером, сообщил источник в аэропорту.",
                                 "О целях визита Бахрама Кавианпура не сообщается."))]
    persian = [Story(path="/fa/general", published=ago(4), language="fa", publisher="خبرگزاری محلی",
                     title="فرمانده سپاه البرز وارد مسکو شد",
                     summary="منابع آگاه از سفر او خبر دادند.",
                     paragraphs=("سردار بهرام کاویان‌پور عصر سه‌شنبه وارد مسکو شد.", "جزئیات بیشتری از این سفر منتشر نشده است."))]
    arabic = [Story(path="/ar/general", published=ago(2), language="ar", publisher="الأخبار المحلية",
                    title="قائد إيراني يصل إلى موسكو",
                    summary="مصادر في المطار تؤكد وصوله.",
                    paragraphs=("وصل الجنرال بهرام كاويانبور إلى موسكو مساء الثلاثاء، بحسب مصادر في المطار.",
                                "ولم تصدر السفارة تعليقا على الزيارة."))]
    return [(room.publish("/feeds/world.xml", world, title="Local Newsroom: World"), "Local Newsroom"),
            (room.publish("/feeds/agency.xml", agency, title="Second Agency"), "Second Agency"),
            (room.publish("/feeds/ru.xml", russian, title="Местные новости", language="ru"), "Local News (Russian)"),
            (room.publish("/feeds/fa.xml", persian, title="خبرگزاری محلی", language="fa"), "Local News (Persian)"),
            (room.publish("/feeds/ar.xml", arabic, title="الأخبار المحلية", language="ar"), "Local News (Arabic)")]

"""Draws docs/alert.png, docs/demo.png and docs/terminal.txt from a run of `monitor demo`: the real pipeline's blocks, on the
stand-in's page, in Chromium. Run it with `make pictures` when what an alert says has changed."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).parent
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
ALERTS = 7  # that the demo's newsroom makes
ONE = "<style>article:not(:first-of-type), nav, main > header, .day { display: none } body { display: block }</style>"


async def main() -> None:
    if BROWSER is None:
        sys.exit("no Chromium or Chrome on the PATH: install one to draw the pictures")
    with tempfile.TemporaryDirectory() as folder:
        await draw(Path(folder), BROWSER)


async def draw(folder: Path, browser: str) -> None:
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor", "demo", "--stay", "--no-browser", stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "COLUMNS": "100", "PYTHONUNBUFFERED": "1"})
    assert demo.stdout is not None
    lines = []
    try:
        while not lines or "Ctrl-C" not in lines[-1]:
            lines.append((await asyncio.wait_for(demo.stdout.readline(), 120)).decode())
            if not lines[-1]:
                sys.exit("the demo ended before its page was up")
        if sum(line.startswith("╭") for line in lines) < ALERTS:
            sys.exit(f"fewer than {ALERTS} alerts came, nothing is drawn: the demo says why")
        address = re.findall(r"http://[0-9.:]+/", "".join(lines))[-1]
        await asyncio.gather(shot(browser, folder / "demo", address, DOCS / "demo.png", "1100,1500"),
                             one_alert(browser, folder, address))
    finally:
        demo.terminate()
        await demo.wait()
    (DOCS / "terminal.txt").write_text(terminal(lines), encoding="utf-8")


async def one_alert(browser: str, folder: Path, address: str) -> None:
    """The first alert alone: the page without its frame, cut to what is drawn."""
    page = folder / "one.html"
    dump = await asyncio.create_subprocess_exec(*command(browser, folder / "dump"), "--dump-dom", address,
                                                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
    body, _ = await dump.communicate()
    page.write_bytes(re.sub(rb"<script.*?</script>", b"", body, flags=re.S).replace(b"</head>", ONE.encode() + b"</head>"))
    await shot(browser, folder / "one", page.as_uri(), DOCS / "alert.png", "790,372", scale=2)


async def shot(browser: str, profile: Path, address: str, out: Path, size: str, *, scale: int = 1) -> None:
    process = await asyncio.create_subprocess_exec(
        *command(browser, profile), f"--window-size={size}", f"--force-device-scale-factor={scale}", "--hide-scrollbars",
        "--virtual-time-budget=1000", f"--screenshot={out}", address, stderr=asyncio.subprocess.DEVNULL)
    if await process.wait():
        sys.exit(f"{browser} could not draw {address}")


def command(browser: str, profile: Path) -> list[str]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [browser, "--headless", *sandbox, "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}"]


def terminal(lines: list[str]) -> str:
    """What the demo prints: its first three alerts, and how it ends."""
    start = next(number for number, line in enumerate(lines) if line.startswith("╭"))
    ends = [number for number, line in enumerate(lines) if line.startswith("╰")]
    polled = next(number for number, line in enumerate(lines) if line.startswith("Polled"))
    return "".join(["$ monitor demo\n", *lines[start:ends[2] + 1], "…\n", *lines[polled:polled + 2]])


if __name__ == "__main__":
    asyncio.run(main())

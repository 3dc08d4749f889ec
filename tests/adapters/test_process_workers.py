from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.adapters.inline_workers import InlineWorkers
from monitor.adapters.process_workers import ProcessWorkers
from monitor.errors import DeadlineExceeded, Fault, Faults, StoreFault, TaskFailed, WorkerDied
from monitor.ports import Workers

TASKS = "tiny_tasks"
SOON = timedelta(seconds=0.3)
GRACE = timedelta(seconds=10)

Maker = Callable[..., ProcessWorkers]


@pytest.fixture
async def pool() -> AsyncIterator[ProcessWorkers]:
    workers = ProcessWorkers(2, tasks=TASKS)
    yield workers
    await workers.close(GRACE)


@pytest.fixture
async def made() -> AsyncIterator[Maker]:
    pools: list[ProcessWorkers] = []

    def make(count: int = 2, **settings: int) -> ProcessWorkers:
        pools.append(ProcessWorkers(count, tasks=TASKS, **settings))  # type: ignore[arg-type]
        return pools[-1]

    yield make
    for each in pools:
        await each.close(GRACE)


def is_alive(pid: int) -> bool:
    """Whether the process runs; a dead one nobody has reaped yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


async def gone(pids: list[int]) -> bool:
    end = time.monotonic() + 10
    while any(map(is_alive, pids)) and time.monotonic() < end:  # noqa: ASYNC110 - no event tells of the end of others' children
        await asyncio.sleep(0.01)
    return not any(map(is_alive, pids))


# ------------------------------------------------------------------ tasks and their answers
async def test_a_task_is_run_in_another_process(pool: ProcessWorkers) -> None:
    assert await pool.run("double", 21) == 42
    assert await pool.run("pid") != os.getpid()


async def test_the_pool_keeps_to_its_port(pool: ProcessWorkers) -> None:
    port: Workers = pool
    assert port.free() == 2


@pytest.mark.parametrize("size", [0, 1, 65_536, 5_000_000])
async def test_bodies_of_any_size_go_both_ways(size: int, pool: ProcessWorkers) -> None:
    body = b"\xff" * size
    assert await pool.run("echo", body) == body


async def test_an_error_of_ours_comes_back_as_itself(pool: ProcessWorkers) -> None:
    faults = (Fault(file="a.yaml", line=2, column=3, text="wrong"),)
    with pytest.raises(Faults) as raised:
        await pool.run("raise_error", "Faults", (faults,), {})
    assert raised.value.faults == faults
    with pytest.raises(StoreFault) as locked:
        await pool.run("raise_error", "StoreFault", ("locked",), {"transient": False})
    assert (str(locked.value), locked.value.transient) == ("locked", False)
    assert "tiny_tasks.py" in locked.value.__notes__[0]


async def test_any_other_error_is_a_failed_task_with_its_trace(pool: ProcessWorkers) -> None:
    with pytest.raises(TaskFailed, match="Unknown: nobody knows this class") as raised:
        await pool.run("raise_unknown")
    assert raised.value.kind == "Unknown"
    assert "tiny_tasks.py" in raised.value.trace


@pytest.mark.parametrize(("task", "kind"), [("opaque", "CannotCross"), ("raise_opaque", "StoreFault"), ("leave", "SystemExit"),
                                            ("no such task", "CannotCross")])
async def test_an_answer_that_cannot_be_given_costs_the_task_and_not_the_worker(task: str, kind: str, made: Maker) -> None:
    pool = made(1)
    before = await pool.run("pid")
    with pytest.raises(TaskFailed) as raised:
        await pool.run(task)
    assert raised.value.kind == kind
    assert await pool.run("pid") == before


async def test_an_argument_that_cannot_cross_is_a_failed_task(pool: ProcessWorkers) -> None:
    with pytest.raises(TaskFailed, match="can't be handed to a worker"):
        await pool.run("echo", object())
    assert await pool.run("double", 1) == 2


# ------------------------------------------------------------------ deadlines, memory, death
@pytest.mark.parametrize("task", ["spin", "regex"])
async def test_a_hung_task_is_killed_at_its_deadline_and_its_neighbours_go_on(task: str, made: Maker) -> None:
    pool = made(2)
    await asyncio.gather(pool.run("pid"), pool.run("pid"))
    hung = asyncio.create_task(pool.run(task, deadline=SOON))
    neighbours = [await pool.run("double", number) for number in range(50)]
    assert neighbours == [number * 2 for number in range(50)]
    with pytest.raises(DeadlineExceeded, match=f"task '{task}' ran past its deadline of 0.3 s"):
        await hung
    assert await asyncio.gather(*(pool.run("double", number) for number in range(4))) == [0, 2, 4, 6]


async def test_the_worker_after_one_that_was_late_is_warmed_up_before_its_first_task(made: Maker) -> None:
    pool = made(1)
    assert not await pool.run("is_warm")
    with pytest.raises(DeadlineExceeded):
        await pool.run("spin", deadline=SOON)
    assert await pool.run("is_warm")


async def test_waiting_for_a_worker_does_not_count_against_the_deadline(made: Maker) -> None:
    pool = made(1)
    await pool.run("pid")
    assert await asyncio.gather(*(pool.run("work", number, 0.15, deadline=timedelta(seconds=2)) for number in range(4))) == [0, 1, 2, 3]
    before = asyncio.create_task(pool.run("work", 0, 0.4))
    assert await pool.run("work", 1, 0.0, deadline=SOON) == 1
    await before


async def test_a_memory_eater_gets_an_error_and_the_worker_lives(made: Maker) -> None:
    pool = made(1)
    before = await pool.run("pid")
    with pytest.raises(TaskFailed) as raised:
        await pool.run("eat", 2000)
    assert raised.value.kind == "MemoryError"
    assert await pool.run("pid") == before


@pytest.mark.parametrize(("task", "how"), [("crash", "killed by SIGKILL|killed by SIGSEGV"), ("vanish", "exit status 3")])
async def test_a_worker_that_dies_costs_its_task_and_is_replaced(task: str, how: str, made: Maker) -> None:
    pool = made(1)
    before = await pool.run("pid")
    with pytest.raises(WorkerDied, match=how):
        await pool.run(task)
    assert await pool.run("pid") != before


async def test_a_worker_killed_while_idle_costs_nothing(made: Maker) -> None:
    pool = made(1)
    pid = await pool.run("pid")
    os.kill(pid, signal.SIGKILL)
    assert await gone([pid])
    assert await pool.run("double", 2) == 4


async def test_workers_killed_at_random_cost_only_the_tasks_they_had(made: Maker) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    pool, kills, victim, total = made(2, backlog=1000), 0, 0, 400
    await asyncio.gather(pool.run("pid"), pool.run("pid"))
    tasks = [asyncio.create_task(pool.run("work", number, 0.004)) for number in range(total)]
    while waiting := [task for task in tasks if not task.done()]:
        for _ in range(min(len(waiting), dice.randint(1, 20))):
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if not waiting:
                break
        pids = pool.pids()
        if pids:
            with contextlib.suppress(ProcessLookupError):  # it died of the last one
                os.kill(victim := dice.choice(pids), signal.SIGKILL)
            kills += 1
    outcomes = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 60)
    failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert all(isinstance(outcome, WorkerDied) for outcome in failed)
    assert [outcome for outcome in outcomes if not isinstance(outcome, BaseException)] == [
        number for number in range(total) if not isinstance(outcomes[number], BaseException)]
    assert kills >= 3
    assert len(failed) <= kills
    assert await gone([victim])
    assert await pool.run("double", 4) == 8


# ------------------------------------------------------------------ life of a worker
async def test_a_worker_is_replaced_after_so_many_tasks_and_no_task_is_lost(made: Maker) -> None:
    pool = made(1, recycle_tasks=5)
    pids = [await pool.run("pid") for _ in range(17)]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [5, 5, 5, 2]


async def test_a_worker_grown_too_big_is_replaced(made: Maker) -> None:
    pool = made(1, recycle_rss=1)
    assert len({await pool.run("pid") for _ in range(3)}) == 3


async def test_a_worker_has_one_thread_and_no_socket_but_its_own(made: Maker) -> None:
    with_sockets = [asyncio.create_task(asyncio.start_server(lambda *_: None, "127.0.0.1", 0)) for _ in range(3)]
    servers = await asyncio.gather(*with_sockets)
    pool = made(2)
    assert await pool.run("threads") == 1
    assert await pool.run("open_sockets") == 1
    for server in servers:
        server.close()
        await server.wait_closed()


async def test_a_worker_is_deaf_to_the_signals_of_its_group(made: Maker) -> None:
    pool = made(1)
    pid = await pool.run("pid")
    running = asyncio.create_task(pool.run("work", 1, 0.2))
    await asyncio.sleep(0.05)
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(pid, number)
    assert await running == 1
    assert await pool.run("pid") == pid


def test_what_a_task_prints_does_not_reach_standard_output() -> None:
    done = subprocess.run([sys.executable, "-c", _DAEMON.format(body="print(await pool.run('chatter'))")], env=_environment(),
                          capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "done\n"


_DAEMON = """
import asyncio, sys
from datetime import timedelta
from monitor.adapters.process_workers import ProcessWorkers, start_forkserver

async def main():
    pool = ProcessWorkers(2, tasks="tiny_tasks")
    {body}
    await pool.close(timedelta(seconds=5))

start_forkserver()
asyncio.run(main())
"""


def _environment() -> dict[str, str]:
    here = Path(__file__).parent
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(here.parent.parent), str(here)])}


@pytest.mark.parametrize("task", ["pid", "spin"])
def test_the_workers_of_a_daemon_killed_outright_end_with_it(task: str) -> None:
    body = f"""while len(pool.pids()) < 2: await asyncio.sleep(0.01)
    print(*pool.pids(), flush=True)
    await pool.run({task!r}, deadline=timedelta(seconds=600))
    await asyncio.sleep(600)"""
    with subprocess.Popen([sys.executable, "-c", _DAEMON.format(body=body)], env=_environment(), stdout=subprocess.PIPE) as daemon:
        assert daemon.stdout is not None
        pids = [int(word) for word in daemon.stdout.readline().split()]
        alive = list(map(is_alive, pids))
        daemon.kill()
        assert alive == [True, True]
        assert daemon.stdout.read() == b""  # comes to an end when the last process that holds it is gone, the forkserver included
    assert not any(map(is_alive, pids))


def test_a_signal_to_the_whole_group_leaves_draining_to_the_daemon() -> None:
    body = """import os, signal
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    before = await asyncio.gather(pool.run("pid"), pool.run("pid"))
    running = asyncio.create_task(pool.run("work", 1, 0.2))
    await asyncio.sleep(0.05)
    for number in (signal.SIGINT, signal.SIGTERM):
        os.killpg(0, number)
    await running
    await asyncio.gather(pool.run("vanish"), return_exceptions=True)
    print(await pool.run("double", 2), await pool.run("double", 3))"""
    done = subprocess.run([sys.executable, "-c", _DAEMON.format(body=body)], env=_environment(), capture_output=True, text=True,
                          timeout=60, check=True, start_new_session=True)
    assert done.stdout == "4 6\n"


def test_a_daemon_that_forgets_to_close_its_pool_still_ends() -> None:
    code = _DAEMON.format(body="print(await pool.run('double', 2)); return")
    done = subprocess.run([sys.executable, "-c", code], env=_environment(), capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "4\n"


# ------------------------------------------------------------------ room and the end
async def test_free_counts_the_tasks_that_could_start_at_once(made: Maker) -> None:
    pool = made(2)
    assert pool.free() == 2
    first = asyncio.create_task(pool.run("work", 1, 0.2))
    await asyncio.sleep(0)
    assert pool.free() == 1
    more = [asyncio.create_task(pool.run("work", number, 0.01)) for number in range(5)]
    await asyncio.sleep(0)
    assert pool.free() == 0
    await asyncio.gather(first, *more)
    assert pool.free() == 2


async def test_beyond_the_backlog_tasks_wait_outside(made: Maker) -> None:
    pool = made(1, backlog=2)
    tasks = [asyncio.create_task(pool.run("work", number, 0.02)) for number in range(12)]
    await asyncio.sleep(0.01)
    assert pool._jobs.qsize() <= 3
    assert await asyncio.gather(*tasks) == list(range(12))


async def test_a_caller_that_gives_up_does_not_disturb_the_pool(made: Maker) -> None:
    pool = made(1)
    tasks = [asyncio.create_task(pool.run("work", number, 0.05)) for number in range(6)]
    await asyncio.sleep(0.02)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert [task.result() for task in tasks[1::2]] == [1, 3, 5]
    assert pool.free() == 1


async def test_closing_lets_accepted_tasks_end_and_leaves_no_process() -> None:
    pool = ProcessWorkers(2, tasks=TASKS)
    tasks = [asyncio.create_task(pool.run("work", number, 0.02)) for number in range(6)]
    await asyncio.gather(pool.run("pid"), pool.run("pid"))
    pids = pool.pids()
    await pool.close(GRACE)
    assert await asyncio.gather(*tasks) == list(range(6))
    assert await gone(pids)
    assert pool.free() == 0
    with pytest.raises(WorkerDied, match="being stopped"):
        await pool.run("double", 1)


async def test_what_has_not_ended_within_the_grace_is_killed_and_answered() -> None:
    pool = ProcessWorkers(1, tasks=TASKS)
    tasks = [asyncio.create_task(pool.run("spin")), asyncio.create_task(pool.run("double", 1))]
    await asyncio.sleep(0.1)
    await pool.close(SOON)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(outcome, WorkerDied) for outcome in outcomes)
    await pool.close(SOON)


async def test_a_table_that_cannot_be_loaded_is_said_and_not_waited_for() -> None:
    pool = ProcessWorkers(1, tasks="no_such_module")
    with pytest.raises(WorkerDied, match="no worker process can be started"):
        await pool.run("double", 1)
    await pool.close(GRACE)


# ------------------------------------------------------------------ the twin without processes
async def test_inline_workers_answer_like_the_pool() -> None:
    workers: Workers = InlineWorkers(TASKS)
    assert (await workers.run("double", 4), workers.free()) == (8, 1)
    assert await workers.run("pid") == os.getpid()
    with pytest.raises(StoreFault):
        await workers.run("raise_error", "StoreFault", ("x",), {})
    for task, kind in (("raise_unknown", "Unknown"), ("no such task", "CannotCross")):
        with pytest.raises(TaskFailed) as raised:
            await workers.run(task)
        assert raised.value.kind == kind
    await workers.close(GRACE)
    assert workers.free() == 0
    with pytest.raises(WorkerDied):
        await workers.run("double", 1)



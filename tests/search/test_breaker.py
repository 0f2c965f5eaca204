"""An engine that failed is left alone for a while."""

from __future__ import annotations

import threading

import pytest

from search.engines.base import EngineUnavailableError, QuestionRefusedError
from search.engines.breaker import Breaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Engine:
    """Counts who comes through; answers unless it is `down`."""

    def __init__(self) -> None:
        self.clock, self.asked, self.down = Clock(), 0, False
        self.breaker = Breaker(first_pause=2, longest_pause=8, clock=self.clock)

    def ask(self) -> str:
        with self.breaker.guarding():
            self.asked += 1
            if self.down:
                raise EngineUnavailableError
            return "answer"

    def ask_in_vain(self) -> None:
        with pytest.raises(EngineUnavailableError):
            self.ask()


def after_its_pause() -> Engine:
    """One that has failed, and answers again as soon as somebody tries."""
    engine = Engine()
    engine.down = True
    engine.ask_in_vain()
    engine.down = False
    engine.clock.now += 2
    return engine


def test_after_a_failure_nobody_is_let_through():
    engine = Engine()
    engine.down = True
    engine.ask_in_vain()

    for _another in range(5):
        engine.ask_in_vain()
    assert engine.asked == 1


def test_after_the_pause_one_tries_and_the_pause_doubles():
    engine = Engine()
    engine.down = True
    engine.ask_in_vain()
    tries = []
    for _second in range(40):
        engine.clock.now += 1
        before = engine.asked
        engine.ask_in_vain()
        if engine.asked > before:
            tries.append(engine.clock.now - 100)

    assert tries == [2, 6, 14, 22, 30, 38]


def test_when_it_answers_again_all_is_as_before():
    engine = after_its_pause()

    assert [engine.ask() for _one in range(3)] == ["answer"] * 3
    assert not engine.breaker.is_open


def test_while_one_tries_others_are_refused():
    engine = after_its_pause()
    refused = []

    def come() -> None:
        with pytest.raises(EngineUnavailableError):
            engine.ask()
        refused.append(True)

    with engine.breaker.guarding():
        other = threading.Thread(target=come)
        other.start()
        other.join()
    assert refused == [True]
    assert engine.ask() == "answer"


def test_several_that_fail_together_open_it_once():
    engine = Engine()
    contexts = [engine.breaker.guarding() for _one in range(3)]
    for context in contexts:
        context.__enter__()
    for context in contexts:
        context.__exit__(EngineUnavailableError, EngineUnavailableError(), None)
    engine.clock.now += 2

    assert engine.ask() == "answer"


def test_refused_question_does_not_take_the_engine_away():
    engine = Engine()
    with pytest.raises(QuestionRefusedError), engine.breaker.guarding():
        raise QuestionRefusedError

    assert engine.ask() == "answer"


def test_refused_question_shows_that_it_answers_again():
    engine = after_its_pause()
    with pytest.raises(QuestionRefusedError), engine.breaker.guarding():
        raise QuestionRefusedError

    assert not engine.breaker.is_open

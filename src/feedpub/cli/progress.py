"""Measures how long each stage of a run takes, and draws a progress bar on a terminal."""

from __future__ import annotations

import time

import click

_MIN_SECONDS_FOR_BAR = 1
_SECONDS_BETWEEN_DRAWINGS = 0.1
_BAR_WIDTH = 30


class StageTimer:
    """Adds up the time that each stage takes; with `bar` it draws a progress bar once a second has passed."""

    def __init__(self, *, bar: bool) -> None:
        self.seconds: dict[str, float] = {}
        self._bar = bar
        self._start = self._stage_start = self._last_drawn = time.monotonic()
        self._stage: str | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Note that `done` of the `total` steps of a stage are done."""
        now = time.monotonic()
        if stage != self._stage:
            self._end_stage(now)
            self._stage, self._stage_start = stage, now
        if self._bar and total and now - self._start > _MIN_SECONDS_FOR_BAR:
            self._draw(now, stage, done, total)

    def finish(self) -> None:
        """End the last stage, and clear the bar."""
        self._end_stage(time.monotonic())
        if self._last_drawn > self._start:
            click.echo("\r\033[K", err=True, nl=False)

    def _draw(self, now: float, stage: str, done: int, total: int) -> None:
        if now - self._last_drawn <= _SECONDS_BETWEEN_DRAWINGS and done != total:
            return
        self._last_drawn = now
        filled = _BAR_WIDTH * done // total
        bar = "#" * filled + "." * (_BAR_WIDTH - filled)
        click.echo(f"\r{stage:>10} [{bar}] {done}/{total} ", err=True, nl=False)

    def _end_stage(self, now: float) -> None:
        if self._stage is not None:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0) + now - self._stage_start
        self._stage = None

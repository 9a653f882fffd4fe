"""`Tape`: calls written down once and then run as straight-line Python.

A training step is the same few NumPy calls on the same arrays again and again, and for a small
network the time goes into Python around those calls. So the step is recorded: `tape(function,
*arguments)` notes a call, and `compiled()` makes a function that does them all, one after another,
without a loop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Input:
    """Stands for an argument of the compiled function."""

    name: str


class Tape:
    """Records calls; see the module. `inputs` are names of arguments that the function takes."""

    def __init__(self, *inputs: str) -> None:
        self._inputs = inputs
        self._lines: list[str] = []
        self._names: dict[int, str] = {}
        self._kept: list[object] = []

    def __call__(self, function: Callable[..., object], /, *args: object, **named: object) -> None:
        """Notes the call `function(*args, **named)`, its result unused."""
        self._lines.append(self._call(function, args, named))

    def _call(
        self, function: Callable[..., object], args: tuple[object, ...], named: dict[str, object]
    ) -> str:
        given = [self._name(value) for value in args]
        given += [f"{name}={self._name(value)}" for name, value in named.items()]
        return f"{self._name(function)}({', '.join(given)})"

    def _name(self, value: object) -> str:
        if isinstance(value, Input):
            return value.name
        name = self._names.get(id(value))
        if name is None:
            name = self._names[id(value)] = f"v{len(self._kept)}"
            self._kept.append(value)
        return name

    def require(self, function: Callable[..., Any], /, *args: object, below: float) -> None:
        """Notes a call whose result must be below a limit; if not, all stops there with False."""
        call = self._call(function, args, {})
        self._lines.append(f"if not {call} < {self._name(below)}: return False")

    def compiled(self) -> Callable[..., bool]:
        """The recorded calls as one function; it returns True if it came to the end."""
        names = [f"v{position}" for position in range(len(self._kept))]
        parameters = ", ".join(self._inputs)
        body = "\n    ".join([*self._lines, "return True"])
        scope: dict[str, Any] = dict(zip(names, self._kept, strict=True))
        exec(f"def run({parameters}):\n    {body}\n", scope)
        run: Callable[..., bool] = scope.pop("run")
        return run

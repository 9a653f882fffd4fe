"""Plain frozen dataclasses (settings, recipes, sources) as JSON tables and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from scratchstudio.errors import ProjectFileError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")


def to_record(value: DataclassInstance) -> dict[str, Any]:
    """The fields by name, each of exactly the type that it declares."""
    hints = get_type_hints(type(value))
    return {
        field.name: _written(hints[field.name], getattr(value, field.name))
        for field in fields(value)
    }


def _written(hint: Any, value: Any) -> Any:
    if get_origin(hint) is tuple:
        return [_written(get_args(hint)[0], item) for item in value]
    return value if get_origin(hint) is Literal else hint(value)


def from_record(kind: type[Record], table: object, what: str) -> Record:
    """The dataclass; a field that is not there takes its default, an unknown one is left out.

    Raises ProjectFileError, naming `what`, when a value has not the type that the field declares.
    """
    if not isinstance(table, dict):
        raise ProjectFileError(f"The project's {what} are missing.")
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in table:
            try:
                values[field.name] = _read(hints[field.name], table[field.name])
            except (ValueError, OverflowError) as error:
                raise ProjectFileError(
                    f"The project's {what} have a wrong value for “{field.name}”."
                ) from error
        elif _required(field):
            raise ProjectFileError(f"The project's {what} lack “{field.name}”.")
    return kind(**values)


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _read(hint: Any, value: object) -> Any:
    origin = get_origin(hint) or hint
    return _READERS[origin](hint, value)


def _plain(*accepted: type) -> Callable[[Any, object], object]:
    def read(hint: Any, value: object) -> object:
        if type(value) not in accepted:
            raise ValueError(value)
        return hint(value)

    return read


def _tuple(hint: Any, value: object) -> object:
    if not isinstance(value, list):
        raise ValueError(value)
    inner, _ = get_args(hint)  # tuple[X, ...]
    return tuple(_read(inner, item) for item in value)


def _literal(hint: Any, value: object) -> object:
    if not isinstance(value, str) or value not in get_args(hint):
        raise ValueError(value)
    return value


_READERS: Mapping[Any, Callable[[Any, object], object]] = {
    bool: _plain(bool),
    int: _plain(int),
    float: _plain(int, float),
    str: _plain(str),
    tuple: _tuple,
    Literal: _literal,
}

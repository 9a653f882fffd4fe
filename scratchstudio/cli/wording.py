"""Numbers and tables as text for a terminal."""

from __future__ import annotations

from collections.abc import Container, Sequence

from scratchstudio.network import Kind, Network


def counted(count: int, noun: str) -> str:
    """The number with its noun: 1 row, 2,000 rows."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def sized(network: Network) -> str:
    """What a network is made of, as a sentence."""
    kinds = network.neurons.kind
    inputs, hidden, outputs = (int((kinds == kind).sum()) for kind in Kind)
    return (
        f"{counted(inputs, 'input neuron')}, {hidden:,} hidden, "
        f"{counted(outputs, 'output neuron')}, {counted(len(network.edges), 'edge')}."
    )


def columns(head: Sequence[str], rows: Sequence[Sequence[str]], right: Container[int] = ()) -> str:
    """Rows of text as an aligned table; columns whose number is in `right` are aligned right."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(padded).rstrip()

    return "\n".join(line(cells) for cells in (head, *rows))

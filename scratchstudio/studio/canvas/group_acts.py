"""What the canvas does with groups: making, dissolving, collapsing, and opening them in place."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent

from scratchstudio.network import (
    Network,
    group_of,
    in_layer,
    inner_edges,
    members,
    path,
    set_group,
    ungroup,
)
from scratchstudio.network import group as made_group
from scratchstudio.network.outlines import LONGEST_TITLE, found
from scratchstudio.studio.canvas import group_art
from scratchstudio.studio.canvas.entry import Entry
from scratchstudio.studio.canvas.folding import fold
from scratchstudio.studio.canvas.open_groups import extent, title_of
from scratchstudio.studio.canvas.picture import LAYER_PARTS, RADIUS, Hit, Picture
from scratchstudio.studio.text import tr


def outside_group(network: Network, id_: int) -> tuple[np.ndarray, np.ndarray]:
    """Which neuron rows lie outside a group, and which edge rows do not touch it."""
    inside = members(network, id_)
    away = ~(inside[network.source_rows] | inside[network.target_rows])
    return ~inside, np.flatnonzero(away)


class GroupActs:
    """The part of CanvasView that knows groups."""

    # What is shown.

    @property
    def entered(self) -> int:
        """The group that is open in place, though it may be collapsed; 0 for none."""
        return self.editor.inside

    @property
    def opened(self) -> frozenset[int]:
        """The groups that are shown open because the person entered one of them."""
        return self.editor.opened

    def pictured(self) -> Picture:
        """The document's network as it is shown: collapsed groups as blocks."""
        return Picture.of(self.document.network, self.opened)

    def block_over(self, pixel: np.ndarray) -> Hit | None:
        """The block under a pixel that hides what lies below: one that stands back does not."""
        return None if self.entered else self.picture.block_hit(self.viewport, pixel)

    def group_hit(self, pixel: np.ndarray) -> Hit | None:
        """The block or the head of an open group under a pixel."""
        block = self.picture.block_hit(self.viewport, pixel)
        if block is not None:
            return block
        head = group_art.head_at(self, pixel)
        return None if head is None else Hit("group", head)

    def on_chevron(self, hit: Hit, pixel: np.ndarray) -> bool:
        """Whether the pixel is on the arrow by which a group is opened or collapsed."""
        return group_art.chevron(self, hit).contains(*(float(value) for value in pixel))

    def ids_at(self, hit: Hit) -> frozenset[int]:
        """What a click there selects."""
        if hit.part in LAYER_PARTS:
            return frozenset(in_layer(self.document.network, hit.id).tolist())
        if hit.part not in ("block", "group"):
            return frozenset([hit.id])
        network = self.document.network
        return frozenset(network.neurons.id[members(network, hit.id)].tolist())

    def shown_with(self, neuron: int) -> list[int]:
        """The neuron, or all of its block when it is hidden in one."""
        neurons = self.picture.network.neurons
        shown: list[int] = neurons.id[self.picture.shown_with(neurons.rows([neuron]))].tolist()
        return shown

    def past_block(self, key: int, at: int | None, to: int | None) -> int | None:
        """Where an arrow key leads that would end in the block where it began: out of it."""
        if at is None or to is None:
            return to
        inside = self.shown_with(at)
        met = set()
        while to is not None and to in inside and len(inside) > 1 and to not in met:
            met.add(to)
            to = self.step_towards(key, to)
        return None if len(inside) > 1 and to in inside else to

    def next_seen(self, key: int, neuron: int) -> int | None:
        """Where an arrow key leads, past the neurons that are hidden in a block."""
        folded, neurons = self.picture.folded, self.picture.network.neurons
        met = {neuron}
        to = self.step_towards(key, neuron)
        while to is not None and to not in met and folded[neurons.rows([to])[0]]:
            met.add(to)
            to = self.step_towards(key, to)
        return None if to in met else to

    # Which group is meant.

    def chosen_group(self) -> int:
        """The innermost group that holds all selected neurons, or the block they are; else 0."""
        network = self.document.network
        chosen = self.editor.chosen_neurons
        if not chosen:
            return self.entered
        rows = network.neurons.rows(chosen)
        block = fold(network, self.opened, RADIUS)
        if block is not None and len(np.unique(block.block[rows])) == 1 and block.block[rows[0]]:
            return int(block.block[rows[0]])
        return group_of(network, chosen)

    # Acts.

    def make_group(self) -> None:
        """Makes the selected neurons a group, shown as a block."""
        chosen = self.editor.chosen_neurons

        def act() -> None:
            after, _ = made_group(self.document.network, chosen, collapsed=True)
            self.document.draw(tr("Group {} neurons").format(len(chosen)), after)

        self.attempt(act)

    def dissolve_group(self) -> None:
        """Takes the outline away; the neurons stay."""
        id_ = self.chosen_group()
        if id_:
            name = self._group_name(id_)
            after = ungroup(self.document.network, id_)
            self.document.draw(tr("Ungroup {}").format(name), after)

    def toggle_group(self, id_: int = 0) -> None:
        """Collapses a group, or opens it."""
        id_ = id_ or self.chosen_group()
        if not id_:
            self.say(tr("The selected neurons are in no group. Ctrl+G makes one."))
            return
        if id_ in self.opened:
            self._show_entered(path(self.document.network.groups, id_)[-1].parent)
        now = found(self.document.network.groups, id_).collapsed
        text = tr("Open {}") if now else tr("Collapse {}")
        after = set_group(self.document.network, id_, collapsed=not now)
        self.document.draw(text.format(self._group_name(id_)), after)

    def rename_group(self, id_: int) -> None:
        """Lets the person type a group's name on its head."""
        hit = Hit("block" if id_ in {b.id for b in self.picture.blocks} else "group", id_)
        head = group_art.head(self, hit)

        def take(name: str) -> None:
            if name and name != found(self.document.network.groups, id_).name:
                after = set_group(self.document.network, id_, name=name)
                self.document.draw(tr("Rename {}").format(self._group_name(id_)), after)

        centre = head.center()
        entry = Entry(
            self,
            tr("Name of the group"),
            self._group_name(id_),
            QPoint(int(centre.x()), int(centre.y())),
            lambda text: self.attempt(lambda: take(text)),
            longest=LONGEST_TITLE,
        )
        entry.follow(self.document, id_)
        entry.selectAll()

    def _group_name(self, id_: int) -> str:
        return title_of(found(self.document.network.groups, id_))

    # Opening in place.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if enter and self.chosen_group() in {block.id for block in self.picture.blocks}:
            self.enter_group()
        else:
            super().keyPressEvent(event)

    def enter_group(self, id_: int = 0) -> None:
        """Opens a group in place: its neurons are seen, all others stand back."""
        id_ = id_ or self.chosen_group()
        if not id_:
            self.say(tr("The selected neurons are in no group. Ctrl+G makes one."))
            return
        self.document.select(())
        self._show_entered(id_)
        self._frame_group(id_)

    def unfold(self, neuron: int) -> None:
        """Opens in place the group in whose block a neuron is hidden, if it is."""
        if self.picture.folded[self.picture.network.neurons.rows([neuron])[0]]:
            self._show_entered(group_of(self.document.network, [neuron]))

    def leave_group(self) -> None:
        """Goes back to what lies round the group that is open in place."""
        if self.entered:
            self.go_to_group(path(self.document.network.groups, self.entered)[-1].parent)

    def go_to_group(self, id_: int) -> None:
        """Shows this group in place, or with 0 the whole network."""
        left = self._members_of(self.entered) if self.entered else []
        self._show_entered(id_)
        self.document.select(left if not id_ else ())
        if id_:
            self._frame_group(id_)
        else:
            self.frame()

    def _frame_group(self, id_: int) -> None:
        self.glide_to(self.fitted(extent(self.picture, id_)))

    def _members_of(self, id_: int) -> list[int]:
        network = self.document.network
        return network.neurons.id[members(network, id_)].tolist()

    def _show_entered(self, id_: int) -> None:
        self.arrive()
        self.editor.inside = id_
        self._base = self.picture = self.pictured()
        self._stir()
        self._refresh_hover()
        self.breadcrumbs.show_path()
        self.update()

    def _leave_if_gone(self, after: Network) -> None:
        if self.entered and self.entered not in {each.id for each in after.groups}:
            self.editor.inside = 0
        self.breadcrumbs.show_path()

    def select_group(self) -> None:
        """Selects all neurons of the group, and the edges among them."""
        id_ = self.chosen_group()
        if id_:
            ids = self._members_of(id_)
            edges = inner_edges(self.document.network, ids).tolist()
            self.document.select([*ids, *edges])

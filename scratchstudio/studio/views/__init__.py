"""The views: what a person watches while a network trains. One registry, one file a view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from scratchstudio.studio.document import Document
from scratchstudio.studio.session import Session
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.views.agreement_view import AgreementView
from scratchstudio.studio.views.decision_map import DecisionMap
from scratchstudio.studio.views.gradient_flow import GradientFlow
from scratchstudio.studio.views.loss_chart import LossChart
from scratchstudio.studio.views.loss_surface import LossSurface
from scratchstudio.studio.views.metrics_strip import MetricsStrip
from scratchstudio.studio.views.predictions import Predictions
from scratchstudio.studio.views.representation import RepresentationView
from scratchstudio.studio.views.response_choice import response_choice
from scratchstudio.studio.views.sample_choice import sample_choice
from scratchstudio.studio.views.weights_view import WeightsView

__all__ = ["VIEWS", "LossChart", "MetricsStrip", "ViewEntry", "response_choice", "sample_choice"]


@dataclass(frozen=True)
class ViewEntry:
    """One view: its key in saved layouts, its title, what it shows, and how it is made.

    Title and help are the source texts; whoever shows them passes them through `tr`.
    """

    key: str
    title: str
    help: str
    make: Callable[[Document, Session, Appearance], QWidget]


VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry(
        "loss",
        "Loss",
        "How wrong the network is, step by step, on training and on held-out samples.",
        LossChart,
    ),
    ViewEntry(
        "decision_map",
        "Map",
        "What the network answers all over the plane of two features, with the samples on it.",
        DecisionMap,
    ),
    ViewEntry(
        "weights",
        "Weights",
        "All weights as coloured matrices, their way over time, and how they are spread.",
        WeightsView,
    ),
    ViewEntry(
        "predictions",
        "Predictions",
        "Every sample with its target, the network's answer and the error.",
        Predictions,
    ),
    ViewEntry(
        "confusion",
        "Confusion",
        "Which classes are taken for which; for numbers, answers against targets.",
        AgreementView,
    ),
    ViewEntry(
        "gradient_flow",
        "Gradients",
        "How strongly the loss pulls at the weights of each level; shows gradients that vanish.",
        GradientFlow,
    ),
    ViewEntry(
        "loss_surface",
        "Surface",
        "The loss over two chosen weights, or over the plane of the path that training took.",
        LossSurface,
    ),
    ViewEntry(
        "representation",
        "Inside",
        "The data as neurons see them: the input plane bent by two neurons, or a level's main"
        " plane.",
        RepresentationView,
    ),
)

"""The mathematics: `compile` a drawing, and train it with `Trainer`.

`engine.hosting` is not imported here: who trains without a window needs no second process.
"""

from scratchstudio.engine.activations import ACTIVATIONS, Activation, activation
from scratchstudio.engine.checks import check_settings
from scratchstudio.engine.divergence import Divergence
from scratchstudio.engine.goal import Goal, GoalKind
from scratchstudio.engine.gradient_check import GradientCheck, check_gradient
from scratchstudio.engine.history import EMPTY_HISTORY, History
from scratchstudio.engine.initialisers import INITIALISERS, Initialiser, initialise
from scratchstudio.engine.keyframe import Keyframe, thinned
from scratchstudio.engine.levels import Group, Level
from scratchstudio.engine.losses import LOSSES, Loss
from scratchstudio.engine.optimisers import OPTIMISERS, Optimiser
from scratchstudio.engine.program import Program, compile
from scratchstudio.engine.schedules import SCHEDULES, Schedule
from scratchstudio.engine.settings import TrainingSettings
from scratchstudio.engine.snapshot import Snapshot
from scratchstudio.engine.state import TrainerState, carry_state
from scratchstudio.engine.threads import BlasThreads, blas_threads, pin_blas_threads
from scratchstudio.engine.trainer import Trainer

__all__ = [
    "ACTIVATIONS",
    "EMPTY_HISTORY",
    "INITIALISERS",
    "LOSSES",
    "OPTIMISERS",
    "SCHEDULES",
    "Activation",
    "BlasThreads",
    "Divergence",
    "Goal",
    "GoalKind",
    "GradientCheck",
    "Group",
    "History",
    "Initialiser",
    "Keyframe",
    "Level",
    "Loss",
    "Optimiser",
    "Program",
    "Schedule",
    "Snapshot",
    "Trainer",
    "TrainerState",
    "TrainingSettings",
    "activation",
    "blas_threads",
    "carry_state",
    "check_gradient",
    "check_settings",
    "compile",
    "initialise",
    "pin_blas_threads",
    "thinned",
]

"""What suits a task, suggested when a person has not chosen."""

from __future__ import annotations

_SUGGESTIONS = {
    "binary": ("sigmoid_cross_entropy", "sigmoid"),
    "classes": ("softmax_cross_entropy", "softmax"),
    "regression": ("squared", "linear"),
}


def suggested(task: str) -> tuple[str, str]:
    """The loss and the output activation for a task of `data.Prepared`.

    Cross-entropy is the likelihood of the classes under the outputs (Bishop 1995, section 6.9);
    with its matching activation the gradient at the output is plainly output − target.
    """
    return _SUGGESTIONS[task]

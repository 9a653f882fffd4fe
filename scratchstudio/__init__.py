"""ScratchStudio: draw neural networks neuron by neuron, train them live, take them away."""

__version__ = "0.1.0"

"""PyTorch as its tutorials write it: nn.Linear, BCEWithLogitsLoss, SGD; samples are rows."""

from __future__ import annotations

import torch
from torch import nn

from tests.benchmarks.nets import LEARNING_RATE, Problem, Train

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}


def trainer(problem: Problem) -> Train:
    torch.set_num_threads(problem.cores)
    X = torch.from_numpy(problem.X.T.copy())
    Y = torch.from_numpy(problem.Y.T.copy())
    modules: list[nn.Module] = []
    for W, b in zip(problem.weights, problem.biases, strict=True):
        linear = nn.Linear(W.shape[1], W.shape[0], dtype=X.dtype)
        linear.load_state_dict({"weight": torch.from_numpy(W), "bias": torch.from_numpy(b[:, 0])})
        modules += [linear, ACTIVATIONS[problem.net.hidden]()]
    model = nn.Sequential(*modules[:-1])
    loss_of = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

    def train(steps: int) -> float:
        for _ in range(steps):
            optimizer.zero_grad()
            loss = loss_of(model(X), Y)
            loss.backward()
            optimizer.step()
        return float(loss.item())

    return train

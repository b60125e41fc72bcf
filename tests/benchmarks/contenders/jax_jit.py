"""JAX: one jitted step that gives new parameters and takes the memory of the old ones."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from tests.benchmarks.nets import LEARNING_RATE, Problem, Train

ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh}


def trainer(problem: Problem) -> Train:
    jax.config.update("jax_enable_x64", True)  # allows float64; float32 arrays stay float32
    X, Y = jnp.asarray(problem.X.T), jnp.asarray(problem.Y.T)
    activation = ACTIVATIONS[problem.net.hidden]
    parameters: Any = [
        (jnp.array(W.T), jnp.array(b.T))
        for W, b in zip(problem.weights, problem.biases, strict=True)
    ]

    def cost(parameters: Any, X: jax.Array, Y: jax.Array) -> jax.Array:
        A = X
        for W, b in parameters[:-1]:
            A = activation(A @ W + b)
        W, b = parameters[-1]
        Z = A @ W + b
        return jnp.mean(jax.nn.softplus(Z) - Y * Z)

    @partial(jax.jit, donate_argnums=0)
    def step(parameters: Any, X: jax.Array, Y: jax.Array) -> Any:
        J, gradients = jax.value_and_grad(cost)(parameters, X, Y)
        new = jax.tree.map(lambda p, dp: p - LEARNING_RATE * dp, parameters, gradients)
        return new, J

    def train(steps: int) -> float:
        nonlocal parameters
        for _ in range(steps):
            parameters, J = step(parameters, X, Y)
        jax.block_until_ready(parameters)
        return float(J)

    return train

"""The pages of a step are used again by the next one."""

import os
import platform
import subprocess
import sys

import pytest

STEPS = """
import resource, sys
import numpy as np
import tinygrad_bc as tg

def step(W, X):
    A = X
    for _ in range(6):
        A = tg.relu(W @ A)
    A.sum().backward(keep="leaves")
    W.zero_grad()

W = tg.Tensor(np.eye(32, dtype="f"), requires_grad=True)
X = np.ones((32, 569), "f")  # 73 kB each: from the heap, which glibc trims from 128 kB on
for _ in range(5):
    step(W, X)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(50):
    step(W, X)
print((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) // 50)
"""


def faults(prelude: str = "") -> int:
    run = [sys.executable, "-c", prelude + STEPS]
    alone = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # whose threads touch no pages of their own
    done = subprocess.run(run, capture_output=True, text=True, check=True, env=alone)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's allocator")
def test_a_step_asks_the_kernel_for_no_pages():
    without = faults("import numpy as np\nempty = np.empty\nnp.empty = lambda *a: empty(1)\n"
                     "import tinygrad_bc\nnp.empty = empty\n")  # fmt: skip
    assert faults() <= 10 < 100 < without

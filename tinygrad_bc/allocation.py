"""Keep what a step frees for the next step.

The tape makes an array for each result, and all of them are freed when the graph goes.  glibc
then gives their pages back to the kernel, which clears and maps them anew for the next step: as
much work as the step itself where layers are 30 units wide.  How much it keeps follows from the
largest block that was ever freed (see "dynamic" in mallopt(3)), so one block of the most that
counts, never touched, is made and freed here.  From then on arrays of up to 32 MiB are made from
memory that was freed before, and up to 64 MiB of it stay with the process.  Other allocators take
no notice, and neither does glibc where ``MALLOC_TRIM_THRESHOLD_`` or its kin are set.

Reuse below NumPy serves the rules, the user's own lines and temporaries alike, and an array is
reused only when nothing refers to it any more.
"""

import numpy as np

_MOST = 32 * 2**20 - 2**16  # bytes; glibc's limit is 32 MiB, its own bookkeeping included


def keep_freed_memory() -> None:
    """Let the allocator keep up to 64 MiB of freed memory for the next arrays."""
    np.empty(_MOST, np.uint8)

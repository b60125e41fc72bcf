"""The order of the passes that rewrite a listing before it is split or given memory."""

from __future__ import annotations

from collections.abc import Iterator

from tinygrad_bc.compiled.instructions import Listing
from tinygrad_bc.compiled.promises import NOTHING, Promises, binary_labels
from tinygrad_bc.compiled.rewriting import (
    dense,
    fold,
    lower,
    masks,
    share,
    spread,
    sums,
    trim,
)  # fmt: skip


def simplified(listing: Listing, promises: Promises = NOTHING) -> Iterator[tuple[str, Listing]]:
    """Run the passes; give the listing after each, with the name of the pass."""
    for each in (trim, fold):
        listing = each(listing)
        yield each.__name__, listing
    listing = binary_labels(listing, [x for x in promises.binary if x in listing.given])
    yield "binary_labels", listing
    for each in (lower, fold, spread, fold, masks, share, trim):
        listing = each(listing)
        yield each.__name__, listing


def final(listing: Listing) -> Listing:
    """The last passes, which need to know how many samples there are."""
    return trim(dense(sums(listing)))

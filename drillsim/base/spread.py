"""Work spread over the cores of this machine, or over a cluster: the same results, in the same order.

A task is a function with plain arguments, and its result depends on nothing else. So a task
whose worker died is done again, and it does not matter which worker did it.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

ATTEMPTS = 5  # times that work is handed out again after a worker has died


class Workers:
    """Workers: `jobs` of this machine, or those of a Dask scheduler at the address `cluster`."""

    def __init__(self, jobs: int = 1, cluster: str | None = None) -> None:
        self.jobs, self.cluster = jobs, cluster

    def map(self, function: Callable[..., T], tasks: Sequence[tuple[Any, ...]]) -> Iterator[T]:
        """`function(*task)` of every task, in their order.

        Raises the worker's own exception if a task fails, and RuntimeError if workers keep dying.
        """
        if self.jobs == 1 and self.cluster is None:
            for task in tasks:
                yield function(*task)
            return
        from joblib import Parallel, delayed
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        done = 0
        for _attempt in range(ATTEMPTS):
            with self._backend():
                parallel = Parallel(n_jobs=-1 if self.cluster else self.jobs, return_as="generator", pre_dispatch="2*n_jobs")
                results = parallel(delayed(function)(*task) for task in tasks[done:])
                try:
                    for result in results:
                        done += 1
                        yield result
                    return
                except TerminatedWorkerError:
                    continue  # what was not yet handed back is done again
                finally:
                    with warnings.catch_warnings():  # work past a stop is surplus, not a loss
                        warnings.simplefilter("ignore")
                        results.close()
        raise RuntimeError(f"workers died {ATTEMPTS} times in a row; {len(tasks) - done} of {len(tasks)} tasks are left")

    @contextlib.contextmanager
    def _backend(self) -> Iterator[None]:
        if self.cluster is None:
            yield
            return
        from distributed import Client
        from joblib import parallel_config

        with Client(self.cluster), parallel_config(backend="dask"):  # type: ignore[no-untyped-call]
            yield

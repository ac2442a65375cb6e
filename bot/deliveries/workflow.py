"""The one durable workflow: carry one version of a delivery to its end. Importing this loads DBOS."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from dbos import DBOS, StepOptions

_carry: list[Callable[[str, int], Coroutine[Any, Any, str]]] = []
"""What carries in this process.

DBOS knows workflows by name for the whole process, so this cannot be an argument of theirs.
"""


def carried_by(carry: Callable[[str, int], Coroutine[Any, Any, str]]) -> None:
    """Say what carries, before DBOS is launched: recovered workflows start at once."""
    _carry[:] = [carry]


@DBOS.workflow(name="deliver", max_recovery_attempts=None)
async def deliver(delivery_id: str, generation: int) -> str:
    """Carry this version of a delivery; gives how it ended.

    One step that may take a day: its tries and pauses stand in the ledger, so that the step is harmless when repeated
    and the history of a workflow does not grow with an outage. There is no limit to recoveries: a host that is killed
    a thousand times gives up nothing.
    """
    ended: str = await DBOS.run_step_async(StepOptions(name="carry"), _carry[0], delivery_id, generation)
    return ended

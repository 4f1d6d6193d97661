"""What is written as JSON and read back by the same type."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """A result, or a part of one: it cannot be changed, and what it does not know it refuses (`ValidationError`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

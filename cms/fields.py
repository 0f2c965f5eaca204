"""A StreamField whose migrations do not change each time a block does."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField


class BodyField(StreamField):
    """Stores blocks; its migrations name no blocks.

    A data migration therefore sees the value as the plain list of dictionaries that is stored
    (`type`, `value`, `id`), may change it, and saves it back: nothing is dropped because the
    historical field knows no block.
    """

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs

    @property
    def _is_historical(self) -> bool:
        return not self.stream_block.child_blocks

    def to_python(self, value: Any) -> Any:
        if self._is_historical:
            return [] if value is None else value
        return super().to_python(value)

    def get_default(self) -> Any:
        return [] if self._is_historical else super().get_default()

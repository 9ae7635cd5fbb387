"""Reading what people send without letting anything pass that nobody would look at.

Records of the journal and messages are read leniently, since a later release may have added to
them; a field that a person has misspelled is a mistake to be told of.
"""

from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

import msgspec

T = TypeVar("T")


class StrictDecoder(Generic[T]):
    """Decodes JSON as `shape`; a field that it does not have, at any depth, is refused."""

    def __init__(self, shape: type[T]) -> None:
        self._checker = msgspec.json.Decoder(_strict(shape))
        self._decoder = msgspec.json.Decoder(shape)

    def decode(self, content: bytes) -> T:
        """Return what `content` is.

        Raises:
            msgspec.ValidationError, msgspec.DecodeError: it has another shape, or is broken.
        """
        self._checker.decode(content)
        return self._decoder.decode(content)


def _strict(shape: Any) -> Any:
    """Return a type that reads as `shape` does, but for fields that this does not have."""
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        return _twin(shape)
    origin, arguments = get_origin(shape), get_args(shape)
    if not arguments or origin is Literal:
        return shape
    if origin is Annotated:
        first, *others = arguments
        return Annotated[(_strict(first), *others)]
    inner = [each if each is Ellipsis else _strict(each) for each in arguments]
    return reduce(or_, inner) if origin in (Union, UnionType) else origin[tuple(inner)]


@cache
def _twin(struct: type[msgspec.Struct]) -> type[msgspec.Struct]:
    config = struct.__struct_config__
    return msgspec.defstruct(
        struct.__name__,
        [
            (
                field.name,
                _strict(field.type),
                msgspec.field(
                    default=field.default,
                    default_factory=field.default_factory,
                    name=field.encode_name,
                ),
            )
            for field in msgspec.structs.fields(struct)
        ],
        tag=config.tag,
        tag_field=config.tag_field,
        kw_only=True,
        forbid_unknown_fields=True,
    )

"""Whose delay it is. Pure."""

ABOVE = ("县", "州", "市", "省")


def is_above(forwarded_to: str) -> bool:
    """Whether papers were forwarded above the township (报送县级): from then on the light belongs to that body.

    Told by the level in the name: 勐海县医保局, 州人社局. What went to the township's own windows stays ours.
    """
    return any(level in forwarded_to for level in ABOVE)

"""The words of the catalogue. National vocabulary: 实施清单 (DOMAIN 2.4). Pure."""

from app.core.named import N_, Named


class Handling(Named):
    """办件类型."""

    INSTANT = "instant", N_("done at once")
    COMMITTED = "committed", N_("done by a promised date")


class Need(Named):
    """Whether a material is needed 必要性."""

    REQUIRED = "required", N_("required")
    DEFERRABLE = "deferrable", N_("may come later")
    OPTIONAL = "optional", N_("not required")


class MaterialForm(Named):
    """In what form a material is shown or handed in."""

    ORIGINAL_SEEN = "original_seen", N_("original, looked at and given back")
    ORIGINAL = "original", N_("original")
    COPY = "copy", N_("copy")
    ELECTRONIC_OR_PAPER = "electronic_or_paper", N_("electronic or paper")
    ELECTRONIC = "electronic", N_("electronic")

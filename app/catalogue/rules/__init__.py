"""The words of the catalogue, and what its file says. Pure."""

from app.catalogue.rules.file import Listing, parse
from app.catalogue.rules.values import (
    BUSINESSES,
    NOTHING,
    Chip,
    ClassFacts,
    Counts,
    ItemFacts,
    MaterialFacts,
    RowFault,
    VariantFacts,
    Wanted,
    digest,
    required_materials,
)
from app.catalogue.rules.words import Handling, MaterialForm, Need

__all__ = [
    "BUSINESSES",
    "NOTHING",
    "Chip",
    "ClassFacts",
    "Counts",
    "Handling",
    "ItemFacts",
    "Listing",
    "MaterialFacts",
    "MaterialForm",
    "Need",
    "RowFault",
    "VariantFacts",
    "Wanted",
    "digest",
    "parse",
    "required_materials",
]

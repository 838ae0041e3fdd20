"""What the sources of reports are called, and those that a reader leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from geo.language import N_, _
from geo.reports import Role, SourceField, SourceFilter

if TYPE_CHECKING:
    from geo.case import Case

ROLE_WORDS: Final[Mapping[Role, str]] = {
    Role.PARTY_SPOKESMAN: N_("Party spokesmen"),
    Role.CENTRAL_GOVERNMENT: N_("Central government"),
    Role.LOCAL_OFFICIAL: N_("Local officials"),
    Role.LAWMAKER: N_("Lawmakers"),
    Role.SECURITY_OFFICIAL: N_("Security officials"),
    Role.RESIDENT: N_("Residents"),
    Role.FOREIGN_OFFICIAL: N_("Foreign officials"),
    Role.JOURNALIST: N_("Journalists"),
    Role.ANALYST: N_("Analysts"),
    Role.UNNAMED: N_("Unnamed speakers"),
}
"""The speakers of each office; said with ``_``."""


def filter_words(case: Case, one: SourceFilter) -> str:
    """Return in words whose reports a filter leaves out."""
    if one.field is SourceField.ROLE and one.value in list(Role):
        return _(ROLE_WORDS[Role(one.value)]).lower()
    if one.field is SourceField.SIDE:
        return _("{side} statements", side=case.actor_names.get(one.value, one.value))
    if one.field is SourceField.PUBLISHER:
        return _("publisher {name}", name=one.value)
    if one.field is SourceField.ORIGIN:
        return _("origin {name}", name=one.value)
    return _("role {name}", name=one.value)

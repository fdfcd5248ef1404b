"""Whether there is anything of an organisation to be seen: no tickets may mean no access."""

from __future__ import annotations

from .ground import Ground
from .refusals import no_organization, of_read
from .shapes import loads


def insist(ground: Ground) -> None:
    """Raise `Refused` where no repository of the organisation can be seen."""
    login = ground.scope.organization
    answer = ground.client.read(f"/orgs/{login}/repos", {"per_page": 1})
    if answer.missing or (answer.ok and loads(answer.text) == []):
        raise no_organization(ground.tracker, login)
    if not answer.ok:
        raise of_read(ground.tracker, login, answer)

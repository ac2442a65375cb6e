"""The directory of the stand-in as tests and exercises see it: what is in it, and what they put there themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.local.graph import objects
from bot.local.graph.principals import APP_ROLES, keep_principal
from bot.local.graph.store import Store


@dataclass(frozen=True, slots=True)
class Tenant:
    """The applications of the tenant, what they may do, and who signs in as which."""

    store: Store
    consented: dict[str, str]
    """Bearer words of applications that sign in as themselves, each with the application's id."""

    @property
    def applications(self) -> list[dict[str, Any]]:
        """Every registration, oldest first."""
        return objects.everything(self.store, "application")

    @property
    def principals(self) -> list[dict[str, Any]]:
        """Every service principal but Microsoft Graph's, oldest first."""
        return objects.everything(self.store, "principal")[1:]

    @property
    def granted(self) -> list[str]:
        """The app roles of Graph that are assigned, by name, one for each assignment."""
        names = {role: name for name, role in APP_ROLES.items()}
        return sorted(names[one["appRoleId"]] for one in objects.everything(self.store, "assignment"))

    @property
    def site_permissions(self) -> list[tuple[str, list[str]]]:
        """Which application may do what on which site: its id and the roles."""
        there = objects.everything(self.store, "site permission")
        return [(one["grantedToIdentitiesV2"][0]["application"]["id"], one["roles"]) for one in there]

    @property
    def versions(self) -> list[tuple[str, str]]:
        """The versions in the catalogue and the state of each."""
        rows = self.store.db.execute("SELECT version, state FROM app_definitions ORDER BY number").fetchall()
        return [(row["version"], row["state"]) for row in rows]

    def federated(self) -> list[dict[str, Any]]:
        """Every federated credential."""
        return objects.everything(self.store, "federated")

    def register(self, name: str, tags: tuple[str, ...] = ()) -> dict[str, Any]:
        """Somebody else registers an application; gives it."""
        made = {
            "id": self.store.new_id(),
            "appId": self.store.new_id(),
            "displayName": name,
            "signInAudience": "AzureADMyOrg",
            "tags": [*tags],
            "notes": None,
            "createdDateTime": self.store.now(),
            "requiredResourceAccess": [],
            "passwordCredentials": [],
        }
        return objects.keep(self.store, "application", made, seen=True)

    def managed_identity(self, app_id: str, name: str) -> str:
        """Azure makes a managed identity; gives the id of its service principal."""
        return keep_principal(self.store, app_id, name)

    def app_of_another_tenant(self, app_id: str, name: str) -> str:
        """Somebody consented to an application of another tenant; gives the id of its service principal here."""
        return keep_principal(self.store, app_id, name, "Application", "99999999-0000-0000-0000-000000000000")

    def approve(self) -> None:
        """A Teams administrator approves what waits for review."""
        with self.store.changing() as db:
            db.execute("UPDATE app_definitions SET state = 'published' WHERE state = 'submitted'")

    def narrow_site(self) -> None:
        """A SharePoint administrator lets every application read only."""
        for one in objects.everything(self.store, "site permission"):
            objects.change(self.store, "site permission", {**one, "roles": ["read"]})

    def secret_of(self, app_id: str) -> set[str]:
        """The passwords of an application."""
        rows = self.store.db.execute("SELECT secret FROM app_secrets WHERE app_id = ?", (app_id,)).fetchall()
        return {row["secret"] for row in rows}

    def sign_in(self, bearer: str, app_id: str) -> None:
        """Let this bearer word be an application's own: it may do what was consented to, and no more."""
        self.consented[bearer] = app_id

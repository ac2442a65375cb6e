"""`front-door manifest build`: the Teams app package, filled in from the settings, checked and packed."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import click

from bot.settings import Settings, WrongSettings, read_settings
from manifest.checks import problems
from manifest.package import fill_template, pack, package_files
from manifest.schema import schema_path, schema_problems

NOT_FOUND = "Microsoft's schema is not installed here, so our own checks alone have passed it."


@click.group(name="manifest", short_help="Build the Teams app package.")
def command() -> None:
    """Build the app package that an administrator uploads to Teams."""


@command.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("front-door.zip"),
    show_default=True,
    help="Where to write the package.",
)
def build(out: Path) -> None:
    """Fill in, check and pack the Teams app package.

    Reads MicrosoftAppId and PUBLIC_URL. Writes nothing and names every fault when there is one.
    """
    try:
        settings = read_settings()
        manifest = fill_template(values(settings))
    except (WrongSettings, ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None
    files = package_files(manifest)
    checked, schema_faults = against_schema(manifest)
    found = [*setting_problems(settings), *problems(manifest, files), *schema_faults]
    if found:
        raise click.ClickException("the package was not built.\n" + "\n".join(f"  {line}" for line in found))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(pack(files))
    except OSError as error:
        raise click.ClickException(
            f"{out} cannot be written ({error.strerror}). Choose another file with --out."
        ) from None
    click.echo(f"{out}: version {manifest['version']}, {len(files)} files. {checked}")
    click.echo("Next: upload it in the Teams admin centre under Teams apps, Manage apps, Upload new app.")


def values(settings: Settings) -> dict[str, str]:
    """What fills in the names of the template; an empty public host takes its valid domain away."""
    return {
        "APP_ID": settings.microsoft_app_id,
        "PUBLIC_HOST": urlsplit(settings.public_url).hostname or "",
        "VERSION": version("front-door"),
    }


def setting_problems(settings: Settings) -> list[str]:
    """What is wrong with the settings themselves, told by their own names."""
    if not settings.public_url:
        return []
    address = urlsplit(settings.public_url)
    if address.scheme == "https" and address.hostname:
        return []
    return [
        "PUBLIC_URL: this is no https address. Write the address at which Microsoft reaches this host, or leave it out."
    ]


def against_schema(manifest: dict[str, object]) -> tuple[str, list[str]]:
    """What to say of Microsoft's own schema, and every fault that it finds; none where it is not installed."""
    path = schema_path(manifest)
    if path is None:
        return NOT_FOUND, []
    try:
        faults = schema_problems(manifest, path)
    except ImportError:
        return NOT_FOUND, []
    return f"Microsoft's schema {manifest.get('manifestVersion')} and our own checks passed it.", faults

"""`front-door manifest build`: the Teams app package, filled in from the settings, checked and packed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import click

from bot.commands.app_package import known, site_host
from bot.settings import Settings, WrongSettings, read_settings
from manifest.checks import problems
from manifest.outline import outline as listing
from manifest.package import fill_template, pack, package_files
from manifest.proof import Known, differences
from manifest.schema import schema_path, schema_problems
from manifest.shapes import HOST

SCREEN: Final = Path("-")
CHANGES: Final = Path(__file__).parents[2] / "CHANGELOG.md"
"""In a copy of the project; what is installed alone has none."""
NOT_FOUND: Final = "Microsoft's schema is not installed here, so our own checks alone have passed it."


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
@click.option(
    "--outline",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    is_flag=False,
    flag_value=SCREEN,
    metavar="[FILE]",
    help="Write the texts of the store listing as Markdown, to a file or the screen, and no package.",
)
def build(out: Path, outline: Path | None) -> None:
    """Fill in, check and pack the Teams app package.

    Reads MicrosoftAppId and SHAREPOINT_SITE, and holds the manifest against what the code does. Writes nothing and
    names every fault when there is one.
    """
    try:
        made = checked(read_settings())
    except (WrongSettings, ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None
    if outline is not None:
        text = listing(made.manifest, made.does, CHANGES.read_text(encoding="utf-8") if CHANGES.is_file() else "")
        if outline == SCREEN:
            click.echo(text, nl=False)
            return
        write(outline, text.encode(), "--outline")
        click.echo(f"Wrote {outline}. Next: paste it where the app is approved, in the Teams admin centre.")
        return
    write(out, pack(made.files), "--out")
    click.echo(f"{out}: version {made.manifest['version']}, {len(made.files)} files. {made.passed}")
    click.echo("Next: upload it in the Teams admin centre under Teams apps, Manage apps, Upload new app.")


@dataclass(frozen=True, slots=True)
class Checked:
    """An app package without a fault: its manifest, its files by name, what the code does, and what it passed."""

    manifest: dict[str, Any]
    files: dict[str, bytes]
    does: Known
    passed: str


def checked(settings: Settings) -> Checked:
    """The app package of these settings. Raises `ValueError`, a line for each fault."""
    manifest = fill_template(values(settings))
    files, does = package_files(manifest), known(settings)
    passed, schema_faults = against_schema(manifest)
    found = [*setting_problems(settings), *problems(manifest, files), *differences(manifest, does), *schema_faults]
    if found:
        raise ValueError("the package was not built.\n" + "\n".join(f"  {line}" for line in found))
    return Checked(manifest, files, does, passed)


def write(file: Path, content: bytes, option: str) -> None:
    """Write a file, its folder too, or say in one line that it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise click.ClickException(
            f"{file} cannot be written ({error.strerror}). Choose another file with {option}."
        ) from None


def values(settings: Settings) -> dict[str, str]:
    """What fills in the names of the template; without a site no link is asked about."""
    return {
        "APP_ID": settings.microsoft_app_id,
        "SITE_HOST": site_host(settings),
        "VERSION": version("front-door"),
    }


def setting_problems(settings: Settings) -> list[str]:
    """What is wrong with the settings themselves, told by their own names."""
    site = settings.sharepoint_site
    if not site or (HOST.fullmatch(site_host(settings)) and site.partition(":")[2].startswith("/")):
        return []
    return ["SHAREPOINT_SITE: this is no site. Write it as host:/sites/name, or leave it out."]


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

"""Lists everything that is installed, with licences: a CycloneDX bill of materials and a page that people can read.

`make sbom` writes `build/sbom.json` (CycloneDX 1.6, checked against its schema) and `docs/licences.md`. What the
product runs on is required; what only its tests and set-up need is there too, marked as excluded from what is deployed.
A package whose licence is not among `ACCEPTED` ends it with exit code 1.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PRODUCT_LOCK = "requirements.txt"
OTHER_LOCKS = ("requirements-dev.txt", "requirements-setup.txt", "requirements-node.txt")
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==([^\s;]+)", re.MULTILINE)

# Licences that let a council run, change and pass on the product (SPDX). LGPL and MPL parts stay files of their own.
ACCEPTED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0", "Python-2.0"),
        # CNRI-Python: that of Python 1.6, which asks for its notice to be kept and for nothing else (OSI-approved).
        *("CC0-1.0", "CNRI-Python", "LGPL-3.0-only", "MIT-CMU", "MPL-2.0", "Zlib"),
    }
)

# What packages without a licence expression write. Those that say only "BSD License" have three clauses (looked up).
SPOKEN = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One package, its licence (SPDX; empty: unknown), whether the product runs on it, and what it needs itself."""

    kind: str
    """``pypi`` or ``npm``."""
    name: str
    version: str
    licence: str
    deployed: bool
    needs: tuple[str, ...] = ()
    sha512: str = ""

    @property
    def ref(self) -> str:
        """The package's address in the language of package URLs, unique in the bill."""
        space, _, name = self.name.rpartition("/")
        return PackageURL(self.kind, space or None, name, self.version).to_string()

    @property
    def accepted(self) -> bool:
        """Whether every licence that it names is accepted, those that it offers as a choice too."""
        named = set(re.findall(r"[\w.+-]+", self.licence)) - {"AND", "OR"}
        return bool(named) and named <= ACCEPTED


def pins(lock: Path) -> dict[str, str]:
    """The exact versions of a lock by canonical name."""
    return {canonicalize_name(name): version for name, version in PIN.findall(lock.read_text(encoding="utf-8"))}


def licence_of(metadata: PackageMetadata) -> str:
    """The licence of a Python package in SPDX, from the clearest thing that it says; empty when nothing is clear."""
    words = [*metadata.get_all("License-Expression", []), *metadata.get_all("License", [])]
    for word in words:
        expression = SPOKEN.get(word, word)
        try:
            return canonicalize_license_expression(expression)
        except InvalidLicenseExpression:
            continue
    classified = (
        line.split("::")[-1].strip() for line in metadata.get_all("Classifier") or () if line.startswith("License")
    )
    return " AND ".join(sorted({SPOKEN[line] for line in classified if line in SPOKEN}))


def needs_of(package: Distribution) -> tuple[str, ...]:
    """Canonical names of what a Python package needs on this machine, extras left out."""
    requirements = (Requirement(line) for line in package.requires or ())
    here = (r for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""}))
    return tuple(sorted({canonicalize_name(r.name) for r in here}))


def python_parts(root: Path) -> Iterator[Part]:
    """Every locked Python package that is installed here; one for another system or Python is not."""
    product = pins(root / PRODUCT_LOCK)
    locked = {name: version for lock in OTHER_LOCKS for name, version in pins(root / lock).items()} | product
    for name, version in sorted(locked.items()):
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        licence = licence_of(package.metadata)
        yield Part("pypi", name, version, licence, name in product, needs_of(package))


def npm_parts(root: Path) -> Iterator[Part]:
    """Every package of the npm lock, with the hash that the lock gives it."""
    path = root / "package-lock.json"
    if not path.exists():
        return
    for place, entry in sorted(json.loads(path.read_text(encoding="utf-8"))["packages"].items()):
        if not place:
            continue
        name = place.rpartition("node_modules/")[2]
        algorithm, _, digest = entry.get("integrity", "").partition("-")
        sha512 = base64.b64decode(digest).hex() if algorithm == "sha512" else ""
        needs = tuple(sorted(entry.get("dependencies", {})))
        yield Part("npm", name, entry["version"], entry.get("license", ""), not entry.get("dev"), needs, sha512)


def bill(parts: Iterable[Part], version: str) -> Bom:
    """The bill of materials: the product, its parts and what needs what."""
    licences = LicenseFactory()
    product = Component(type=ComponentType.APPLICATION, name="front-door", version=version, bom_ref="front-door")
    product.licenses.add(licences.make_from_string("MIT"))
    bom = Bom()
    bom.metadata.component = product
    made: dict[tuple[str, str], Component] = {}
    listed = list(parts)
    for part in listed:
        space, _, name = part.name.rpartition("/")
        component = Component(
            type=ComponentType.LIBRARY,
            name=name,
            group=space or None,
            version=part.version,
            bom_ref=part.ref,
            purl=PackageURL.from_string(part.ref),
            scope=ComponentScope.REQUIRED if part.deployed else ComponentScope.EXCLUDED,
            hashes=[HashType(alg=HashAlgorithm.SHA_512, content=part.sha512)] if part.sha512 else None,
        )
        if part.licence:
            component.licenses.add(licences.make_from_string(part.licence))
        bom.components.add(component)
        made[part.kind, part.name] = component
    bom.register_dependency(product, [made[part.kind, part.name] for part in listed if part.deployed])
    for part in listed:
        needed = [made[part.kind, name] for name in part.needs if (part.kind, name) in made]
        bom.register_dependency(made[part.kind, part.name], needed)
    return bom


def page(parts: Iterable[Part]) -> str:
    """The licences as a page: what is deployed first, then what only tests and set-up need."""
    listed = list(parts)
    lines = [
        "# Licences of what the front door is made with",
        "",
        "Made by `make sbom`; the same list with exact versions and hashes is in `build/sbom.json` (CycloneDX).",
        "The front door itself is under the MIT licence. Nothing below is copied into it: everything is installed.",
    ]
    for title, deployed in (("What it runs on", True), ("What only tests and set-up need", False)):
        lines += ["", f"## {title}", "", "| package | from | licence |", "|---|---|---|"]
        lines += [f"| {p.name} | {p.kind} | {p.licence or 'unknown'} |" for p in listed if p.deployed is deployed]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write both files; 1 when a licence is not accepted or the bill breaks its schema, with each reason."""
    reader = argparse.ArgumentParser(description="Write the bill of materials and the page of licences.")
    reader.add_argument("--bill", type=Path, default=ROOT / "build" / "sbom.json", help="where the bill goes")
    reader.add_argument("--page", type=Path, default=ROOT / "docs" / "licences.md", help="where the page goes")
    wanted = reader.parse_args()
    parts = [*python_parts(ROOT), *npm_parts(ROOT)]
    text = make_outputter(bill(parts, distribution("front-door").version), OutputFormat.JSON, SchemaVersion.V1_6)
    written = text.output_as_string(indent=2)
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(written)
    wrong = [
        f"{part.name}: its licence {part.licence or 'unknown'!r} is not accepted. Leave it out or add to ACCEPTED"
        for part in parts
        if not part.accepted
    ]
    wrong += [f"the bill breaks its schema: {fault}"] if fault else []
    for line in wrong:
        print(f"sbom: {line}", file=sys.stderr)
    for path, content in ((wanted.bill, written + "\n"), (wanted.page, page(parts))):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    print(f"sbom: {len(parts)} packages in {wanted.bill} and {wanted.page}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())

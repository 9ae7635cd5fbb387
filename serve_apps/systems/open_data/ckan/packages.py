"""Datasets as packages of CKAN, their files as resources, units as organisations, themes as
groups."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from actors.kernel.library import Library
from actors.systems.open_data.describing.vocabulary import LICENCES, MEDIA_TYPES
from serve_apps.front.rendering import unit_name
from serve_apps.front.words import known_word
from storage.mongo import Document

_EXTRAS = ("theme", "cycle", "temporal", "spatial", "title_en", "notes_en", "version", "rows")


@dataclass(frozen=True)
class Packages:
    """Makes packages that lead to addresses below `base`, without slash at its end."""

    library: Library
    base: str

    def package(self, row: Document) -> dict[str, Any]:
        """Return the package of a live dataset, with every key that clients rest on."""
        title, url, _ = LICENCES[row["licence"]]
        unit = unit_name(self.library, row["unit"], "zh")
        return {
            "id": row["_id"],
            "name": row["slug"],
            "title": row["title"],
            "notes": row["notes"],
            "type": "dataset",
            "state": "active",
            "private": False,
            "isopen": True,
            "url": f"{self.base}/datasets/{row['slug']}",
            "version": str(row["version"]),
            "author": unit,
            "author_email": None,
            "maintainer": unit,
            "maintainer_email": None,
            "license_id": row["licence"],
            "license_title": title,
            "license_url": url,
            "metadata_created": moment(row["created_at"]),
            "metadata_modified": moment(row["modified_at"]),
            "owner_org": row["unit"],
            "organization": self.organisation(row["unit"]),
            "groups": [self.group(row["theme"])],
            "tags": [tag(each) for each in row["tags"]],
            "num_tags": len(row["tags"]),
            "resources": self.resources(row),
            "num_resources": len(row["files"]),
            "extras": [
                {"key": key, "value": str(row[key])} for key in _EXTRAS if row.get(key, "") != ""
            ],
            "relationships_as_object": [],
            "relationships_as_subject": [],
        }

    def resources(self, row: Document) -> list[dict[str, Any]]:
        """Return the files of the live version."""
        return [self.resource(row, position) for position in range(len(row["files"]))]

    def resource(self, row: Document, position: int) -> dict[str, Any]:
        """Return a file of the live version, by its place among them."""
        file, format = row["files"][position], row["files"][position]["format"]
        at = moment(row["modified_at"])
        return {
            "id": f"{row['slug']}.{format}",
            "package_id": row["_id"],
            "position": position,
            "name": f"{row['title']} ({format.upper()})",
            "description": row["notes"],
            "format": format.upper(),
            "mimetype": MEDIA_TYPES[format],
            "mimetype_inner": None,
            "size": file["bytes"],
            "hash": file["sha256"],
            "created": moment(row["created_at"]),
            "last_modified": at,
            "metadata_modified": at,
            "url": f"{self.base}/datasets/{row['slug']}/{row['version']}.{format}",
            "url_type": "upload",
            "resource_type": "file",
            "datastore_active": True,
            "state": "active",
            "cache_url": None,
            "cache_last_updated": None,
        }

    def organisation(self, code: str) -> dict[str, Any]:
        """Return a unit."""
        title = unit_name(self.library, code, "zh")
        return {
            "id": code,
            "name": code,
            "title": title,
            "display_name": title,
            "type": "organization",
            "is_organization": True,
            "description": unit_name(self.library, code, "en"),
            "image_url": "",
            "approval_status": "approved",
            "state": "active",
        }

    def group(self, theme: str) -> dict[str, Any]:
        """Return a theme."""
        title = known_word(f"open_dataset.choices.theme.{theme}", "zh")
        return {
            "id": theme,
            "name": theme,
            "title": title,
            "display_name": title,
            "type": "group",
            "is_organization": False,
            "description": known_word(f"open_dataset.choices.theme.{theme}", "en"),
            "image_display_url": "",
            "state": "active",
        }


def tag(name: str) -> dict[str, Any]:
    """Return a tag."""
    return {
        "id": name,
        "name": name,
        "display_name": name,
        "state": "active",
        "vocabulary_id": None,
    }


def licence(code: str) -> dict[str, Any]:
    """Return a licence."""
    title, url, _ = LICENCES[code]
    return {
        "id": code,
        "title": title,
        "url": url,
        "status": "active",
        "family": "",
        "maintainer": "",
        "domain_content": True,
        "domain_data": True,
        "domain_software": False,
        "is_generic": False,
        "od_conformance": "approved",
        "osd_conformance": "not reviewed",
    }


def moment(at: datetime) -> str:
    """Return an instant as CKAN tells it: UTC, without saying so."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")

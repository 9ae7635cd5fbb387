"""Where other people's yardsticks lie: beside the checkout, never in it."""

import os
from pathlib import Path

SOURCES = {
    "bpmn": "the reference models of bpmn-miwg/bpmn-miwg-test-suite (CC-BY 3.0)",
    "dcat-ap-3.0.1": "the SHACL shapes of SEMICeu/DCAT-AP, releases/3.0.1 (CC-BY 4.0)",
    "openlineage": "the specification of OpenLineage/OpenLineage (Apache-2.0)",
    "reconciliation-0.2": "schemas and examples of reconciliation-api/specs (W3C community group)",
}


def yardstick(name: str) -> Path:
    """Return the folder of the yardstick `name`: under YIMEN_CONFORMANCE, or beside the checkout.

    Raises:
        FileNotFoundError: it is not there; says from where it can be had.
    """
    beside = Path(__file__).parents[2] / "shared" / "conformance"
    folder = Path(os.environ.get("YIMEN_CONFORMANCE", str(beside))) / name
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is missing: put {SOURCES[name]} there")
    return folder

"""The cluster files hold for the tools that read them."""

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import ray.autoscaler
import yaml
from ray.autoscaler._private.util import prepare_config, validate_config

from serve_apps.front.front_door import FLAGS, GUARDED, NEWS, PATIENCE, SILENCE

ROOT = Path(__file__).parents[2]
OF_EVERY_NODE = {**FLAGS, **NEWS, **PATIENCE, **SILENCE}


def cluster() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "cluster.yaml").read_text("utf-8"))


def kuberay() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((ROOT / "serve_apps" / "kuberay.yaml").read_text("utf-8")))


def test_the_schema_of_ray_accepts_the_cluster_file() -> None:
    schema = Path(ray.autoscaler.__file__).with_name("ray-schema.json")

    jsonschema.validate(cluster(), json.loads(schema.read_text("utf-8")))


def test_the_launcher_of_ray_accepts_the_cluster_file() -> None:
    prepared = prepare_config(cluster())
    validate_config(prepared)

    (workers,) = prepared["available_node_types"].values()
    assert workers["max_workers"] == len(cluster()["provider"]["worker_ips"])


def test_what_ray_and_serve_need_stands_on_every_node() -> None:
    commands = cluster()["head_start_ray_commands"] + cluster()["worker_start_ray_commands"]
    starts = [command for command in commands if " start " in command]
    assert len(starts) == 2
    for command in starts:
        assert all(f"{name}={value}" in command for name, value in OF_EVERY_NODE.items())

    ray_cluster, job, _ = kuberay()
    groups = [ray_cluster["spec"]["headGroupSpec"], *ray_cluster["spec"]["workerGroupSpecs"]]
    nodes = [group["template"] for group in groups]
    for template, wanted in [
        *((each, OF_EVERY_NODE) for each in nodes),
        (job["spec"]["template"], FLAGS),
    ]:
        (container,) = template["spec"]["containers"]
        told = {each["name"]: each.get("value") for each in container["env"]}
        assert told | wanted == told


def test_what_stands_in_the_place_of_haproxy_is_found_on_every_node() -> None:
    place = "/opt/yimen" + str(GUARDED).removeprefix(str(ROOT))
    assert os.access(GUARDED, os.X_OK)

    starts = cluster()["head_start_ray_commands"] + cluster()["worker_start_ray_commands"]
    assert sum(f"RAY_SERVE_HAPROXY_BINARY_PATH={place} " in each for each in starts) == 2
    ray_cluster, *_ = kuberay()
    (container,) = ray_cluster["spec"]["headGroupSpec"]["template"]["spec"]["containers"]
    assert {"name": "RAY_SERVE_HAPROXY_BINARY_PATH", "value": place} in container["env"]


def test_a_node_has_the_passwords_of_what_runs_on_it_and_no_others() -> None:
    text = (ROOT / "serve_apps" / "kuberay.yaml").read_text("utf-8")
    created = dict(re.findall(r"create secret generic (yimen-\w+) ((?:.*\\\n#)?.*)", text))
    named = {secret: set(re.findall(r"mongodb/(\w+)", what)) for secret, what in created.items()}
    assert named["yimen-users"] == {"hosts", "followers", "faces"}
    assert named["yimen-operator"] == {"operator"}

    ray_cluster, job, _ = kuberay()
    groups = [ray_cluster["spec"]["headGroupSpec"], *ray_cluster["spec"]["workerGroupSpecs"]]
    for template, secret in [
        *((group["template"], "yimen-users") for group in groups),
        (job["spec"]["template"], "yimen-operator"),
    ]:
        volumes = {each["name"]: each.get("secret") for each in template["spec"]["volumes"]}
        assert volumes["users"] == {"secretName": secret, "defaultMode": 0o400}


def test_kubernetes_runs_the_ray_that_the_lock_file_pins() -> None:
    ray_cluster, *_ = kuberay()

    version = ray_cluster["spec"]["rayVersion"]
    assert f"ray=={version} " in (ROOT / "requirements.lock").read_text("utf-8")


def test_no_group_starts_below_its_minimum() -> None:
    ray_cluster, *_ = kuberay()

    for group in ray_cluster["spec"]["workerGroupSpecs"]:
        assert group["minReplicas"] <= group["replicas"] <= group["maxReplicas"]


def test_the_head_keeps_its_directory_and_the_others_wait_for_it() -> None:
    head, *others = (
        *(each for each in cluster()["head_start_ray_commands"] if " start " in each),
        *(each for each in cluster()["worker_start_ray_commands"] if " start " in each),
    )
    assert "RAY_gcs_storage=rocksdb RAY_gcs_storage_path=/var/lib/yimen-ray" in head
    assert all("RAY_gcs_rpc_server_reconnect_timeout_s=600" in each for each in (head, *others))

    ray_cluster, _, claim = kuberay()
    pod = ray_cluster["spec"]["headGroupSpec"]["template"]["spec"]
    (container,) = pod["containers"]
    environment = {each["name"]: each.get("value") for each in container["env"]}
    assert environment["RAY_gcs_storage"] == "rocksdb"
    mounts = {each["mountPath"]: each["name"] for each in container["volumeMounts"]}
    volumes = {each["name"]: each for each in pod["volumes"]}
    kept = volumes[mounts[environment["RAY_gcs_storage_path"]]]
    assert kept["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]

"""When each alert fires, by Prometheus's own tool on the rules as they are."""

import subprocess
from pathlib import Path

import pytest
import yaml

from dashboards.prometheus import ALERTS, NothingRuns, Targets, configuration, read_targets, write

RULES = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]
MINUTES = 40
LATENCY = "ray_serve_http_request_latency_ms_bucket"
SECURITY = "ray_yimen_security_events"
ANSWERS = 'haproxy_frontend_http_responses_total{proxy="http_frontend",code='

HEALTHY = {
    'ray_yimen_loop_lag_seconds{host="host-0"}': "0.01+0x80",
    'ray_yimen_commit_seconds_bucket{le="0.01"}': "0+10x80",
    'ray_yimen_commit_seconds_bucket{le="1"}': "0+10x80",
    'ray_yimen_commit_seconds_bucket{le="+Inf"}': "0+10x80",
    'ray_yimen_turn_seconds_bucket{kind="case",le="0.01"}': "0+10x80",
    'ray_yimen_turn_seconds_bucket{kind="case",le="1"}': "0+10x80",
    'ray_yimen_turn_seconds_bucket{kind="case",le="+Inf"}': "0+10x80",
    'ray_yimen_queue_wait_seconds_bucket{kind="case",le="0.01"}': "0+10x80",
    'ray_yimen_queue_wait_seconds_bucket{kind="case",le="5"}': "0+10x80",
    'ray_yimen_queue_wait_seconds_bucket{kind="case",le="+Inf"}': "0+10x80",
    'ray_yimen_lost_places_total{host="host-0"}': "0+0x80",
    'ray_yimen_self_fences_total{host="host-0"}': "0+0x80",
    'ray_yimen_timers_late_total{host="host-0"}': "0+0x80",
    'ray_yimen_quarantined{host="host-0"}': "0+0x80",
    'ray_yimen_failures_total{host="host-0"}': "0+0x80",
    'ray_yimen_broken_rules_total{rule="fits"}': "0+0x80",
    'ray_yimen_overloads_total{host="host-0"}': "0+0x80",
    'ray_yimen_projector_lag_seconds{follower="views"}': "0+0x80",
    'ray_yimen_projector_quarantined{follower="views"}': "0+0x80",
    "ray_yimen_courier_parked": "0+0x80",
    "ray_yimen_seal_age_seconds": "30+0x80",
    'ray_yimen_seals_unwitnessed{witness="notary"}': "1+0x80",
    'ray_yimen_seal_contradictions{witness="notary"}': "0+0x80",
    'ray_yimen_calls_open{party="sms",state="dead"}': "0+0x80",
    'ray_yimen_calls_open{party="sms",state="unknown"}': "0+0x80",
    'ray_yimen_parties_uncalled{party="sms"}': "0+0x80",
    'ray_yimen_call_differences{party="sms"}': "0+0x80",
    'ray_yimen_commits_total{host="host-0"}': "0+10x80",
    SECURITY + '_total{sort="forged"}': "0+1x80",
    SECURITY + '_total{sort="quota_met"}': "0+0x80",
    SECURITY + "_lost_total": "0+0x80",
    'haproxy_backend_active_servers{proxy="http-yimen"}': "2+0x80",
    ANSWERS + '"2xx"}': "0+100x80",
    ANSWERS + '"5xx"}': "0+0x80",
    LATENCY + '{le="100"}': "0+10x80",
    LATENCY + '{le="5000"}': "0+10x80",
    LATENCY + '{le="+Inf"}': "0+10x80",
    'ray_yimen_terminals{online="true"}': "3+0x80",
    'ray_yimen_terminals{online="false"}': "0+0x80",
    'yimen_edge_link_up{instance="k"}': "1+0x80",
    'yimen_edge_device_usable{instance="k",device="printer"}': "1+0x80",
    'yimen_edge_spool_bytes{instance="k"}': "10+0x80",
    'yimen_edge_spool_limit_bytes{instance="k"}': "100+0x80",
    'up{job="ray",instance="a"}': "1+0x80",
}
GONE = ""
BROKEN = {
    "NoHostUp": {'ray_yimen_loop_lag_seconds{host="host-0"}': GONE},
    "HostLoopLags": {'ray_yimen_loop_lag_seconds{host="host-0"}': "0.8+0x80"},
    "CommitsSlow": {'ray_yimen_commit_seconds_bucket{le="0.01"}': "0+9x80"},
    "TurnsSlow": {'ray_yimen_turn_seconds_bucket{kind="case",le="0.01"}': "0+9x80"},
    "CommandsWait": {'ray_yimen_queue_wait_seconds_bucket{kind="case",le="0.01"}': "0+5x80"},
    "PlacesLost": {'ray_yimen_lost_places_total{host="host-0"}': "0+5x80"},
    "HostFencedItself": {'ray_yimen_self_fences_total{host="host-0"}': "0x70 1x9"},
    "AlarmsLate": {'ray_yimen_timers_late_total{host="host-0"}': "0+1x80"},
    "EntitiesQuarantined": {'ray_yimen_quarantined{host="host-0"}': "1+0x80"},
    "HandlersFail": {'ray_yimen_failures_total{host="host-0"}': "0+1x80"},
    "RulesFail": {'ray_yimen_broken_rules_total{rule="fits"}': "1+0x80"},
    "CommandsKeptOut": {'ray_yimen_overloads_total{host="host-0"}': "0+90x80"},
    "ProjectorBehind": {'ray_yimen_projector_lag_seconds{follower="views"}': "30+0x80"},
    "NoProjectorUp": {'ray_yimen_projector_lag_seconds{follower="views"}': GONE},
    "CommitsSetAside": {'ray_yimen_projector_quarantined{follower="views"}': "1+0x80"},
    "SealingStopped": {"ray_yimen_seal_age_seconds": "30+30x80"},
    "SealsNotWitnessed": {'ray_yimen_seals_unwitnessed{witness="notary"}': "11+0x80"},
    "SealContradicted": {'ray_yimen_seal_contradictions{witness="notary"}': "0x70 1x9"},
    "CallsDead": {'ray_yimen_calls_open{party="sms",state="dead"}': "1+0x80"},
    "CallsUnknown": {'ray_yimen_calls_open{party="sms",state="unknown"}': "1+0x80"},
    "PartyNotCalled": {'ray_yimen_parties_uncalled{party="sms"}': "1+0x80"},
    "ListsDiffer": {'ray_yimen_call_differences{party="sms"}': "1+0x80"},
    "MessagesParked": {"ray_yimen_courier_parked": "2+0x80"},
    "SecurityEventsBurst": {SECURITY + '_total{sort="forged"}': "0+20x80"},
    "ReadingsBoundMet": {SECURITY + '_total{sort="quota_met"}': "0x70 1x9"},
    "SecurityEventsLost": {SECURITY + "_lost_total": "0x70 1x9"},
    "NoReplicaUp": {'haproxy_backend_active_servers{proxy="http-yimen"}': "0+0x80"},
    "ServerErrors": {ANSWERS + '"5xx"}': "0+5x80"},
    "AnswersSlow": {LATENCY + '{le="100"}': "0+9x80"},
    "KiosksOffline": {'ray_yimen_terminals{online="false"}': "1+0x80"},
    "KioskLinkDown": {'yimen_edge_link_up{instance="k"}': "0+0x80"},
    "KioskDeviceUnusable": {'yimen_edge_device_usable{instance="k",device="printer"}': "0+0x80"},
    "KioskSpoolFills": {'yimen_edge_spool_bytes{instance="k"}': "90+0x80"},
    "TargetSilent": {'up{job="ray",instance="a"}': "0+0x80"},
}


def promtool(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *words], capture_output=True, text=True, timeout=60)


def fires(folder: Path, series: dict[str, str], *alerts: str) -> None:
    """Check that after a while of `series` exactly `alerts` fire."""
    question = {
        "expr": 'count by (alertname) (ALERTS{alertstate="firing"})',
        "eval_time": f"{MINUTES}m",
        "exp_samples": [
            {"labels": f'{{alertname="{alert}"}}', "value": 1} for alert in sorted(alerts)
        ],
    }
    course = [{"series": name, "values": values} for name, values in series.items() if values]
    document = {
        "rule_files": [str(ALERTS)],
        "evaluation_interval": "30s",
        "tests": [{"interval": "30s", "input_series": course, "promql_expr_test": [question]}],
    }
    file = folder / "situation.yaml"
    file.write_text(yaml.safe_dump(document))
    result = promtool("test", "rules", str(file))
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_alert_has_its_situation() -> None:
    assert {rule["alert"] for rule in RULES} == set(BROKEN)


def test_nothing_fires_while_all_is_well(tmp_path: Path) -> None:
    fires(tmp_path, HEALTHY)


@pytest.mark.parametrize("alert", BROKEN)
def test_what_is_broken_fires_its_alert_alone(alert: str, tmp_path: Path) -> None:
    assert set(BROKEN[alert]) <= set(HEALTHY)

    fires(tmp_path, HEALTHY | BROKEN[alert], alert)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_says_what_is_wrong_and_what_to_do(rule: dict[str, dict[str, str]]) -> None:
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["action"]


def test_prometheus_accepts_the_configuration_with_the_alerts(tmp_path: Path) -> None:
    targets = Targets(ray=tmp_path / "ray.json", proxies=("127.0.0.1:9101",), kiosks=())
    targets.ray.write_text('[{"labels": {"job": "ray"}, "targets": ["127.0.0.1:8090"]}]')
    file = tmp_path / "prometheus.yaml"
    write(file, configuration(targets))

    result = promtool("check", "config", str(file))

    assert result.returncode == 0, result.stderr
    assert f"{len(RULES)} rules found" in result.stdout


def test_the_run_file_of_a_platform_names_the_targets(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "platform.json").write_text(
        '{"ray_folder": "/tmp/ray", "ports": {"proxy_metrics": 9101, "kiosk": 8010}}'
    )

    targets = read_targets(tmp_path)

    assert targets.ray == Path("/tmp/ray/prom_metrics_service_discovery.json")
    assert targets.proxies == ("127.0.0.1:9101",)
    assert targets.kiosks == ("127.0.0.1:8010",)


@pytest.mark.parametrize("contents", [None, '{"pid": 1}'])
def test_without_a_running_platform_it_says_how_to_go_on(
    contents: str | None, tmp_path: Path
) -> None:
    (tmp_path / "run").mkdir()
    if contents:
        (tmp_path / "run" / "platform.json").write_text(contents)

    with pytest.raises(NothingRuns, match="yimen up"):
        read_targets(tmp_path)

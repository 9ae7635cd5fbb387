"""The pages that operators look at, in both languages; every metric named here exists.

`tests/acceptance/test_dashboards.py` asks a real Prometheus over a running platform for each.
"""

from dashboards.panels import Dashboard, Panel

RUNTIME = Dashboard(
    "yimen-runtime",
    "一門 运行时 Runtime",
    (
        Panel(
            "每秒持久命令 Durable commands a second",
            "sum by (host) (rate(ray_yimen_commits_total[1m]))",
            "ops",
            "{{host}}",
        ),
        Panel(
            "每秒提交耗时 p99 Commit time p99",
            "histogram_quantile(0.99, sum by (le) (rate(ray_yimen_commit_seconds_bucket[1m])))",
            "s",
            "p99",
        ),
        Panel(
            "批量大小 Commits in one write",
            "sum(rate(ray_yimen_commit_batch_size_sum[1m]))"
            " / sum(rate(ray_yimen_commit_batch_size_count[1m]))",
            "short",
            "mean",
        ),
        Panel("内存中的实体 Entities in memory", "ray_yimen_entities", "short", "{{host}}"),
        Panel("信箱深度 Mailbox depth", "ray_yimen_mailbox_depth", "short", "{{host}}"),
        Panel("事件循环延迟 Loop lag", "ray_yimen_loop_lag_seconds", "s", "{{host}}"),
        Panel(
            "激活与休眠 Activations and passivations",
            "sum(rate(ray_yimen_activations_total[1m]))",
            "ops",
            "activations",
        ),
        Panel(
            "休眠 Passivations",
            "sum(rate(ray_yimen_passivations_total[1m]))",
            "ops",
            "passivations",
        ),
        Panel(
            "定时唤醒与迟到 Alarms late",
            "sum(rate(ray_yimen_timers_late_total[5m]))",
            "ops",
            "late",
        ),
        Panel("定时唤醒 Alarms fired", "sum(rate(ray_yimen_alarms_total[1m]))", "ops", "fired"),
        Panel("过载 Overloads", "sum(rate(ray_yimen_overloads_total[1m]))", "ops", "overloads"),
        Panel("规则拒绝 Refusals", "sum(rate(ray_yimen_refusals_total[1m]))", "ops", "refusals"),
        Panel(
            "故障 Handler failures", "sum(rate(ray_yimen_failures_total[1m]))", "ops", "failures"
        ),
        Panel("隔离的实体 Quarantined entities", "sum(ray_yimen_quarantined)", "short", "entities"),
        Panel(
            "失去位置的提交 Fenced commits",
            "sum(rate(ray_yimen_lost_places_total[5m]))",
            "ops",
            "fenced",
        ),
    ),
)

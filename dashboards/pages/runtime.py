"""The hosts: where the live cases are."""

from dashboards.panels import Dashboard, Panel, Query


def _rate(metric: str, legend: str, window: str = "1m") -> Query:
    return Query(f"sum(rate(ray_yimen_{metric}_total[{window}]))", legend)


def _by_kind(metric: str) -> tuple[Query, ...]:
    name = f"ray_yimen_{metric}_seconds"
    quantile = f"histogram_quantile(0.99, sum by (le, kind) (rate({name}_bucket[1m])))"
    mean = f"sum by (kind) (rate({name}_sum[1m])) / sum by (kind) (rate({name}_count[1m]))"
    return Query(quantile, "{{kind}} p99"), Query(mean, "{{kind}} mean")


RUNTIME = Dashboard(
    "yimen-runtime",
    "一門 运行时 Runtime",
    (
        Panel(
            "宿主 Hosts",
            (Query("count(ray_yimen_loop_lag_seconds)", "hosts"),),
            kind="stat",
            width=4,
        ),
        Panel(
            "内存中的实体 Entities in memory",
            (Query("sum(ray_yimen_entities)", "entities"),),
            kind="stat",
            width=4,
        ),
        Panel(
            "每秒命令与提交 Commands and commits a second",
            (_rate("turns", "commands"), _rate("commits", "commits"), _rate("replays", "repeated")),
            "ops",
        ),
        Panel(
            "提交耗时 Time of a commit",
            (
                Query(
                    "histogram_quantile(0.5, "
                    "sum by (le) (rate(ray_yimen_commit_seconds_bucket[1m])))",
                    "p50",
                ),
                Query(
                    "histogram_quantile(0.99, "
                    "sum by (le) (rate(ray_yimen_commit_seconds_bucket[1m])))",
                    "p99",
                ),
                Query(
                    "sum(rate(ray_yimen_commit_seconds_sum[1m]))"
                    " / sum(rate(ray_yimen_commit_seconds_count[1m]))",
                    "mean",
                ),
            ),
            "s",
            note="Slow commits: look at the disk of the database's primary first.",
        ),
        Panel(
            "批量大小 Commits in one write",
            (
                Query(
                    "sum(rate(ray_yimen_commit_batch_size_sum[1m]))"
                    " / sum(rate(ray_yimen_commit_batch_size_count[1m]))",
                    "mean",
                ),
                Query(
                    "histogram_quantile(0.95, "
                    "sum by (le) (rate(ray_yimen_commit_batch_size_bucket[1m])))",
                    "p95",
                ),
            ),
        ),
        Panel(
            "各类回合耗时 Time of a turn by kind",
            _by_kind("turn"),
            "s",
            note="A turn holds up the whole host; the page /operator names the slowest.",
        ),
        Panel(
            "各类信箱等待 Wait in mailboxes by kind",
            _by_kind("queue_wait"),
            "s",
            note="Long for one kind: a hot entity, see /operator. Long for all: add hosts.",
        ),
        Panel(
            "各类决定到落盘 From decision to durable by kind",
            _by_kind("durable"),
            "s",
        ),
        Panel(
            "信箱深度 Mailbox depth",
            (Query("sum by (host) (ray_yimen_mailbox_depth)", "{{host}}"),),
            note="Grows when a host gets more than it can commit: add hosts.",
        ),
        Panel(
            "事件循环延迟 Loop lag",
            (Query("max by (host) (ray_yimen_loop_lag_seconds)", "{{host}}"),),
            "s",
        ),
        Panel(
            "激活与休眠 Activations and passivations",
            (_rate("activations", "activations"), _rate("passivations", "passivations")),
            "ops",
        ),
        Panel(
            "定时唤醒与迟到 Alarms, fired and late",
            (_rate("alarms", "fired"), _rate("timers_late", "late")),
            "ops",
        ),
        Panel(
            "待响的唤醒 Alarms in memory",
            (Query("sum by (host) (ray_yimen_alarms_waiting)", "{{host}}"),),
        ),
        Panel(
            "拒绝、过载、超时 Refused, overloaded, expired",
            (
                _rate("refusals", "refused by the rules"),
                _rate("overloads", "kept out by a bound"),
                _rate("expired", "not begun in time"),
            ),
            "ops",
        ),
        Panel(
            "故障与隔离 Failures and quarantine",
            (
                _rate("failures", "handler failures a second", "5m"),
                Query("sum(ray_yimen_quarantined)", "entities in quarantine"),
            ),
            note="`yimen journal KEY` shows the history of an entity that cannot be loaded.",
        ),
        Panel(
            "失去位置与未决 Fenced and open commits",
            (
                _rate("lost_places", "another owner had the place", "5m"),
                _rate("open_outcomes", "outcome was open, written again", "5m"),
            ),
            "ops",
        ),
        Panel(
            "各宿主的分片 Shards by host",
            (Query("sum by (host) (ray_yimen_shards)", "{{host}}"),),
            note="1,024 together; those on their way are served by nobody just now.",
        ),
        Panel(
            "分片迁移与自我隔离 Moves of shards and self-fencing",
            (
                _rate("shards_gained", "shards that came", "5m"),
                _rate("shards_lost", "shards that went", "5m"),
                _rate("self_fences", "hosts that fenced themselves", "5m"),
            ),
            "ops",
            note="A host that fences itself does not reach the database.",
        ),
        Panel(
            "宿主内存 Memory of the hosts",
            (
                Query(
                    'sum by (pid) (ray_component_rss_bytes{Component=~"ray::EntityHost.*"})',
                    "{{pid}}",
                ),
            ),
            "bytes",
        ),
    ),
)

"""The web channel: HAProxy in front, replicas of Ray Serve behind it."""

from dashboards.panels import Dashboard, Panel, Query

_FRONT = '{proxy="http_frontend"}'
_RESPONSES = "haproxy_frontend_http_responses_total"
_BACK = '{proxy="http-yimen"}'


def _latency(quantile: str) -> str:
    return (
        f"histogram_quantile({quantile}, sum by (le) "
        "(rate(ray_serve_http_request_latency_ms_bucket[1m])))"
    )


WEB = Dashboard(
    "yimen-web",
    "一門 网络渠道 Web",
    (
        Panel(
            "健康副本 Healthy replicas",
            (Query('sum(ray_serve_deployment_replica_healthy{deployment="web"})', "replicas"),),
            kind="stat",
            width=4,
        ),
        Panel(
            "代理可用的副本 Replicas that the proxy uses",
            (Query(f"haproxy_backend_active_servers{_BACK}", "replicas"),),
            kind="stat",
            width=4,
        ),
        Panel(
            "每秒请求 Requests a second, by answer",
            (
                Query(
                    f"sum by (code) (rate({_RESPONSES}{_FRONT}[1m]))",
                    "{{code}}",
                ),
            ),
            "ops",
        ),
        Panel(
            "错误按状态 Errors by status",
            (
                Query(
                    "sum by (error_code) (rate(ray_serve_num_http_error_requests_total[5m]))",
                    "{{error_code}}",
                ),
            ),
            "ops",
        ),
        Panel(
            "服务器错误占比 Share of server errors",
            (
                Query(
                    f'sum(rate({_RESPONSES}{{proxy="http_frontend",code="5xx"}}[5m]))'
                    f" / sum(rate({_RESPONSES}{_FRONT}[5m]))",
                    "5xx",
                ),
            ),
            "percentunit",
        ),
        Panel(
            "响应时间 Time to answer",
            (Query(_latency("0.5"), "p50"), Query(_latency("0.99"), "p99")),
            "ms",
        ),
        Panel(
            "进行中的请求 Ongoing requests",
            (
                Query(
                    'sum by (replica) (ray_serve_replica_processing_queries{deployment="web"})',
                    "{{replica}}",
                ),
            ),
            note="A live page is one ongoing request for as long as it is open.",
        ),
        Panel(
            "每秒请求按方法 Requests a second, by method",
            (Query("sum by (method) (rate(ray_serve_num_http_requests_total[1m]))", "{{method}}"),),
            "ops",
        ),
        Panel(
            "连接与排队 Connections and queue at the proxy",
            (
                Query(f"haproxy_frontend_current_sessions{_FRONT}", "open connections"),
                Query(f"haproxy_backend_current_queue{_BACK}", "waiting for a replica"),
            ),
        ),
        Panel(
            "代理故障 Faults at the proxy",
            (
                Query(f"rate(haproxy_backend_connection_errors_total{_BACK}[5m])", "connection"),
                Query(f"rate(haproxy_backend_response_errors_total{_BACK}[5m])", "response"),
                Query(f"rate(haproxy_backend_redispatch_warnings_total{_BACK}[5m])", "redispatch"),
            ),
            "ops",
        ),
        Panel(
            "请稍后再来 Requests told to come again, by why",
            (Query("sum by (why) (rate(ray_yimen_sent_away_total[1m]))", "{{why}}"),),
            "ops",
            note="waiting is a waiting room at work; overloaded wants more hosts or replicas.",
        ),
        Panel(
            "事项规则故障 Rules of service items that failed",
            (Query("sum by (rule) (ray_yimen_broken_rules_total)", "{{rule}}"),),
            note="the visitor is told to look at his answers; the log says rule.failed.",
        ),
        Panel(
            "每秒安全事件 Security events a second, by sort",
            (Query("sum by (sort) (rate(ray_yimen_security_events_total[1m]))", "{{sort}}"),),
            "ops",
            note="/security/events tells each; those that were not kept are in the log.",
        ),
        Panel(
            "未保存的安全事件 Security events that were not kept",
            (Query("sum(ray_yimen_security_events_lost_total)", "lost"),),
        ),
        Panel(
            "等候人数 People in waiting rooms",
            (Query("max by (room) (ray_yimen_waiting_people)", "{{room}}"),),
        ),
        Panel(
            "每分钟放行 People let in a minute",
            (Query("60 * max by (room) (rate(ray_yimen_waiting_let_in_total[1m]))", "{{room}}"),),
        ),
        Panel(
            "流量 Traffic",
            (
                Query(f"rate(haproxy_frontend_bytes_in_total{_FRONT}[1m])", "in"),
                Query(f"rate(haproxy_frontend_bytes_out_total{_FRONT}[1m])", "out"),
            ),
            "Bps",
        ),
        Panel(
            "副本启动 Replicas started",
            (
                Query(
                    'sum(increase(ray_serve_deployment_replica_starts_total{deployment="web"}[1h]))',
                    "in the last hour",
                ),
            ),
            note="More than a deployment explains: replicas die; see Serve's logs.",
        ),
    ),
)

"""The kiosks, by their own figures."""

from dashboards.panels import Dashboard, Panel, Query

EDGE = Dashboard(
    "yimen-edge",
    "一門 自助终端 Kiosks",
    (
        Panel(
            "在线 Link up",
            (
                Query(
                    "yimen_edge_link_up * on (instance) group_left (terminal) yimen_edge_info",
                    "{{terminal}}",
                ),
            ),
        ),
        Panel(
            "重新连接 Connections in the last hour",
            (Query("increase(yimen_edge_connections_total[1h])", "{{instance}}"),),
        ),
        Panel(
            "待发 Entries that wait, by lane",
            (Query("sum by (lane) (yimen_edge_spool_entries)", "{{lane}}"),),
            note="A: applications and orders, B: states, C: telemetry.",
        ),
        Panel(
            "缓存占用 Share of the spool in use",
            (Query("yimen_edge_spool_bytes / yimen_edge_spool_limit_bytes", "{{instance}}"),),
            "percentunit",
        ),
        Panel(
            "每秒发送与确认 Entries sent and acknowledged a second",
            (
                Query("sum(rate(yimen_edge_entries_sent_total[1m]))", "sent"),
                Query("sum(rate(yimen_edge_entries_acknowledged_total[1m]))", "acknowledged"),
            ),
            "ops",
        ),
        Panel(
            "丢弃 Entries dropped by a full spool",
            (
                Query("increase(yimen_edge_entries_lost_total[1h])", "{{instance}}"),
                Query("yimen_edge_spool_full", "{{instance}} takes nothing new"),
            ),
        ),
        Panel(
            "设备可用 Devices that can be used",
            (Query("min by (instance, device) (yimen_edge_device_usable)", "{{device}}"),),
        ),
        Panel(
            "设备状态 States of devices",
            (Query("sum by (device, state) (yimen_edge_device_state)", "{{device}} {{state}}"),),
        ),
        Panel(
            "使用与停用 In use and out of service",
            (
                Query("sum(yimen_edge_session_open)", "in use"),
                Query("sum(yimen_edge_locked)", "out of service by order"),
            ),
        ),
        Panel(
            "会话结束 Sessions that ended, by why",
            (Query("sum by (why) (increase(yimen_edge_sessions_total[1h]))", "{{why}}"),),
        ),
        Panel(
            "指令结果 Orders that ended, by how",
            (Query("sum by (code) (increase(yimen_edge_orders_total[1h]))", "{{code}}"),),
        ),
        Panel(
            "内存 Memory of the agent",
            (Query('process_resident_memory_bytes{job="edge"}', "{{instance}}"),),
            "bytes",
        ),
        Panel(
            "处理器 Processor time of the agent",
            (Query('rate(process_cpu_seconds_total{job="edge"}[1m])', "{{instance}}"),),
            "percentunit",
        ),
    ),
)

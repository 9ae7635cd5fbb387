"""The followers of the journal: views, and messages from entity to entity."""

from dashboards.panels import Dashboard, Panel, Query

PROJECTOR = Dashboard(
    "yimen-projector",
    "一門 视图与消息 Views and messages",
    (
        Panel(
            "落后 Lag behind the journal",
            (Query("max by (follower) (ray_yimen_projector_lag_seconds)", "{{follower}}"),),
            "s",
            note="Lists and the wall show what was true this long ago.",
        ),
        Panel(
            "每秒处理 Commits handled a second",
            (Query("sum by (follower) (rate(ray_yimen_projector_commits[1m]))", "{{follower}}"),),
            "ops",
        ),
        Panel(
            "隔离的提交 Commits set aside",
            (Query("sum by (follower) (ray_yimen_projector_quarantined)", "{{follower}}"),),
            note="`yimen quarantine` lists them; `yimen quarantine retry` tries them again.",
        ),
        Panel(
            "每秒送达 Messages delivered a second",
            (Query("sum(rate(ray_yimen_courier_delivered[1m]))", "delivered"),),
            "ops",
        ),
        Panel(
            "搁置的消息 Messages parked",
            (Query("sum(ray_yimen_courier_parked)", "parked"),),
            note="Their entity did not answer; they are offered again.",
        ),
        Panel(
            "终端 Kiosks, by whether they are heard from",
            (Query("sum by (online) (ray_yimen_terminals)", "online: {{online}}"),),
        ),
        Panel(
            "文书 Papers that wait, and those that failed",
            (Query("sum by (state) (ray_yimen_papers)", "{{state}}"),),
            note="Administrators see them at /papers, and have those that failed made again.",
        ),
        Panel(
            "距上次封印 Time since the last seal",
            (Query("max(ray_yimen_seal_age_seconds)", "seal"),),
            "s",
            note="It grows at rest, since nothing new is sealed then; beside commits it must not.",
        ),
        Panel(
            "未见证的封印 Seals not yet witnessed",
            (Query("max by (witness) (ray_yimen_seals_unwitnessed)", "{{witness}}"),),
            note="What they hold can still be rewritten by whoever has the database and the key.",
        ),
        Panel(
            "与见证方不符 Witnesses that hold another seal",
            (Query("max by (witness) (ray_yimen_seal_contradictions)", "{{witness}}"),),
        ),
        Panel(
            "未了结的对外调用 Calls of outside parties that are not over",
            (
                Query(
                    'sum by (party, state) (ray_yimen_calls_open{party!=""})',
                    "{{party}} {{state}}",
                ),
            ),
            note="Dead letters and unknown outcomes are taken up again on the page of parties.",
        ),
        Panel(
            "未调用的外部机构 Parties that are not called",
            (Query("max by (party) (ray_yimen_parties_uncalled)", "{{party}}"),),
            note="Sick, and tried again later, or held by an operator.",
        ),
        Panel(
            "对账差异 Differences between lists",
            (Query("max by (party) (ray_yimen_call_differences)", "{{party}}"),),
        ),
    ),
)

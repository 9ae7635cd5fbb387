"""Examples for the OpenAPI document. The people in them do not exist."""

APPLICATION = {
    "item": "SPJY-01",
    "place": "440604",
    "applicant": {
        "kind": "natural",
        "name": "张三",
        "id_type": "resident_id",
        "id_number": "440604199003070017",
        "phone": "13800000000",
    },
    "form": {},
    "materials": [],
}

COMMANDS = {
    "accept": {"promised": []},
    "claim_task": {"task": "review"},
    "correct": {"form": {}, "materials": []},
    "decide": {"outcome": "granted"},
    "decline": {"reason": "不属于本机关职权范围"},
    "deliver": {"method": "window", "collector": "applicant"},
    "extend": {"days": 10, "reason": "需要专家论证"},
    "give_opinion": {"task": "review", "opinion": "agree", "comment": "符合条件"},
    "issue": {"document": "JY14406040000001"},
    "pause_clock": {"procedure": "inspection", "days": 5, "reason": "现场核查"},
    "rate": {"stars": 5, "comment": ""},
    "release_task": {"task": "review"},
    "request_correction": {"faults": [{"field": "/materials/lease", "reason": "缺少签名页"}]},
    "resume_clock": {"result": "核查合格"},
    "supply_materials": {"materials": []},
    "void": {"reason": "重复申报", "second": "supervisor_2"},
    "withdraw": {"reason": "不再需要"},
}

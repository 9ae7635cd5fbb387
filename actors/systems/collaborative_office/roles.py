"""The roles that this system declares (角色), each held in a unit."""

RESOURCES = "office_resource_keeper"  # 资源管理员 of rooms, vehicles and supplies
MEETINGS = "office_meeting_secretary"  # 会务秘书
DRAFTER = "office_drafter"  # 拟稿人
CHECKER = "office_checker"  # 核稿人
COUNTERSIGNER = "office_countersigner"  # 会签人
SIGNER = "office_signer"  # 签发人, head of the organ or delegate
PROOFREADER = "office_proofreader"  # 复核人
REGISTRY = "office_registry"  # 机要、收发员
HANDLER = "office_handler"  # 承办人 of an incoming document
FOLLOW_UP = "office_follow_up"  # 督查员
READER = "office_reader"  # 公告读者: of tasks that are one person's; nobody needs to hold it
UNIT_HEAD = "office_unit_head"  # 单位负责人, who decides on leave first
PERSONNEL = "office_personnel"  # 人事管理员, who keeps leave books
ROLES = (
    DRAFTER, CHECKER, COUNTERSIGNER, SIGNER, PROOFREADER, REGISTRY, HANDLER, FOLLOW_UP,
    RESOURCES, MEETINGS,
)  # fmt: skip
OF_PEOPLE = (READER, UNIT_HEAD, PERSONNEL)  # of announcements and leave, not of documents

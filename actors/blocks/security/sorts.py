"""What sorts of security events there are (安全事件类别), `sorts.<name>` in `words.toml`."""

SIGNED_IN = "signed_in"  # 登录成功
SIGN_IN_REFUSED = "sign_in_refused"  # 登录被拒: of an account that there is
SIGN_IN_UNKNOWN = "sign_in_unknown"  # 未知账户登录: the actor is a digest, for it may be a password
STEP_UP_FAILED = "step_up_failed"  # 再次核验失败: in an open session
THROTTLED = "throttled"  # 尝试过多
FORGED = "forged"  # 伪造: session, form, code or signature of a terminal
DENIED = "denied"  # 越权被拒: by a policy, which is named, or since none permits
FACTOR_CHANGED = "factor_changed"  # 核验方式变更: authenticator, passkey, recovery codes
PASSWORD_SET = "password_set"  # 密码设定
RESET_OFFERED = "reset_offered"  # 发放激活码、窗口重置
RESET_REFUSED = "reset_refused"  # 窗口重置身份不符
ROLES_CHANGED = "roles_changed"  # 角色变更
ACCOUNT_CHANGED = "account_changed"  # 账户启停、强制下线
UNMASKED = "unmasked"  # 查看完整个人信息
QUOTA_MET = "quota_met"  # 查看完整个人信息达上限
TERMINAL_CHANGED = "terminal_changed"  # 终端登记、启用、吊销
KEY_CHANGED = "key_changed"  # 密钥变更
EVENTS_READ = "events_read"  # 查看或导出安全事件

SORTS = (
    SIGNED_IN, SIGN_IN_REFUSED, SIGN_IN_UNKNOWN, STEP_UP_FAILED, THROTTLED, FORGED, DENIED,
    FACTOR_CHANGED, PASSWORD_SET, RESET_OFFERED, RESET_REFUSED, ROLES_CHANGED, ACCOUNT_CHANGED,
    UNMASKED, QUOTA_MET, TERMINAL_CHANGED, KEY_CHANGED, EVENTS_READ,
)  # fmt: skip
SUSPICIOUS = (
    SIGN_IN_REFUSED, SIGN_IN_UNKNOWN, STEP_UP_FAILED, FORGED, DENIED, RESET_REFUSED,
)  # fmt: skip
"""Of which many at once mean an attack: an alert asks for these."""

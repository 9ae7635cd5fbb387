"""接口密钥: who may use what is opened under a condition, and how much by programs."""

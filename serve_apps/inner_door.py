"""The door at which replicas of Serve take calls of each other, on one address alone.

Serve opens it on every address of the machine and has no setting for that. It is found by the
address of the node, so that is where it is opened.
"""

from typing import Any

import ray
from ray.serve._private import replica

_EVERYWHERE = "[::]"


def keep_to_own_address() -> None:
    """Have this process, a replica that is still starting, open that door at its node's address.

    Raises:
        AttributeError: Serve does it in another way than it used to.
    """
    made = replica.add_port_to_grpc_server
    here = ray.util.get_node_ip_address()
    host = f"[{here}]" if ":" in here else here

    def add_port(server: Any, address: str) -> int:
        return made(server, address.replace(_EVERYWHERE, host))

    replica.add_port_to_grpc_server = add_port
